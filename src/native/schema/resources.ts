/** Service users and API keys: arguments from the tables of their fields, outputs from their classes. */
import { apiKeyFields } from "../../fields/api-key";
import { type Kind, kinds, typeToken } from "../../fields/kinds";
import { fieldsWhere, type Row, type Table } from "../../fields/row";
import { serviceUserFields } from "../../fields/service-user";
import { declaration, wordsOf } from "./declarations";
import type { Properties, PropertySpec, ResourceSpec, Types } from "./spec";
import { choice, choiceName, token, typeOfShape, typeOfText } from "./types";

/** The resources that programs write and that have a table of fields. */
const tables = { ServiceUser: serviceUserFields, ApiKey: apiKeyFields } as const satisfies Partial<Record<Kind, Table>>;

/** The resources with a table. */
export function tabledResources(types: Types): Record<string, ResourceSpec> {
  const all = Object.entries<Table>(tables).map(([kind, table]) => [token(kind), resource(kind as Kind, table, types)]);
  return Object.fromEntries(all);
}

function resource(kind: Kind, table: Table, types: Types): ResourceSpec {
  const properties = outputsOf(kind, kinds[kind].secrets);
  return {
    description: declaration(kind).words,
    aliases: aliasesOf(kind),
    properties,
    required: Object.keys(properties), // an output is never absent: see provider/host/state.ts
    inputProperties: Object.fromEntries(
      Object.entries(table).map(([name, row]) => [name, argument(kind, name, row, types)]),
    ),
    requiredInputs: fieldsWhere(table, { required: true }),
  };
}

/** What a kind is called in states of its dynamic resources. */
export const aliasesOf = (kind: Kind): { readonly type: string }[] => [{ type: typeToken(kind) }];

function argument(kind: string, name: string, row: Row, types: Types): PropertySpec {
  const description = wordsOf(`${kind}Fields`, name);
  const { shape, change } = row;
  const type =
    shape.is === "choice" ? choice(types, choiceName(kind, name), shape.of, description) : typeOfShape(shape);
  const value = defaultOf(name, row);
  return {
    ...type,
    description,
    ...(value !== undefined && { default: value }),
    ...(change === "replaces" && { willReplaceOnChanges: true }),
  };
}

/**
 * A default that an SDK can fill in: a flag or a word. An empty text stands for "not declared", and the prefix of a name is made of
 * the resource's name.
 */
function defaultOf(name: string, { default: value }: Row): string | boolean | undefined {
  if (name === "namePrefix" || value === "") return undefined;
  return typeof value === "boolean" || typeof value === "string" ? value : undefined;
}

/** The outputs that a class declares. */
export function outputsOf(
  name: string,
  secrets: readonly string[],
  known: Readonly<Record<string, PropertySpec>> = {},
): Properties {
  const { members } = declaration(name);
  return Object.fromEntries(
    Object.entries(members).map(([member, { type }]): [string, PropertySpec] => {
      const spec = known[type] ?? typeOfText(type);
      return [
        member,
        { ...spec, description: wordsOf(name, member), ...(secrets.includes(member) && { secret: true }) },
      ];
    }),
  );
}
