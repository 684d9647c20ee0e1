import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const demo = join(__dirname, "..", "examples", "demo", "demo.mjs");

function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [demo, ...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, output: `${stdout}${stderr}` });
    });
  });
}

// The tour that holds is the demo itself, which the test command runs; here are its twins, each with one thing broken.
describe("the demo with a broken emulator", () => {
  it.concurrent.each([
    ["no-409", "up fails, and names who holds the nickname"],
    ["ignore-end-dates", "a second later it is refused with 401"],
  ])("fails where the emulator has %s", { timeout: 180_000 }, async (fault, statement) => {
    const { code, output } = await run(["--engine", "embedded"], { DIGICERT_EMULATOR_BREAK: fault });
    expect(output).toContain(`FAIL ${statement}`);
    expect(output).toMatch(/checks failed after/);
    expect(code).toBe(1);
  });
});

describe("the demo's command line", () => {
  it("explains itself", async () => {
    expect(await run(["--help"])).toMatchObject({ code: 0, output: expect.stringContaining("Usage: npm run demo") });
  });

  it("refuses what it does not know", async () => {
    expect((await run(["--engine", "other"])).code).toBe(2);
  });
});
