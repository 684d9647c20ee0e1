import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isLoopback, withoutPort } from "../../src/basics/loopback";
import { codeOf, isRecord, messageOf } from "../../src/basics/unknown";
import { packageVersion } from "../../src/basics/version";

describe("isRecord", () => {
  it.each([{}, { a: 1 }, Object.create(null)])("takes an object: %j", (value) => {
    expect(isRecord(value)).toBe(true);
  });
  it.each([null, undefined, [], "text", 1, () => undefined])("takes no %j", (value) => {
    expect(isRecord(value)).toBe(false);
  });
});

describe("what was thrown", () => {
  it.each([
    [new Error("broken"), "broken"],
    ["a text", "a text"],
    [undefined, "undefined"],
  ])("has words: %s", (thrown, words) => {
    expect(messageOf(thrown)).toBe(words);
  });
  it.each([
    [Object.assign(new Error("no file"), { code: "ENOENT" }), "ENOENT"],
    [{ code: 5 }, ""],
    [null, ""],
    [undefined, ""],
  ])("has a code, or none: %j", (thrown, code) => {
    expect(codeOf(thrown)).toBe(code);
  });
});

describe("isLoopback", () => {
  it.each(["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])("is true for %s", (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  it.each(["localhost.example.com", "127.0.0.1.nip.io", "128.0.0.1", ""])("is false for '%s'", (host) => {
    expect(isLoopback(host)).toBe(false);
  });
  it("is asked of a host without its port", () => {
    expect(["[::1]:8080", "localhost:1", "localhost"].map(withoutPort)).toEqual(["[::1]", "localhost", "localhost"]);
  });
});

it("knows the version of this package", () => {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8"));
  expect(manifest).toMatchObject({ version: packageVersion() });
});
