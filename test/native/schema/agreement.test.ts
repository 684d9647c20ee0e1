/** The schema and the classes say the same: one is made of tables and comments, the other read by the compiler. */
import { beforeAll, describe, expect, it } from "vitest";
import { settingsTable } from "../../../src/client";
import { kinds, typeToken } from "../../../src/fields/kinds";
import { schema } from "../../../src/native/schema";
import { declaration } from "../../../src/native/schema/declarations";
import { overlay } from "../../../src/native/schema/overlay";
import type { ObjectSpec, PropertySpec, ResourceSpec, TypeSpec } from "../../../src/native/schema/spec";
import { type Classes, type Properties, readClasses } from "./classes";

const made = schema();
let classes: Classes;
beforeAll(() => {
  classes = readClasses();
});

function resource(name: string): ResourceSpec {
  const found = made.resources[`digicert-one:index:${name}`];
  if (found === undefined) throw new Error(`the schema has no ${name}`);
  return found;
}

/** A type of the schema in the words of `readClasses`. */
function described(type: TypeSpec): string {
  if ("$ref" in type) {
    const name = type.$ref.replace("#/types/", "");
    const named = made.types[name];
    if (named === undefined) throw new Error(`the schema has no type ${name}`);
    return "enum" in named
      ? named.enum
          .map(({ value }) => JSON.stringify(value))
          .sort()
          .join(" | ")
      : (name.split(":").at(-1) ?? "");
  }
  if (type.type === "array") return `list of ${described(type.items)}`;
  return type.type === "integer" ? "number" : type.type;
}

/** Properties of the schema in the words of `readClasses`. */
function inWords(
  properties: Readonly<Record<string, PropertySpec>> = {},
  required: readonly string[] = [],
): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      { type: described(property), isOptional: !required.includes(name), words: property.description },
    ]),
  );
}
const members = ({ properties, required }: ObjectSpec): Properties => inWords(properties, required);

/** What a class is expected to say, once its user is an id, with the words that other languages have. */
function inAnyLanguage(properties: Properties, declared: string): Properties {
  const all = Object.entries(properties).map(([name, property]): [string, Properties[string]] => {
    const registered = name === "serviceUser" ? "serviceUserId" : name;
    const type = name === "serviceUser" ? property.type.replace("ServiceUser | ", "") : property.type;
    const words = overlay[`${declared}.${registered}`] ?? property.words;
    return [registered, { ...property, type, words }];
  });
  return Object.fromEntries(all);
}

describe.each([
  ["ServiceUser", "ServiceUserFields", 19],
  ["ApiKey", "ApiKeyFields", 11],
  ["RotatingApiKey", "RotatingApiKeyArgs", 9],
])("%s", (name, declared, count) => {
  it("has the arguments of its class: names, types, what must be given, and descriptions", () => {
    const { inputProperties, requiredInputs } = resource(name);
    const ours = inWords(inputProperties, requiredInputs);
    expect(ours).toEqual(inAnyLanguage(classes.argumentsOf(name), declared));
    expect(Object.keys(ours)).toHaveLength(count);
  });

  it("has the outputs of its class, each of them always there", () => {
    const { properties, required } = resource(name);
    const ours = inWords(properties, required);
    expect(ours).toEqual(classes.outputsOf(name));
    expect(Object.keys(ours).length).toBeGreaterThan(7);
  });

  it("is described as its class is", () => {
    expect(resource(name).description).toBe(classes.wordsOf(name));
  });
});

it.each(["ServiceUser", "Role", "Account"])("get%s takes and answers what the function does", (what) => {
  const spec = made.functions[`digicert-one:index:get${what}`];
  if (spec === undefined) throw new Error(`the schema has no get${what}`);
  expect(members(spec.inputs)).toEqual(classes.of(`get${what}`, "arguments"));
  expect(members(spec.outputs)).toEqual(inAnyLanguage(classes.of(`get${what}`, "result"), `${what}Result`));
  expect(spec.description).toBe(classes.wordsOf(`get${what}`));
});

