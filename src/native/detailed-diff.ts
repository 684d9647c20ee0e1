/** Which properties a diff is about, as an engine shows it: pure. */
import { isRecord } from "../basics/unknown";
import { type Props, sameJson } from "../provider/host/state";

/** How one property differs. */
export interface PropertyChange {
  readonly kind: "add" | "delete" | "update";
  /** Whether it is what replaces the resource. */
  readonly replaces: boolean;
  /** Whether inputs differ; otherwise what the server granted does. */
  readonly isInput: boolean;
}

/**
 * By path, each property whose inputs differ, and each that replaces the resource whether they differ or not. What begins
 * with two underscores is the host's own, and no engine shows it.
 */
export function detailedDiff(
  oldInputs: Props,
  newInputs: Props,
  replaces: readonly string[],
): Map<string, PropertyChange> {
  const found = new Map<string, PropertyChange>();
  const compare = (path: string, before: unknown, after: unknown, isReplacing: boolean): void => {
    if (sameJson(before, after)) return;
    if (isRecord(before) && isRecord(after)) {
      for (const key of namesIn(before, after)) compare(`${path}${step(key)}`, before[key], after[key], isReplacing);
      return;
    }
    const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
    found.set(path, { kind, replaces: isReplacing, isInput: true });
  };
  for (const name of namesIn(oldInputs, newInputs)) {
    if (!name.startsWith("__")) compare(name, oldInputs[name], newInputs[name], replaces.includes(name));
  }
  const shown = new Set([...found.keys()].map((path) => path.split(/[.[]/)[0]));
  for (const name of replaces) {
    if (!shown.has(name)) found.set(name, { kind: "update", replaces: true, isInput: false });
  }
  return found;
}

const namesIn = (one: Props, other: Props): string[] => [...new Set([...Object.keys(one), ...Object.keys(other)])];

/** A step of a property path: plain names after a dot, any other in brackets and quotes. */
const step = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);
