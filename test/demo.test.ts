import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const demo = join(__dirname, "..", "examples", "demo", "demo.mjs");
const folder = mkdtempSync(join(tmpdir(), "demo-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const { NO_COLOR: _plain, FORCE_COLOR: _coloured, ...rest } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [demo, ...args], { env: { ...rest, ...env } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, output: `${stdout}${stderr}` });
    });
  });
}

const ESCAPE = "\u001b[";

describe("the demo", () => {
  it("holds what it says, with colours where they are wanted, and records an asciicast", async () => {
    const cast = join(folder, "demo.cast");
    const { code, output } = await run(["--cast", cast], { FORCE_COLOR: "1" });
    expect(output).toMatch(/All 2\d checks hold/);
    expect(code).toBe(0);
    expect(output).toContain(ESCAPE);

    const [header, ...events] = readFileSync(cast, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ version: 2, width: 100, height: 40 });
    const times = events.map(([time]) => time);
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
    const shown = events.filter(([, kind]) => kind === "o").map(([, , text]) => text);
    expect(shown.join("")).toMatch(/All 2\d checks hold/);
    for (const line of shown) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with one
      const plain = String(line).replaceAll(/\u001b\[\d+m|\r\n/g, "");
      expect(plain.length, plain).toBeLessThanOrEqual(header.width);
    }
    expect(events.filter(([, kind]) => kind === "m").length).toBe(8);
    expect(shown.join(""), "no path of this machine").not.toContain(tmpdir());
  });

  it("writes no colours into a file", async () => {
    const { code, output } = await run(["--cast", join(folder, "plain.cast")]);
    expect(output).toMatch(/All 2\d checks hold/);
    expect(output).not.toContain(ESCAPE);
    expect(code).toBe(0);
  });
});

// Its twins, each with one thing broken.
describe("the demo with a broken emulator", () => {
  it.each([
    ["no-409", "up fails, and names who holds the nickname"],
    ["ignore-end-dates", "a second later it is refused with 401"],
  ])("fails where the emulator has %s", async (fault, statement) => {
    const { code, output } = await run([], { DIGICERT_EMULATOR_BREAK: fault });
    expect(output).toContain(`FAIL ${statement}`);
    expect(output).toMatch(/checks failed after/);
    expect(code).toBe(1);
  });
});

describe("the demo's command line", () => {
  it("explains itself", async () => {
    expect(await run(["--help"])).toMatchObject({ code: 0, output: expect.stringContaining("Usage: npm run demo") });
  });

  it.each([["--engine", "other"], ["--fast"], ["more"]])("refuses %s", async (...args) => {
    const { code, output } = await run(args);
    expect(output).toContain("Usage: npm run demo");
    expect(code).toBe(2);
  });
});
