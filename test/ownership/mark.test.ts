import { describe, expect, it } from "vitest";
import { adoptedNonce, isAdoptedNonce, newNonce, parseMark, withMark } from "../../src/ownership";

const mark = { owner: "acme/payments/prod/ci", nonce: "0a1b2c" };

describe("the owner's mark", () => {
  it.each(["Signs releases", "", "ends with brackets (like this)", "two\nlines"])(
    "comes off again: %j",
    (description) => {
      expect(parseMark(withMark(description, mark))).toEqual({ description, mark });
    },
  );

  it("carries the hash of its resource, and reads marks of versions that wrote none", () => {
    const full = { ...mark, hash: "0123456789ab" };
    expect(withMark("Signs", full)).toBe("Signs (pulumi: acme/payments/prod/ci #0123456789ab.0a1b2c)");
    expect(parseMark(withMark("Signs", full))).toEqual({ description: "Signs", mark: full });
    expect(parseMark(withMark("Signs", { ...full, nonce: "x0a1b2c" })).mark).toEqual({ ...full, nonce: "x0a1b2c" });
    expect(parseMark("Signs (pulumi: acme/payments/prod/ci #0a1b2c)").mark).toEqual(mark);
  });

  it("is not seen in a description that only looks like it", () => {
    for (const description of [
      "",
      "(pulumi: no nonce)",
      "(pulumi: a/b #x) and more",
      "pulumi: a #b",
      "(pulumi: a #0123.ab)",
    ]) {
      expect(parseMark(description)).toEqual({ description });
    }
  });

  it("says in its nonce that the user was adopted, once however often it is adopted", () => {
    const nonce = newNonce();
    expect(isAdoptedNonce(nonce)).toBe(false);
    const adopted = adoptedNonce(nonce);
    expect(isAdoptedNonce(adopted)).toBe(true);
    expect(adoptedNonce(adopted)).toBe(adopted);
    expect(parseMark(withMark("", { ...mark, nonce: adopted })).mark?.nonce).toBe(adopted);
  });

  it("is drawn anew each time", () => {
    const drawn = new Set(Array.from({ length: 1_000 }, newNonce));
    expect(drawn.size).toBe(1_000);
    for (const nonce of drawn) expect(nonce).toMatch(/^[0-9a-f]{20}$/);
  });
});