describe("the provider", () => {
  const secrets = settingsTable.filter(({ secret }) => secret).map(({ name }) => name);
  const secretsOf = (properties: Readonly<Record<string, PropertySpec>> = {}) =>
    Object.entries(properties).flatMap(([name, { secret }]) => (secret ? [name] : []));

  it("has the arguments of its class, with the words of the table of settings", () => {
    const typesOf = (properties: Properties) =>
      Object.fromEntries(
        Object.entries(properties).map(([name, { type, isOptional }]) => [name, { type, isOptional }]),
      );
    expect(typesOf(inWords(made.provider.inputProperties))).toEqual(typesOf(classes.argumentsOf("Provider")));
    for (const { name, text } of settingsTable) {
      expect(made.provider.inputProperties?.[name]?.description).toContain(text);
    }
  });

  it("has every setting as a text of the stack's config", () => {
    expect(Object.keys(made.config.variables)).toEqual(settingsTable.map(({ name }) => name));
    expect(new Set(Object.values(made.config.variables).map(described))).toEqual(new Set(["string"]));
  });

  it("marks the secrets that the table marks", () => {
    expect(secrets.length).toBeGreaterThan(3);
    expect(secretsOf(made.provider.inputProperties)).toEqual(secrets);
    expect(secretsOf(made.config.variables)).toEqual(secrets);
  });

  it("fills no setting in: an SDK would declare it, and put what stands in the environment into state", () => {
    const all = [...Object.values(made.provider.inputProperties ?? {}), ...Object.values(made.config.variables)];
    expect(all.filter((each) => "default" in each || "defaultInfo" in each)).toEqual([]);
  });
});

describe("the kinds", () => {
  it("are all there, each under its name of before", () => {
    const aliased = Object.entries(made.resources).flatMap(([token, { aliases = [] }]) =>
      aliases.map(({ type }) => [token.split(":").at(-1), type]),
    );
    expect(aliased.sort()).toEqual(
      Object.keys(kinds)
        .map((kind) => [kind, typeToken(kind as keyof typeof kinds)])
        .sort(),
    );
  });

  it("are shown to programs where programs write them; the pair is a component", () => {
    const shown = Object.entries(made.resources).flatMap(([token, { isOverlay }]) => (isOverlay ? [] : [token]));
    expect(shown.map((token) => token.split(":").at(-1))).toEqual(["ServiceUser", "ApiKey", "RotatingApiKey"]);
    expect(Object.values(made.resources).filter(({ isComponent }) => isComponent)).toEqual([
      resource("RotatingApiKey"),
    ]);
  });
});

describe("words for other languages", () => {
  it("stand for a member that is there, and differ from what TypeScript says", () => {
    const entries = Object.entries(overlay);
    expect(entries.length).toBeGreaterThan(3);
    for (const [key, words] of entries) {
      const [name = "", member = ""] = key.split(".");
      const written = name === "RotatingApiKeyArgs" && member === "serviceUserId" ? "serviceUser" : member;
      expect(declaration(name).members[written]?.words, key).toBeTruthy();
      expect(declaration(name).members[written]?.words, key).not.toBe(words);
    }
  });

  it("leave nothing that only TypeScript has", () => {
    const only = /`?\bserviceUser\b|digicert\.|\bnew [A-Z]|Output` form|dynamic resource|undefined/;
    const texts = JSON.stringify(made, (key, value: unknown) => (key === "aliases" ? undefined : value)).match(
      /"description":"(?:[^"\\]|\\.)*"/g,
    );
    expect(texts?.length).toBeGreaterThan(100);
    expect(texts?.filter((text) => only.test(text))).toEqual([]);
    expect(only.test(declaration("ServiceUserFields").members.adoptId?.words ?? "")).toBe(true);
  });
});
