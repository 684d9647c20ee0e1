/**
 * A trace is what a scenario did on the real engine: every provider call with its answer, the steps, and the state
 * after each phase, freed of what no two runs share (times, provider ids, ciphertexts). Calls of independent resources
 * have no order on an engine that runs them at once, so their order is made canonical before traces are compared.
 */
import type { PhaseRecord } from "./scenario";
import { type Deployment, nameOf, type StoredResource } from "./stack";
import type { Call } from "./toys/world";

interface TracePhase {
  readonly run: string;
  readonly result: string;
  readonly changes: Readonly<Record<string, number>>;
  readonly steps: readonly string[];
  readonly calls: readonly Call[];
  readonly state: readonly StoredResource[];
  readonly pending: readonly unknown[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface Trace {
  readonly title: string;
  /** Names by the names that they depend on, directly or not, in any phase. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  readonly phases: readonly TracePhase[];
}

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SECRET_MARK = "4dabf18193072939515e22adb298388d";
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Where a resource stands in the program, and when it was written: no two machines agree. */
const INCIDENTAL = new Set(["created", "modified", "sourcePosition", "stackTrace"]);

export function traceOf(title: string, records: readonly PhaseRecord[]): Trace {
  const dependencies = dependenciesOf(records.map(({ state }) => state));
  return {
    title,
    dependencies,
    phases: records.map(({ phase, run, calls, state, outputs }) => ({
      run: phase.run,
      result: run.result,
      changes: Object.fromEntries(Object.entries(run.resourceChanges).sort(byKey)),
      steps: run.steps.map(({ op, name }) => `${op} ${name}`).sort(),
      calls: canonicalOrder(calls.map(normalCall), dependencies, phase.run === "refresh" || !!phase.options?.refresh),
      state: normalResources(state),
      pending: pendingOf(state),
      outputs,
    })),
  };
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;

const normalCall = (call: Call): Call => normal(call, ["__provider"]) as Call;

/** Drops `omitted` keys at any depth, names what is unknown or secret, and gives provider ids one name. */
function normal(value: unknown, omitted: readonly string[] = []): unknown {
  if (typeof value === "string") return value === UNKNOWN ? "<unknown>" : value.replaceAll(UUID, "<id>");
  if (Array.isArray(value)) return value.map((each) => normal(each, omitted));
  if (typeof value !== "object" || value === null) return value;
  if (SECRET_MARK in value && "plaintext" in value) return { "<secret>": JSON.parse(String(value.plaintext)) };
  const entries = Object.entries(value).filter(([key]) => !omitted.includes(key));
  return Object.fromEntries(entries.map(([key, each]) => [key, normal(each, omitted)] as const).sort(byKey));
}

export function normalResources({ deployment }: Deployment): StoredResource[] {
  const resources = (deployment.resources ?? []).map(
    (resource) =>
      normal(Object.fromEntries(Object.entries(resource).filter(([key]) => !INCIDENTAL.has(key)))) as StoredResource,
  );
  const key = (resource: StoredResource) => `${resource.urn} ${resource.delete ? 1 : 0} ${resource.id ?? ""}`;
  return resources.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function pendingOf({ deployment }: Deployment): unknown[] {
  const pending = deployment.pending_operations;
  if (!Array.isArray(pending)) return [];
  return pending.map((each) => normal(each, [...INCIDENTAL]));
}

/** Who depends on whom by name, transitively: dependencies, property dependencies, parents. */
function dependenciesOf(states: readonly Deployment[]): Record<string, string[]> {
  const direct = new Map<string, Set<string>>();
  for (const resource of states.flatMap(({ deployment }) => deployment.resources ?? [])) {
    const name = nameOf(resource.urn);
    const known = direct.get(name) ?? new Set<string>();
    const urns = [
      resource.dependencies ?? [],
      resource.parent ?? [],
      Object.values(resource.propertyDependencies ?? {}),
    ];
    for (const urn of urns.flat(2)) known.add(nameOf(String(urn)));
    direct.set(name, known);
  }
  const reach = (name: string, seen: Set<string>): Set<string> => {
    for (const next of direct.get(name) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      reach(next, seen);
    }
    return seen;
  };
  const entries = [...direct.keys()].sort().map((name) => [name, [...reach(name, new Set())].sort()] as const);
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
}

/**
 * The smallest order by name among all orders that the engine was free to take: of the calls that no earlier, related
 * call holds up, the one with the smallest label goes next. Two sequences have the same canonical order exactly if they
 * differ in the order of unrelated calls alone.
 */
export function canonicalOrder(
  calls: readonly Call[],
  dependencies: Readonly<Record<string, readonly string[]>>,
  refreshes: boolean,
): Call[] {
  const rest = calls.map((call, at) => ({ call, at, last: isLastDelete(calls, at) }));
  const related = (a: (typeof rest)[number], b: (typeof rest)[number]): boolean => {
    const [left, right] = [a.call.label, b.call.label];
    if (left === right) return true;
    // Reads of a refresh run at once, whatever depends on what.
    if (refreshes && a.call.method === "read" && b.call.method === "read") return false;
    // What is deleted at the end is deleted after everything else.
    if (a.last !== b.last) return true;
    return (dependencies[left]?.includes(right) || dependencies[right]?.includes(left)) ?? false;
  };
  const ordered: Call[] = [];
  while (rest.length > 0) {
    const free = rest.filter((each, at) => !rest.slice(0, at).some((earlier) => related(earlier, each)));
    const next = free.reduce((best, each) => (each.call.label < best.call.label ? each : best));
    ordered.push(next.call);
    rest.splice(rest.indexOf(next), 1);
  }
  return ordered;
}

/** A delete that no create of the same resource follows; the others make room for a replacement. */
function isLastDelete(calls: readonly Call[], at: number): boolean {
  const call = calls[at];
  if (call?.method !== "delete") return false;
  return !calls.slice(at + 1).some(({ label, method }) => label === call.label && method === "create");
}
