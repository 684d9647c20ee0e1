import { shown } from "../model/property-diff";
import { isList, isPropertyMap, type Properties, Reference, Secret, Unknown, type Value } from "../model/values";

/** How a bag of properties is to change; a value unknown when it was planned allows any, and none. */
export interface PropertyPlan {
  readonly adds: Properties;
  readonly deletes: readonly string[];
  readonly updates: Properties;
}

export const NO_PROPERTY_CHANGE: PropertyPlan = { adds: {}, deletes: [], updates: {} };

const isSet = (value: Value | undefined): value is Value => value !== undefined && value !== null;

/** @param same when two values count as one */
function planned(olds: Properties, news: Properties, same: (a: Value, b: Value) => boolean): PropertyPlan {
  const plan = { adds: {} as Properties, deletes: [] as string[], updates: {} as Properties };
  for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    const [old, next] = [olds[key], news[key]];
    if (!isSet(next)) {
      if (isSet(old)) plan.deletes.push(key);
    } else if (!isSet(old)) plan.adds[key] = next;
    else if (!same(old, next)) plan.updates[key] = next;
  }
  return plan;
}

/** What a plan records of a resource's inputs, or of a component's outputs. */
export const propertyPlan = (olds: Properties, news: Properties): PropertyPlan => planned(olds, news, exactly);

/** Every difference between the change that was planned and the one at hand, in the words of Pulumi's engine (plan.go). */
export function departures(olds: Properties, news: Properties, plan: PropertyPlan): string[] {
  const actual = planned(olds, news, orUnknown);
  const found: string[] = [];
  const depart = (key: string, does: string, value?: Value) => found.push(described(plan, key, does, value));
  const allows = (key: string, value: Value) => [plan.adds[key], plan.updates[key]].some((to) => matches(to, value));
  for (const [key, value] of Object.entries(actual.adds)) if (!matches(plan.adds[key], value)) depart(key, "+", value);
  for (const [key, value] of Object.entries(actual.updates)) if (!allows(key, value)) depart(key, "~", value);
  for (const key of actual.deletes) {
    if (!plan.deletes.includes(key) && !(plan.updates[key] instanceof Unknown)) depart(key, "-");
  }
  for (const key of plan.deletes) {
    const value = news[key];
    // An added or updated property was reported above.
    if (isSet(value) && !(key in actual.adds) && !(key in actual.updates)) depart(key, "=", value);
  }
  for (const [key, to] of Object.entries({ ...plan.adds, ...plan.updates })) {
    if (key in actual.adds || key in actual.updates || actual.deletes.includes(key)) continue;
    const value = news[key];
    if (isSet(value) ? !matches(to, value) : !(to instanceof Unknown)) depart(key, isSet(value) ? "=" : "-", value);
  }
  return found.sort();
}

const matches = (planned: Value | undefined, value: Value): boolean =>
  planned !== undefined && orUnknown(planned, value);

/** Planned change, actual change, property, and the values where they help; never a secret. */
function described(plan: PropertyPlan, key: string, does: string, value: Value | undefined): string {
  const planned = plan.adds[key] ?? plan.updates[key];
  const wanted = key in plan.adds ? "+" : key in plan.updates ? "~" : plan.deletes.includes(key) ? "-" : "=";
  const values = [planned, value].filter((each) => each !== undefined).map((each) => `{${text(each)}}`);
  return `${wanted}${does}${key}${values.length === 0 ? "" : `[${values.join("!=")}]`}`;
}

function text(value: Value): string {
  const json = shown(value);
  return typeof json === "string" ? json : JSON.stringify(json);
}

const exactly = (a: Value, b: Value): boolean => alike(a, b, false);
const orUnknown = (a: Value, b: Value): boolean => alike(a, b, true);

/** Deep equality, where `any` lets an unknown value equal everything. */
function alike(a: Value, b: Value, any: boolean): boolean {
  if (a instanceof Unknown || b instanceof Unknown) return any || (a instanceof Unknown && b instanceof Unknown);
  if (a instanceof Secret || b instanceof Secret) {
    return a instanceof Secret && b instanceof Secret && alike(a.value, b.value, any);
  }
  if (a instanceof Reference || b instanceof Reference) {
    if (!(a instanceof Reference && b instanceof Reference) || a.urn !== b.urn) return false;
    return a.id === undefined || b.id === undefined ? a.id === b.id : alike(a.id, b.id, any);
  }
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && a.every((item, at) => alike(item, b[at] ?? null, any));
  }
  if (isPropertyMap(a) && isPropertyMap(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) =>
      alike(a[key] ?? null, b[key] ?? null, any),
    );
  }
  return a === b;
}
