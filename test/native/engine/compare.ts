/** What is the same behind both hosts: calls, and states but for what belongs to a host. */
import type { Emulator, JournalEntry } from "../../../src/emulator";
import type { Deployment } from "../../e2e/stack";

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The calls that the API has seen, without ids; in an order of their own, for resources are made side by side. */
export const callsOf = async (emulator: Emulator): Promise<string[]> => callLines(await emulator.journal());

export function callLines(journal: readonly JournalEntry[]): string[] {
  return journal.map(({ method, path, status }) => `${method} ${path.replace(ID, "*")} ${status}`).sort();
}

/** Drawn at random, or counted by a clock. */
export const DRAWN = /^(nonce|ownerHash|fingerprint|createdAt|currentCreatedAt|host|generation)$/;
/** The SDK's own, and the native host's. */
const OF_HOSTS = /^__(provider|place)$/;

/** What a native state says and a dynamic one leaves out, for the classes fill it in. */
function isFilledIn(name: string, value: unknown): boolean {
  if (name === "endsAt") return true;
  if (name === "adopted") return value === false;
  const { plaintext = value } = (typeof value === "object" && value !== null ? value : {}) as { plaintext?: unknown };
  return name.startsWith("initialApiKey") && (plaintext === "" || plaintext === '""');
}

/** Values and names of keys, without what is drawn in them. */
export const withoutDraws = (text: string): string =>
  text.replaceAll(/emu_[0-9a-f]+/g, "KEY").replaceAll(/(\d{4}-\d\d-\d\d-)[0-9a-f]{8}/g, "$1RANDOM");

/** A state's resources of ours, as either host would have them. */
export function comparable({ deployment }: Deployment): unknown {
  const text = withoutDraws(JSON.stringify(deployment.resources ?? []))
    .replaceAll("pulumi-nodejs:dynamic/digicert-one:", "digicert-one:index:")
    .replaceAll(ID, "ID");
  const resources: { type: string; urn: string; inputs?: object; outputs?: object; id?: string }[] = JSON.parse(text);
  const ours = resources.filter(({ type }) => type.startsWith("digicert-one:") && !type.endsWith(":StackIdentity"));
  const kept = (props: object = {}) =>
    Object.fromEntries(
      Object.entries(props)
        .filter(([name, value]) => !OF_HOSTS.test(name) && !isFilledIn(name, value))
        .map(([name, value]) => [name, DRAWN.test(name) && value !== "" ? "DRAWN" : value]),
    );
  return ours
    .map(({ type, urn, inputs, outputs }) => ({ type, urn, inputs: kept(inputs), outputs: kept(outputs) }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}
