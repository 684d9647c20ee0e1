/** What the secrets of a state are sealed with; nothing falls back to the empty passphrase. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passphraseFor } from "../../../src/engine/state/passphrase";

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "passphrase-"));
  file = join(folder, "passphrase");
  writeFileSync(file, "  correct horse\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [said, named] = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"];

describe.each(["memory", "file"] as const)("of a state in %s", (place) => {
  it.each<[what: string, given: string | undefined, env: () => Record<string, string>, expected: string]>([
    ["what is given", "given", () => ({ [said]: "of the environment", [named]: file }), "given"],
    ["an empty text that is given", "", () => ({ [said]: "of the environment" }), ""],
    ["the variable", undefined, () => ({ [said]: "of the environment", [named]: file }), "of the environment"],
    ["an empty variable", undefined, () => ({ [said]: "" }), ""],
    ["the file, without the blanks round its text", undefined, () => ({ [named]: file }), "correct horse"],
  ])("is %s", (_what, given, env, expected) => {
    expect(passphraseFor(place, given, env())).toBe(expected);
  });

  it("a file that is not there, or is none, is named", () => {
    expect(() => passphraseFor(place, undefined, { [named]: `${file}.txt` })).toThrow(
      `PULUMI_CONFIG_PASSPHRASE_FILE names ${file}.txt, which is not there`,
    );
    expect(() => passphraseFor(place, undefined, { [named]: folder })).toThrow(`${folder} cannot be read`);
  });
});

it("without any, a state in memory gets one of this process, and a state file is refused", () => {
  const own = passphraseFor("memory", undefined, {});
  expect(own.length).toBeGreaterThan(20);
  expect(passphraseFor("memory", undefined, { [named]: "" })).toBe(own);
  expect(() => passphraseFor("file", undefined, {})).toThrow("give `passphrase`, or set PULUMI_CONFIG_PASSPHRASE");
});
