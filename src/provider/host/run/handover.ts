/**
 * What check knows and keeps in no input, such as the end of a key's user, for diff of the same run. Diff knows what the server
 * granted; with both it decides as check would have. Found by the inputs: neither of them knows its resource.
 */
import type { Props } from "../state";

/** What check has decided from, by the inputs that it settled. */
export class Handover {
  readonly #facts = new Map<string, object>();

  keep(inputs: Props, facts: object | undefined): void {
    if (facts !== undefined) this.#facts.set(keyOf(inputs), facts);
  }

  of(inputs: Props): object | undefined {
    return this.#facts.get(keyOf(inputs));
  }
}

/** The same text for the same inputs, in whichever order they came over the wire. */
const keyOf = (inputs: Props): string => JSON.stringify(inOrder(inputs));

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]) => [name, inOrder(each)]);
}
