import { describe, expect, it } from "vitest";
import { DigiCertOneError, PartialCreationError, registerSecret } from "../../src/errors";
import { guarded } from "../../src/provider/host/presentation";

const SECRET = "0123456789_4f1c6f0e-presentation";
registerSecret(SECRET);

const thrown = (error: unknown) =>
  guarded(
    {
      doing: "reading the API key",
      hide: (text) => text.replaceAll("hush", "[hidden]"),
      stored: (id, properties) => ({ ...properties, id }),
    },
    () => Promise.reject(error),
  ).then(
    () => {
      throw new Error("nothing was thrown");
    },
    (shown: Error & { reasons?: string[]; id?: string }) => shown,
  );

describe("what the engine is shown of a failure", () => {
  it.each([
    ["an error of ours", new DigiCertOneError(`The key ${SECRET} is refused.`), "The key [secret] is refused."],
    [
      "an error of anybody",
      new TypeError(`no header ${SECRET}`),
      "reading the API key: unexpected failure: no header [secret]",
    ],
    ["a text", `broken ${SECRET}`, "reading the API key: unexpected failure: broken [secret]"],
  ])("%s is without its secret, in message and stack", async (_what, error, message) => {
    const shown = await thrown(error);
    expect(shown.message).toBe(message);
    expect(shown.stack).not.toContain(SECRET);
  });

  it("has a sentence for a person once in all that the SDK prints, and the stack of a fault of ours", async () => {
    const shown = await thrown(new DigiCertOneError("The key is refused."));
    expect(`${shown}: ${shown.stack}`).toBe("reading the API key: failed, its error says why.");
    const fault = await thrown(new TypeError(`no header ${SECRET}`));
    expect(`${fault}: ${fault.stack}`).toMatch(/unexpected failure: no header \[secret\].*\n\s+at /s);
  });

  it("names the reasons of a partial creation without their secrets", async () => {
    const reasons = [`made with ${SECRET}`, "finish it"];
    const shown = await thrown(new PartialCreationError({ id: "k1", properties: { a: 1 }, reasons }));
    expect(shown.reasons).toEqual(["made with [secret]", "finish it"]);
    expect(shown.message).not.toContain(SECRET);
    expect(shown.id).toBe("k1");
  });
});
