import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asSecret, secretNames, toWire, unwrapAll } from "../../src/native/wire";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("secrets on the wire", () => {
  const wire = {
    email: "team@example.com",
    description: secret("hush"),
    roleIds: ["a", secret("b")],
    triggers: { reason: secret("leak"), day: 3 },
    endDate: null,
  };

  it("are unwrapped at every depth", () => {
    expect(unwrapAll(wire)).toEqual({
      email: "team@example.com",
      description: "hush",
      roleIds: ["a", "b"],
      triggers: { reason: "leak", day: 3 },
      endDate: null,
    });
  });

  it("are named by the properties that hold one", () => {
    expect(secretNames(wire)).toEqual(["description", "roleIds", "triggers"]);
    expect(secretNames(unwrapAll(wire))).toEqual([]);
  });

  it("stay secrets under the names under which they came: a list as a whole, an object by its members", () => {
    expect(toWire({ ...unwrapAll(wire), added: 1 }, wire)).toEqual({
      email: "team@example.com",
      description: secret("hush"),
      roleIds: secret(["a", "b"]),
      triggers: { reason: secret("leak"), day: 3 },
      endDate: null,
      added: 1,
    });
  });

  it("are marked by name, and never twice", () => {
    expect(toWire({ value: "key" }, {}, ["value"])).toEqual({ value: secret("key") });
    expect(asSecret(asSecret("key"))).toEqual(secret("key"));
  });

  it("take no mark from a name that every object has", () => {
    expect(toWire({ constructor: "x", toString: "y" }, {})).toEqual({ constructor: "x", toString: "y" });
  });

  // The protocol refuses undefined only after the object was made.
  it("are sent back with plain JSON alone", () => {
    expect(toWire({ gone: undefined, list: [undefined], day: new Date(0) }, {})).toEqual({
      list: [null],
      day: "1970-01-01T00:00:00.000Z",
    });
  });

  it("never come back in the clear, whatever holds them", () => {
    const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("plain", 1, true, null),
        fc.constant(secret("hidden")),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value;
    const props = fc.dictionary(fc.constantFrom("x", "y"), value, { noNullPrototype: true });
    fc.assert(
      fc.property(props, (given) => {
        const back = toWire(unwrapAll(given), given);
        const clear = JSON.stringify(back, (_key, each) =>
          each !== null && typeof each === "object" && SIGNATURE in each ? "secret" : each,
        );
        expect(clear).not.toContain("hidden");
        expect(unwrapAll(back)).toEqual(unwrapAll(given));
      }),
    );
  });
});
