import { Script } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resourceNames, tableKeys, variableNames } from "../../src/inventory/names";
import { holds } from "../support/property";

const ID = "783a6a45-b74b-4635-bb4b-69855910ccd3";
const namesOf = (...nicknames: string[]) =>
  resourceNames(nicknames.map((name, index) => ({ id: `${index}${ID.slice(1)}`, name })));
const variablesOf = (...names: string[]) =>
  variableNames(names.map((name, index) => ({ id: `${index}${ID.slice(1)}`, name })));

describe("the name of a resource", () => {
  it.each([
    ["ci-signing", "ci-signing"],
    ["CI Signing (EU)", "ci-signing-eu"],
    ["Über Größe", "uber-gro-e"],
    ["日本", "user-083a6a45"],
    ["🙂", "user-083a6a45"],
    ["'); evil(`x`)\n//", "evil-x"],
    ["__proto__", "proto"],
    ["", "user-083a6a45"],
    ["a::b$c", "a-b-c"],
  ])("of %j is %s", (nickname, name) => expect(namesOf(nickname)).toEqual([name]));

  it("has a part of the id where nicknames look alike", () => {
    expect(namesOf("Svc 1", "svc-1", "svc 2")).toEqual(["svc-1-083a6a45", "svc-1-183a6a45", "svc-2"]);
  });

  it("does not meet the nickname of another that looks like that", () => {
    expect(new Set(namesOf("a", "A", "a-083a6a45", "a-183a6a45")).size).toBe(4);
  });
});

describe("the name of a variable", () => {
  it.each([
    ["ci-signing", "ciSigning"],
    ["9-class", "user9Class"],
    ["class", "userClass"],
    ["roles", "userRoles"],
    ["digicert", "userDigicert"],
    ["a_b-c", "aBC"],
  ])("of %s is %s", (name, variable) => expect(variablesOf(name)).toEqual([variable]));
});

it("names any users by names that compile, each of them once", () => {
  const users = fc.uniqueArray(
    fc.record({
      id: fc.uuid(),
      name: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a", "A", "class", "a-b", "a b")),
    }),
    {
      selector: ({ id }) => id,
      maxLength: 8,
    },
  );
  holds(
    fc.property(users, (named) => {
      const names = resourceNames(named);
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(named.length);
      for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
      const variables = variableNames(named.map(({ id }, index) => ({ id, name: names[index] ?? "" })));
      expect(new Set(variables).size).toBe(named.length);
      const text = variables.map((variable) => `const ${variable} = 1;`).join("\n");
      expect(() => new Script(`"use strict";\n${text}`)).not.toThrow();
    }),
    200,
  );
});

it("keeps the names of accounts and roles as they are, with the id where one is not the only one", () => {
  const named = (name: string, id: string) => ({ name, id });
  expect(tableKeys([named("Ltd", "1"), named("ltd", "2"), named('A "b"', "3"), named("__proto__", "4")])).toEqual([
    "Ltd (1)",
    "ltd (2)",
    'A "b"',
    "__proto__ (4)",
  ]);
});
