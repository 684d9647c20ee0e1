/**
 * The features of a deployment of version 4 (pkg/resource/stack/deployment.go): fields that a reader has to know, or it
 * would lose what they mean. Pulumi writes version 4 only where a record has such a field.
 */
import { packageOf } from "../model/urn";
import { type Json, type JsonObject, UnsupportedError } from "../model/values";

/** The feature that each field asks for. */
const FEATURES: Readonly<Record<string, string>> = {
  refreshBeforeUpdate: "refreshBeforeUpdate",
  viewOf: "views",
  resourceHooks: "hooks",
  taint: "taint",
  replaceWith: "replaceWith",
};
/** A record, as far as its fields are asked for here. */
interface StoredRecord {
  readonly urn: string;
  readonly type: string;
  readonly others: JsonObject;
}

/** What a run of this engine does not do; such records are only kept. */
const KEPT_ONLY = ["refreshBeforeUpdate", "viewOf", "resourceHooks", "replaceWith"];

const isSet = (value: Json | undefined): boolean =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);

/** The features that these records ask for, in Pulumi's order. */
export function featuresOf(records: readonly JsonObject[]): string[] {
  const fields = Object.keys(FEATURES).filter((field) => records.some((record) => isSet(record[field])));
  return fields.map((field) => FEATURES[field] ?? field).sort();
}

export function requireKnownFeatures(features: readonly string[]): void {
  const known = new Set(Object.values(FEATURES));
  const others = features.filter((feature) => !known.has(feature)).join(", ");
  if (others !== "") throw new UnsupportedError(`states with the features ${others}`);
}

/** Refuses a run over a record of a resource that this engine could run, but for one of its fields. */
export function requireRunnable(states: readonly StoredRecord[], runs: (pkg: string) => boolean): void {
  for (const { urn, type, others } of states) {
    const field = runs(packageOf(type)) ? KEPT_ONLY.find((name) => isSet(others[name])) : undefined;
    if (field !== undefined) throw new UnsupportedError(`the field ${field} of a resource in the state (${urn})`);
  }
}
