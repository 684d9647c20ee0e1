import { execFile } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { temporaryFolder } from "../e2e/project";
import { root } from "./blocks";

// A copy: vitest leaves a cache beside what it tests.
const folder = temporaryFolder("example");
cpSync(join(root, "examples", "testing-your-program"), folder, {
  recursive: true,
  filter: (path) => !path.includes("testing-your-program/node_modules"),
});
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs vitest as `npm test` in the example does, with a report that a program can read. */
function vitest(...args: string[]) {
  const cli = join(root, "node_modules", "vitest", "vitest.mjs");
  const {
    VITEST: _a,
    VITEST_MODE: _b,
    VITEST_POOL_ID: _c,
    VITEST_WORKER_ID: _d,
    NODE_OPTIONS: _e,
    ...env
  } = process.env;
  const report = join(folder, "report.json");
  return new Promise<{ code: number; output: string; passed: string[]; failed: string[] }>((resolve) => {
    const command = [cli, "run", "--reporter=json", `--outputFile=${report}`, ...args];
    execFile(process.execPath, command, { cwd: folder, env, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const { testResults = [] } = JSON.parse(existsSync(report) ? readFileSync(report, "utf8") : "{}") as {
        testResults?: { assertionResults: { status: string; title: string }[] }[];
      };
      const all = testResults.flatMap(({ assertionResults }) => assertionResults);
      const titled = (wanted: boolean) =>
        all.filter(({ status }) => (status === "passed") === wanted).map(({ title }) => title);
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code, output: stderr + stdout, passed: titled(true), failed: titled(false) });
    });
  });
}

/** The machine may have other work: both runs start processes of their own. */
const TIMEOUT_MS = 180_000;

it("runs the example's own tests", { timeout: TIMEOUT_MS }, async () => {
  const { code, output, passed, failed } = await vitest();
  expect(failed, output).toEqual([]);
  expect(code, output).toBe(0);
  expect(passed.length).toBeGreaterThan(6);
  expect(passed.filter((title) => title.startsWith("in a year"))).toHaveLength(1);
});

it("and they fail when the program does something else", { timeout: TIMEOUT_MS }, async () => {
  const program = join(folder, "index.ts");
  writeFileSync(program, readFileSync(program, "utf8").replace("? 90 : 14", "? 60 : 14"));
  const { code, failed } = await vitest("unit");
  expect(code).toBe(1);
  expect(failed).toEqual(["a key of production lives 90 days and rotates 30 days before its end"]);
});
