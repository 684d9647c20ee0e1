import { formatPath, type PropertyPath } from "./paths";
import {
  equal,
  isList,
  isPropertyMap,
  type Json,
  type Properties,
  Reference,
  Secret,
  Unknown,
  type Value,
} from "./values";

/** One differing property; secrets read `[secret]`, unknown values `output<string>`. */
export interface PropertyChange {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  readonly old?: Json;
  readonly new?: Json;
}

export const SECRET_TEXT = "[secret]";
export const UNKNOWN_SHOWN = "output<string>";

/** A value as it may be shown to anybody. */
export function shown(value: Value): Json {
  return asJson(value, visible);
}

/** A value as data: whole, though no secret of it is shown. */
export function asData(value: Value): Json {
  return asJson(value, (keys) => keys);
}

function asJson(value: Value, select: (keys: readonly string[]) => readonly string[]): Json {
  if (value instanceof Secret) return SECRET_TEXT;
  if (value instanceof Unknown) return UNKNOWN_SHOWN;
  if (value instanceof Reference) return value.urn;
  if (isList(value)) return value.map((item) => asJson(item, select));
  if (isPropertyMap(value)) {
    return Object.fromEntries(select(Object.keys(value)).map((key) => [key, asJson(value[key] ?? null, select)]));
  }
  return value;
}

/** Names that begin with `__` are the SDK's own and are not shown. */
function visible(keys: readonly string[]): string[] {
  return keys.filter((key) => !key.startsWith("__"));
}

/** What differs between two property bags, sorted by path. */
export function diffProperties(olds: Readonly<Properties>, news: Readonly<Properties>): PropertyChange[] {
  return diffMaps([], olds, news);
}

function diffMaps(
  path: PropertyPath,
  olds: { readonly [key: string]: Value },
  news: { readonly [key: string]: Value },
): PropertyChange[] {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort();
  return visible(keys).flatMap((key) => diffValues([...path, key], olds[key], news[key]));
}

function diffValues(path: PropertyPath, old: Value | undefined, now: Value | undefined): PropertyChange[] {
  const text = formatPath(path);
  if (old === undefined) return now === undefined ? [] : [{ path: text, kind: "add", new: shown(now) }];
  if (now === undefined) return [{ path: text, kind: "delete", old: shown(old) }];
  if (sameValue(old, now)) return [];
  if (isPropertyMap(old) && isPropertyMap(now)) return diffMaps(path, old, now);
  if (isList(old) && isList(now)) {
    const length = Math.max(old.length, now.length);
    return Array.from({ length }, (_, at) => diffValues([...path, at], old[at], now[at])).flat();
  }
  return [{ path: text, kind: "update", old: shown(old), new: shown(now) }];
}

/** Becoming secret is no difference of its own (resource.PropertyValue.Diff unwraps). */
function sameValue(old: Value, now: Value): boolean {
  if (now instanceof Unknown || (now instanceof Secret && now.value instanceof Unknown)) return false;
  const plainOld = old instanceof Secret ? old.value : old;
  const plainNew = now instanceof Secret ? now.value : now;
  return equal(plainOld, plainNew);
}
