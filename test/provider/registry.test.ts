import { expect, it } from "vitest";
import { type Kind, kindOf, kinds, typeToken } from "../../src/fields/kinds";
import * as provider from "../../src/provider";
import { steps } from "../../src/provider/host/steps";

const all = Object.keys(kinds) as Kind[];

it("has a function for every kind, by the name that stands in state, and no other", () => {
  expect(all.length).toBeGreaterThan(5);
  expect(Object.keys(provider).sort()).toEqual(all.map((kind) => kinds[kind].handler).sort());
});

it("gives every provider resource handlers of its own", () => {
  for (const make of Object.values(provider)) expect(make()).not.toBe(make());
});

it("knows a kind by its type, and nobody else's", () => {
  expect(all.map((kind) => kindOf(typeToken(kind)))).toEqual(all);
  expect(kindOf("pulumi-nodejs:dynamic/digicert-one:Other")).toBeUndefined();
  expect(kindOf("pulumi-nodejs:dynamic/other:ApiKey")).toBeUndefined();
});

it("never renames a kind, its type or its function: they stand in every state", () => {
  expect(Object.fromEntries(all.map((kind) => [typeToken(kind), kinds[kind].handler]))).toMatchObject({
    "pulumi-nodejs:dynamic/digicert-one:ServiceUser": "serviceUser",
    "pulumi-nodejs:dynamic/digicert-one:ApiKey": "apiKey",
    "pulumi-nodejs:dynamic/digicert-one:RotationSchedule": "rotationSchedule",
    "pulumi-nodejs:dynamic/digicert-one:ApiKeySlot": "apiKeySlot",
    "pulumi-nodejs:dynamic/digicert-one:ApiKeyRetirement": "apiKeyRetirement",
    "pulumi-nodejs:dynamic/digicert-one:StackIdentity": "stackIdentity",
  });
});

it("has steps of kinds whose handlers write, and of no other", () => {
  const writing: Kind[] = ["ServiceUser", "ApiKey", "ApiKeySlot", "ApiKeyRetirement"];
  expect([...new Set(steps.map((step) => step.of))].sort()).toEqual(writing.sort());
});
