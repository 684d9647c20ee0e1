/** What a state of today lacks of an older one: pure. */
import { endsAt } from "../../../src/rotation";
import { type Deployment, nameOf, type StoredResource } from "../stack";

/** The properties of a stored resource that another state lacks, or keeps in another type. */
export function losses(old: StoredResource, state: Deployment): string[] {
  const now = state.deployment.resources?.find(({ urn }) => urn === old.urn);
  if (!now) return [`${old.urn} is missing`];
  return (["input", "output"] as const).flatMap((side) => {
    const before = (old[`${side}s`] ?? {}) as Record<string, unknown>;
    const after = (now[`${side}s`] ?? {}) as Record<string, unknown>;
    return Object.keys(before)
      .filter((key) => after[key] !== undefined || !isSilent(key, old, `${side}s`))
      .filter((key) => kindOfValue(before[key]) !== kindOfValue(after[key]))
      .map(
        (key) => `${nameOf(old.urn)}: ${side} ${key} was ${kindOfValue(before[key])}, is ${kindOfValue(after[key])}`,
      );
  });
}

/** What today's inputs and state hold only where it says something else. */
const SILENT: Readonly<Record<string, unknown>> = {
  ...{ lostInitialKey: false, unproven: false, adopted: false, initialApiKeyId: "", enabled: true, rotate: true },
  ...{ adoptChanges: false, adoptFrom: "", adoptId: "", allowSelf: false, forceDestroy: false, onDuplicate: "fail" },
};

/** Whether a property says nothing: it is at its default, or follows from another. */
function isSilent(key: string, { type, ...state }: StoredResource, side: "inputs" | "outputs"): boolean {
  const props = state[side] as Record<string, unknown>;
  if (key === "endsAt") return props.endsAt === endsAt(String(props.endDate));
  if (key === "requestedEndDate") return props.requestedEndDate === props.endDate;
  if (key === "onDestroy") return props.onDestroy === (type.endsWith(":ServiceUser") ? "" : "delete");
  return Object.hasOwn(SILENT, key) && props[key] === SILENT[key];
}

function kindOfValue(value: unknown): string {
  if (value === undefined) return "missing";
  return Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
}
