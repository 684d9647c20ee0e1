/** What the handlers do alike with every field of a table (`src/fields/`): pure. */
import { isRecord } from "../../basics/unknown";
import { apiKeyFields } from "../../fields/api-key";
import { fieldsWhere, fieldsWith, type Row, type Settled, type Table } from "../../fields/row";
import { flag, hasUnknown, number, type Props, requestedEnd, sameJson, text, texts } from "./state";

/** The names of the fields that stand in settled inputs. */
export function inputNames<T extends Table>(table: T): (keyof Settled<T> & string)[] {
  const names = Object.keys(table).filter((name) => table[name]?.inputs !== "never");
  return names as (keyof Settled<T> & string)[];
}

/** The declared fields, without those at their defaults; what check decides is still to come. */
export function settleFields(table: Table, news: Props): Props {
  const settled = inputNames(table).map((name): [string, unknown] => [name, settle(table[name], news[name])]);
  const given = Object.fromEntries(settled.filter(([, value]) => value !== undefined));
  return withoutDefaults(given, inputDefaults(table));
}

/** What a field stands for where a state lacks it. */
export function defaultsOf(table: Table): Props {
  return Object.fromEntries(fieldsWith(table, "default").map((name) => [name, table[name]?.default]));
}

/** What a field stands for where inputs lack it. */
export function inputDefaults(table: Table): Props {
  const shown: readonly string[] = fieldsWith(table, "showsDefault");
  return Object.fromEntries(Object.entries(defaultsOf(table)).filter(([name]) => !shown.includes(name)));
}

/** The value of a field, or what it stands for. */
export const settledValue = (table: Table, name: string, props: Props): unknown => props[name] ?? table[name]?.default;

/**
 * Properties without those at their defaults: the engine writes the whole state after every step, so each of them would cost
 * time in every run.
 * @param defaults what a property means where it is not there
 */
export function withoutDefaults(props: Props, defaults: Props): Props {
  const differs = ([name, value]: [string, unknown]) =>
    !(Object.hasOwn(defaults, name) && sameJson(value, defaults[name]));
  return Object.fromEntries(Object.entries(props).filter(differs));
}

function settle(row: Row | undefined, declared: unknown): unknown {
  const value = declared ?? row?.default;
  if (row?.shape.is === "note") return typeof value === "string" ? value.trim() : value;
  if (row?.shape.is !== "ids" || !Array.isArray(value) || hasUnknown(value)) return value;
  const distinct = [...new Set(value as string[])];
  return row.shape.order === "sorted" ? distinct.sort() : distinct;
}

/** Reads settled inputs back with their types, from a state of whichever version. */
export function readFields<T extends Table>(table: T, props: Props): Settled<T> {
  const read = inputNames(table).map((name): [string, unknown] => [name, readField(table[name], props, name)]);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Settled<T>;
}

function readField(row: Row | undefined, props: Props, name: string): unknown {
  const value = props[name];
  const { shape, default: fallback, inputs } = row ?? {};
  if (inputs === "declared" && value === undefined) return undefined;
  switch (shape?.is) {
    case "flag":
      return flag(props, name, fallback === true);
    case "days":
      return number(props, name);
    case "ids":
      return texts(props, name);
    case "choice":
      return shape.of.find((choice) => choice === value) ?? fallback;
    case "values":
      return isRecord(value) ? value : fallback;
    default:
      return text(props, name, typeof fallback === "string" ? fallback : "");
  }
}

/** A state without the fields that a program may take back: what is no longer declared is no longer in state. */
export function withoutDeclared<S extends object>(table: Table, state: S): S {
  const names: readonly string[] = fieldsWhere(table, { inputs: "declared" });
  return Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name))) as S;
}

/**
 * The properties in which settled inputs differ from the state. A field that is no longer declared is one of them; one that
 * either side lacks stands for its default.
 * @param own what is compared in a way of its own
 */
export function changedFields(
  table: Table,
  olds: Props,
  news: Props,
  own: Readonly<Record<string, () => boolean>> = {},
): string[] {
  const mayLack = [...fieldsWhere(table, { inputs: "declared" }), ...fieldsWith(table, "default")];
  const names = new Set([...Object.keys(news), ...mayLack]);
  return [...names].filter((name) => {
    // A name may be __proto__ or toString.
    const differs = Object.hasOwn(own, name) ? own[name] : undefined;
    if (differs !== undefined) return differs();
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    if (row?.comparison === "requested") return requestedEnd(olds) !== news[name];
    return !sameValue(row, olds[name] ?? row?.default, news[name] ?? row?.default);
  });
}

/** Whether two values of a field mean the same: ids have no order, and a server may fold the case of an address. */
export function sameValue(row: Row | undefined, one: unknown, other: unknown): boolean {
  switch (row?.shape.is) {
    case "ids":
      return sameJson(unordered(one), unordered(other));
    case "email":
      return sameJson(folded(one), folded(other));
    default:
      return sameJson(one, other);
  }
}

const unordered = (ids: unknown): unknown => (Array.isArray(ids) ? [...ids].sort() : ids);
const folded = (address: unknown): unknown => (typeof address === "string" ? address.toLowerCase() : address);

/** What to say of names that not every server takes, when they are new. */
export function longNames(table: Table, olds: Props, news: Props): string[] {
  return Object.entries(table).flatMap(([property, { shape }]) => {
    const name = news[property];
    if (shape.is !== "name" || typeof name !== "string" || name === olds[property]) return [];
    if (name.length <= shape.sure) return [];
    return `${property} has ${name.length} characters; up to ${shape.sure} are sure to be taken. Shorten it if DigiCert ONE refuses the name`;
  });
}

/** The same of what the names of a pair's keys begin with: its arguments have no table of their own. */
export const longPrefix = (olds: Props, news: Props): string[] =>
  longNames({ namePrefix: apiKeyFields.namePrefix }, olds, news);
