/** `digicert-one inventory` as it is installed: the program itself, in a process of its own. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { type Emulator, startEmulator } from "../../src/emulator";
import { makeUser } from "../emulator/harness";
import { faultsOf } from "./bring-in";
import { settingsOf } from "./inventory-fixture";
import { exported, markedUser } from "./sweep-fixture";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ seed: 5, rateLimits: "off", now: "2026-12-01T12:00:00Z" });
});
afterEach(() => emulator.close());

/** Runs it; the emulator in this process answers meanwhile. */
async function run(stdin: string, ...flags: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const env = { ...process.env, ...settingsOf(emulator), DIGICERT_ONE_AS_OF: "2026-12-01" };
  const child = spawn(process.execPath, [main, "inventory", ...flags], { env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  child.stdin.end(stdin);
  const [code] = await once(child, "close");
  return { code, out, err };
}

it("digicert-one inventory --help tells what it does, its options and its exit codes", () => {
  const { status, stdout } = spawnSync(process.execPath, [main, "inventory", "--help"], { encoding: "utf8" });
  expect(status).toBe(0);
  for (const option of ["--program", "--format", "--as-of", "--within", "--fail-on", "--applications"]) {
    expect(stdout).toContain(option);
  }
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    `Exit codes: ${EXIT.ok} it is written ${EXIT.failure} the command failed, or its output could not be written ${EXIT.found} --fail-on found something ${EXIT.usage} it was called wrongly`,
  );
});

it("digicert-one inventory prints the list on standard output alone, and what it saw beside it", async () => {
  await makeUser(emulator, { friendly_name: "by hand", end_date: "2027-06-30" });
  const { code, out, err } = await run("", "--format", "json", "--fail-on", "unmanaged");
  expect(code).toBe(EXIT.found);
  expect(JSON.parse(out)).toMatchObject({ asOf: "2026-12-01", inventory: { serviceUsers: { total: 2, nobody: 2 } } });
  expect(err).toMatch(
    /^Seen at 127\.0\.0\.1:\d+ with this key: 2 service users and 2 keys, in 1 account\. What is in other/,
  );
});

it("digicert-one inventory tells what stacks manage, with a state on standard input and without", async () => {
  const world = { emulator, env: settingsOf(emulator), notices: [], deps: {} };
  const user = await markedUser(world, "ci");
  const rowOf = ({ out }: { out: string }) => JSON.parse(out).rows.find(({ id }: { id: unknown }) => id === user.id);
  const owner = "acme/payments/prod/ci";
  const alone = rowOf(await run("", "--format", "json"));
  expect(alone).toMatchObject({ managed: "stack", owner, stack: "prod", next: null });
  expect(alone.reason).toBe(`managed by ${owner}, whose state says what comes`);

  const state = exported([user]).replaceAll("digicert-one:Thing", "digicert-one:ServiceUser");
  const known = rowOf(await run(state, "-", "--format", "json"));
  expect(known).toMatchObject({ managed: "stack", owner, urn: expect.stringContaining("::r0") });
  expect(known.reason).toMatch(/end date/);
});

it("digicert-one inventory --program prints a program that compiles, and says what it left out", async () => {
  await makeUser(emulator, { friendly_name: "by hand" });
  const { code, out, err } = await run("", "--program");
  expect(code).toBe(0);
  expect(faultsOf(out)).toEqual([]);
  expect(out).toContain('const byHand = new digicert.ServiceUser("by-hand", {');
  expect(out).toContain('"Emulator administrator"');
  expect(err).toContain("The program adopts 1 service user; 1 more is left out, at its end.");
});

it("digicert-one inventory --program prints a program of nothing where a stack manages all", async () => {
  const { out, err } = await run("", "--program");
  expect(faultsOf(out)).toEqual([]);
  expect(out).not.toContain("new digicert");
  expect(err).toContain("The program adopts 0 service users");
});
