/** `digicert-one doctor` as it is installed: the program itself, in a process of its own. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("DIGICERT") && !/_proxy$/i.test(name)),
);

const run = (argv: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [main, "doctor", ...argv], { encoding: "utf8", env: { ...bare, ...env } });

it("digicert-one doctor --help shows its options and its exit codes", () => {
  const { status, stdout } = run(["--help"]);
  expect(status).toBe(0);
  expect(stdout).toContain("--json");
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    `Exit codes: ${EXIT.ok} all is well ${EXIT.failure} the command failed ${EXIT.found} something was found that needs a hand ${EXIT.usage} it was called wrongly`,
  );
});

it("digicert-one doctor called wrongly exits with the code that its help names", () => {
  expect(run(["--nonsense"]).status).toBe(EXIT.usage);
  expect(run(["nonsense"]).status).toBe(EXIT.usage);
});

it("digicert-one doctor without a key says so, in plain lines for a pipe and as JSON", () => {
  const plain = run([]);
  expect(plain.status).toBe(EXIT.found);
  expect(plain.stdout).toMatch(/^✗ Settings {12}No API key is set$/m);
  expect(plain.stdout).toMatch(/^- Host {16}because this failed: Settings$/m);
  expect(plain.stdout).toContain("Begin with: Settings.");
  expect(plain.stdout).not.toContain("\u001b");
  const { checks } = JSON.parse(run(["--json"]).stdout);
  expect(checks.find(({ verdict }: { verdict: string }) => verdict === "fail")).toMatchObject({ id: "settings" });
});
