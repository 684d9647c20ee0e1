import { expect, it } from "vitest";
import { detailedDiff } from "../../src/native/detailed-diff";

const diff = (before: object, after: object, replaces: readonly string[] = []) =>
  Object.fromEntries(detailedDiff({ ...before }, { ...after }, replaces));
const change = (kind: string, isInput = true, replaces = false) => ({ kind, isInput, replaces });

it("names what is added, taken away and changed", () => {
  expect(diff({ email: "a", endDate: "" }, { email: "b", lifetimeDays: 90 })).toEqual({
    email: change("update"),
    endDate: change("delete"),
    lifetimeDays: change("add"),
  });
});

it("goes into objects, whose keys may be any text, and takes a list as a whole", () => {
  const before = { triggers: { reason: "a", "a.b": 1, same: true }, roleIds: ["x", "y"] };
  const after = { triggers: { reason: "b", "a.b": 2, same: true }, roleIds: ["x"] };
  expect(diff(before, after, ["triggers"])).toEqual({
    "triggers.reason": change("update", true, true),
    'triggers["a.b"]': change("update", true, true),
    roleIds: change("update"),
  });
});

// A key that was granted less life than was asked for is replaced although no input moves.
it("names what replaces without a change of inputs", () => {
  expect(diff({ issuedOn: "2027-01-01" }, { issuedOn: "2027-01-01" }, ["issuedOn"])).toEqual({
    issuedOn: change("update", false, true),
  });
});

it("leaves out what is the host's own", () => {
  expect(diff({ __provider: "text" }, { __place: "here" })).toEqual({});
});
