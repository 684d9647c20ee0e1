/** From the shapes of fields, and from types as the sources write them, to types of the schema. */
import type { Shape } from "../../fields/row";
import type { EnumSpec, TypeSpec, Types } from "./spec";

const MODULE = "digicert-one:index";

/** The token of a resource, a function or a type. */
export const token = (name: string): string => `${MODULE}:${name}`;

const ANY: TypeSpec = { $ref: "pulumi.json#/Any" };
const TEXT: TypeSpec = { type: "string" };

/** A type of the schema by its name. */
export const typeNamed = (name: string): TypeSpec => ({ $ref: `#/types/${token(name)}` });

/** Words that one property may be, as a type of the schema under a name; `types` collects it. */
export function choice(types: Types, name: string, words: readonly string[], description: string): TypeSpec {
  const spec: EnumSpec = { type: "string", description, enum: words.map((value) => ({ value })) };
  types[token(name)] = spec;
  return typeNamed(name);
}

/** The type of a field by its shape; undefined where it is a choice, which needs a name. */
export function typeOfShape(shape: Exclude<Shape, { readonly is: "choice" }>): TypeSpec {
  switch (shape.is) {
    case "flag":
      return { type: "boolean" };
    case "days":
      return { type: "integer" };
    case "ids":
      return { type: "array", items: TEXT };
    case "values":
      return { type: "object", additionalProperties: ANY };
    default:
      return TEXT;
  }
}

const WRITTEN: Readonly<Record<string, TypeSpec>> = {
  string: TEXT,
  boolean: { type: "boolean" },
  number: { type: "integer" }, // each number here counts days, seconds or percent
  "string[]": { type: "array", items: TEXT },
  "Record<string, unknown>": { type: "object", additionalProperties: ANY },
};

/** The type that a source writes, without Pulumi's wrapping. */
export function typeOfText(text: string): TypeSpec {
  const spec = Object.hasOwn(WRITTEN, text) ? WRITTEN[text] : undefined;
  if (spec === undefined) throw new RangeError(`no type of the schema is known for ${text}`);
  return spec;
}

/** The words of a union as a source writes it, `"newest" | "previous"`; undefined where it is none. */
export function wordsOfUnion(text: string): string[] | undefined {
  const words = text.split("|").map((each) => /^\s*"([^"]*)"\s*$/.exec(each)?.[1]);
  return words.every((word) => word !== undefined) ? words : undefined;
}

/** `onDestroy` of `ApiKey` → `ApiKeyOnDestroy`. */
export const choiceName = (owner: string, property: string): string =>
  `${owner}${property.charAt(0).toUpperCase()}${property.slice(1)}`;
