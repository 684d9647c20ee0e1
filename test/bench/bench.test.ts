/** The bench runs, counts what it measured, and fails where a variant does. How fast anything is, no test asks. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sample } from "../../bench/measures/stacks/sample.mts";
import type { Result } from "../../bench/report/result.mts";

const main = join(__dirname, "..", "..", "bench", "main.mts");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "digicert-one-bench-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
};

const SMALL = ["--engine", "in-process", "--sizes", "2", "--rounds", "1", "--previews", "2"];
const VARIANTS = ["floor", "floor-calls", "thin", "guides", "ours"];
/** Turns of one round: two previews, and the other four operations. */
const TURNS = 6;

/** A package that fails as soon as a program imports it. */
function brokenCheckout(): string {
  const checkout = join(folder, "broken");
  mkdirSync(checkout, { recursive: true });
  writeFileSync(join(checkout, "package.json"), JSON.stringify({ name: "pulumi-digicert-one", main: "index.js" }));
  writeFileSync(join(checkout, "index.js"), 'throw new Error("planted");');
  return checkout;
}

const samplesIn = (file: string): Sample[] => {
  const { sections }: Result = JSON.parse(readFileSync(file, "utf8"));
  return sections.flatMap(({ measure, data }) => (measure === "stacks" ? (data as { samples: Sample[] }).samples : []));
};

describe("npm run bench", () => {
  it("measures each operation of each variant, and fails because one of them does", () => {
    const out = join(folder, "all.json");
    const planted = ["--also", `planted=${brokenCheckout()}`];
    const { status, stdout, stderr } = bench("--only", "stacks", ...SMALL, ...planted, "--out", out);
    expect(status, stderr).toBe(1);
    const failures = stderr.split("\n").filter((line) => line.startsWith("FAILED "));
    expect(failures).toHaveLength(2); // the warm-up, and the round
    for (const failure of failures) expect(failure).toMatch(/^FAILED planted, in-process, \d objects, up: /);
    const samples = samplesIn(out);
    expect(samples).toHaveLength(TURNS * VARIANTS.length);
    for (const variant of VARIANTS) {
      expect(samples.filter((sample) => sample.variant === variant)).toHaveLength(TURNS);
      const row = new RegExp(`^\\| 2 +\\| ${variant} +\\|( +[\\d.]+ +\\|){2}( +[\\d.]+ s ×[\\d.]+ +\\|){5}$`, "m");
      expect(stdout).toMatch(row);
    }
    const calls = (variant: string, operation: string) =>
      samples.find((each) => each.variant === variant && each.operation === operation)?.calls;
    expect(calls("ours", "up")).toEqual({ "DELETE /api-access-token/*": 2, "POST /user": 2 });
    expect(calls("floor", "up")).toEqual({});
    expect(calls("ours", "preview")).toEqual({});
  });

  it("measures the native host beside the dynamic one, with the same calls", () => {
    const out = join(folder, "hosts.json");
    const few = ["--engine", "embedded", "--sizes", "1", "--rounds", "1", "--operations", "up"];
    const { status, stdout, stderr } = bench("--only", "stacks", ...few, "--variants", "ours,native", "--out", out);
    expect(status, stderr).toBe(0);
    const [ours, native] = ["ours", "native"].map((name) => samplesIn(out).find(({ variant }) => variant === name));
    expect(native?.calls).toEqual({ "DELETE /api-access-token/*": 1, "POST /user": 1 });
    expect(native?.calls).toEqual(ours?.calls);
    expect(stdout).toMatch(/^\| 1 +\| bytes of state for each \| \d+ +\| \d+ +\| 0\.\d\d +\| +\|$/m);
    expect(stdout).toMatch(/^\| 1 +\| up +\| +\| +\| [\d.]+ \(.*, n=1\) +\|/m);
  });

  it("measures what processes take to load the package, over the SDK", () => {
    const out = join(folder, "start.json");
    const { status, stdout, stderr } = bench("--only", "start", "--quick", "--out", out);
    expect(status, stderr).toBe(0);
    const { sections }: Result = JSON.parse(readFileSync(out, "utf8"));
    const all = sections.flatMap(
      ({ data }) => data as { what: string; sdk: { wall: number }; ours: { wall: number } }[],
    );
    for (const what of ["program", "provider, with check and diff"]) {
      const starts = all.filter((each) => each.what === what);
      expect(starts).toHaveLength(5);
      for (const { sdk, ours } of starts) expect(Math.min(sdk.wall, ours.wall)).toBeGreaterThan(0);
      expect(stdout).toMatch(new RegExp(`^\\| ${what} +\\|( +[\\d.]+ \\(.*, n=5\\) +\\|){3}$`, "m"));
    }
  });

  it("compares two files of figures", () => {
    const out = join(folder, "one.json");
    const few = ["--variants", "floor,floor-calls,ours", "--operations", "preview"];
    const { status, stderr } = bench("--only", "stacks", ...SMALL, ...few, "--out", out);
    expect(status, stderr).toBe(0);
    const compared = bench("compare", out, out);
    expect(compared.status).toBe(0);
    const rows = compared.stdout.split("\n").filter((line) => /× wall clock/.test(line));
    expect(rows).toHaveLength(2); // `up` was needed for `preview`
    for (const row of rows) expect(row).toMatch(/\| 0 % +\|$/);
  });

  it.each([
    [["--sizes", "none"], "It must be a whole number"],
    [["--only", "stacks,speed"], '"speed" is none of stacks'],
    [["--also", "ours=."], 'There is a variant "ours"'],
    [["--nonsense"], "unknown option"],
  ])("says what is wrong with %j, and ends with 2", (args, words) => {
    const { status, stderr } = bench(...args);
    expect(stderr).toContain(words);
    expect(status).toBe(2);
  });

  it("shows measures, variants and exit codes with --help", () => {
    const { status, stdout } = bench("--help");
    expect(status).toBe(0);
    for (const words of ["Measures:", "Variants of stacks:", "Exit codes: 0", ...VARIANTS, "native"]) {
      expect(stdout).toContain(words);
    }
  });
});
