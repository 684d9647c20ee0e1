import { isList, isPropertyMap, type Properties, type Value } from "./values";

/** Property paths as in `ignoreChanges`: `a.b`, `a[0]`, `a["b.c"]`, `a[*]`, `*`. */
export type PropertyPath = readonly (string | number)[];

export function parsePath(text: string): PropertyPath | undefined {
  const path: (string | number)[] = [];
  const token = /\.?([^.[\]"]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return undefined;
    const [, name, index, quoted] = match;
    if (name !== undefined) path.push(name);
    else if (index !== undefined) path.push(index === "*" ? "*" : Number(index));
    else path.push((quoted ?? "").replace(/\\(.)/g, "$1"));
  }
  return path;
}

export function formatPath(path: PropertyPath): string {
  return path
    .map((part, at) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[^.[\]"]+$/.test(part)) return `["${part.replaceAll('"', '\\"')}"]`;
      return at === 0 ? part : `.${part}`;
    })
    .join("");
}

/** True when a change at `inner` lies at or under `outer`. */
export function contains(outer: PropertyPath, inner: PropertyPath): boolean {
  return outer.length <= inner.length && outer.every((part, at) => part === "*" || part === inner[at]);
}

/** Sets each property matched by `path` in `target` back to what `source` holds; absent there is removed here. */
export function resetPath(path: PropertyPath, source: Readonly<Properties>, target: Readonly<Properties>): Properties {
  const result = reset(path, source, target);
  return isPropertyMap(result) ? { ...result } : { ...target };
}

function reset(path: PropertyPath, source: Value | undefined, target: Value | undefined): Value | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return source;
  if (part === "*") return resetEvery(rest, source, target);
  if (typeof part === "number") {
    if (!isList(target) || !isList(source) || part >= target.length || part >= source.length) return target;
    const item = reset(rest, source[part], target[part]);
    return target.map((old, at) => (at === part ? (item ?? null) : old));
  }
  if (!isPropertyMap(target) || (source !== undefined && !isPropertyMap(source))) return target;
  if (rest.length > 0 && target[part] === undefined) return target;
  const item = reset(rest, source?.[part], target[part]);
  const { [part]: _, ...others } = target;
  return item === undefined ? others : { ...target, [part]: item };
}

function resetEvery(rest: PropertyPath, source: Value | undefined, target: Value | undefined): Value | undefined {
  if (isPropertyMap(target) && isPropertyMap(source)) {
    const keys = new Set([...Object.keys(source), ...Object.keys(target)]);
    let result: Value | undefined = target;
    for (const key of keys) result = reset([key, ...rest], source, result);
    return result;
  }
  if (isList(target) && isList(source)) {
    return target.map((item, at) => reset(rest, source[at], item) ?? null);
  }
  return target;
}
