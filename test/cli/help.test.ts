/** What the command line says about itself, as it is installed. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { settingsTable } from "../../src/client";
import { evidence, openIds } from "../../src/contract";
import { furtherVariants, variantNames } from "../../src/emulator";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
const run = (...args: string[]) => {
  const env = { ...process.env, DIGICERT_ONE_AS_OF: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8", input: "", env });
  return { status, stdout: stdout.replaceAll(/\s+/g, " "), stderr: stderr.replaceAll(/\s+/g, " ") };
};

const COMMANDS = ["emulator", "plan", "inventory", "sweep", "doctor", "verify"];
const CALLING = ["inventory", "sweep", "doctor", "verify"];

it("names every command", () => {
  const { stdout } = run("--help");
  for (const command of COMMANDS) expect(stdout).toContain(` ${command} [`);
});

describe.each(COMMANDS)("digicert-one %s --help", (command) => {
  const { status, stdout } = run(command, "--help");

  it("shows examples of the command, its exit codes and what signals do", () => {
    expect(status).toBe(EXIT.ok);
    const examples = stdout.match(/\$ .*?digicert-one/g) ?? [];
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(stdout).toContain(`digicert-one ${command}`);
    expect(stdout).toMatch(
      /Exit codes: 0 .+ 1 the command failed.* 64 it was called wrongly .*SIGINT, SIGTERM and SIGHUP/,
    );
  });

  it("names the variables that it reads, and speaks of nothing else", () => {
    for (const { env } of settingsTable) expect(stdout.includes(env), env).toBe(CALLING.includes(command));
    expect(stdout).not.toMatch(/Provider argument|pulumi config|clientCert|apiKey\b/);
  });
});

it("says what every variant does, in the contract's own words", () => {
  const { stdout } = run("emulator", "--help");
  const meanings = [
    ...evidence.flatMap(({ id, variant }) => (variant === undefined ? [] : [[id, variant] as const])),
    ...Object.entries(furtherVariants).map(([name, { statement }]) => [name, statement] as const),
  ];
  expect(openIds.length).toBeGreaterThan(50);
  expect(meanings.map(([name]) => name).sort()).toEqual([...variantNames].sort());
  for (const [name, meaning] of meanings) {
    const at = stdout.indexOf(` ${name} `, stdout.indexOf("Variants (--variant)"));
    expect(at, name).toBeGreaterThan(0);
    expect(stdout.slice(at, at + 800), name).toContain(meaning.replaceAll(/\s+/g, " "));
  }
});

describe("a word that it does not know is answered with the nearest", () => {
  it.each([
    [["plann"], "plan"],
    [["dcotor"], "doctor"],
    [["plan", "--formt", "json"], "--format"],
    [["sweep", "--delte"], "--delete"],
    [["inventory", "--failon", "warning"], "--fail-on"],
    [["verify", "--yess"], "--yes"],
    [["emulator", "--managment-port", "1"], "--management-port"],
    [["emulator", "--variant", "paged-list"], "paged-lists"],
    [["emulator", "--variant", "chunkd"], "chunked"],
  ])("%j", (args, meant) => {
    const { status, stderr, stdout } = run(...args);
    expect([status, stdout]).toEqual([EXIT.usage, ""]);
    expect(stderr).toMatch(new RegExp(`Did you mean ${meant}\\?`));
  });

  it("and one that is like none, with none", () => {
    const { stderr } = run("emulator", "--variant", "zzz");
    expect(stderr).not.toContain("Did you mean");
    expect(stderr).toContain("digicert-one emulator --help lists all");
  });
});
