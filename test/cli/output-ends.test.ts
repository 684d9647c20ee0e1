/** What becomes of a command whose output nobody takes, or that nobody can write. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiKey, stackExport } from "./plan-fixture";

const main = join(__dirname, "../../dist/cli/main.js");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "output-"));
  // More than a pipe holds, so that the command is still writing when its reader goes.
  const many = Array.from({ length: 3_000 }, (_, index) => apiKey(`key-${index}`));
  writeFileSync(join(folder, "big.json"), stackExport(many));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function plan(stdout: "pipe" | number, ...flags: string[]) {
  const env = { ...process.env, DIGICERT_ONE_AS_OF: "2027-03-05" };
  const args = [main, "plan", join(folder, "big.json"), ...flags];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", stdout, "pipe"] });
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, code, said: child.stderr === null ? "" : text(child.stderr) };
}

it.each([
  ["well", [], 0],
  ["with what it found", ["--fail-on", "due"], 2],
])("a reader that goes, as head does, ends it in silence, %s", async (_how, flags, expected) => {
  const { child, code, said } = plan("pipe", ...flags);
  child.stdout?.once("data", () => child.stdout?.destroy());
  expect(await said).toBe("");
  expect(await code).toBe(expected);
});

it.skipIf(!existsSync("/dev/full"))("a full disk ends it in one line (needs /dev/full)", async () => {
  const { code, said } = plan(openSync("/dev/full", "w"));
  expect(await said).toMatch(/^error: The output cannot be written: ENOSPC[^\n]*\n$/);
  expect(await code).toBe(1);
});

it("a reader that stays gets everything", async () => {
  const { child, code } = plan("pipe");
  const output = child.stdout === null ? "" : await text(child.stdout);
  expect(output.split("\n").filter((line) => /^\S*key-\d+/.test(line.trim())).length).toBeGreaterThan(2_999);
  expect(await code).toBe(0);
});
