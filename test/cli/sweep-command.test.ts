/** `digicert-one sweep` as it is installed: the program itself, in a process of its own. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { keyArgs, keyOf, keysOnServer, startWorld, userArgs, userOf, type World } from "../provider/apply-harness";
import { exported } from "./sweep-fixture";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

let world: World;
beforeEach(async () => {
  // Long ago by the clock of this machine, whatever it says: old enough to be deleted.
  world = await startWorld({ now: "2020-01-01T12:00:00Z" });
});
afterEach(() => world.emulator.close());

/** Runs it with a state on standard input; the emulator in this process answers meanwhile. */
async function sweep(state: string, ...flags: string[]): Promise<{ code: unknown; out: string }> {
  const env = { ...process.env, ...world.env };
  const child = spawn(process.execPath, [main, "sweep", ...flags], { env, stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stdin.end(state);
  const [code] = await once(child, "close");
  return { code, out };
}

it("digicert-one sweep --help tells what it does, its options and its exit codes", () => {
  const { status, stdout } = spawnSync(process.execPath, [main, "sweep", "--help"], { encoding: "utf8" });
  expect(status).toBe(0);
  for (const option of ["--json", "--delete", "--yes", "--min-age", "--all-stacks", "--keep"]) {
    expect(stdout).toContain(option);
  }
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    `Exit codes: ${EXIT.ok} nothing is left over, or no more ${EXIT.failure} the command failed, or its output could not be written ${EXIT.found} something is left over ${EXIT.usage} it was called wrongly`,
  );
});

it("digicert-one sweep called wrongly exits with the code that its help names", () => {
  const { status, stderr } = spawnSync(process.execPath, [main, "sweep", "--yes"], { encoding: "utf8", input: "{}" });
  expect(status).toBe(EXIT.usage);
  expect(stderr).toContain("--yes belongs to --delete");
});

it("digicert-one sweep lists what no state holds, and deletes exactly that", async () => {
  const user = userOf(world);
  await user.up(userArgs(world, { owner: "acme/payments/prod/ci" }));
  const [kept, lost] = [keyOf(world), keyOf(world)];
  for (const key of [kept, lost]) await key.up(keyArgs(user.id));
  const state = exported([user, kept]);

  const listed = await sweep(state);
  expect(listed.code).toBe(EXIT.found);
  expect(listed.out).toContain(lost.id);
  expect(listed.out).not.toContain(kept.id);
  expect(await keysOnServer(world, user.id)).toHaveLength(2);

  const swept = await sweep(state, "--delete", "--yes", "--json");
  expect(JSON.parse(swept.out)).toMatchObject({ found: [{ kind: "key", id: lost.id, outcome: "deleted" }] });
  expect(swept.code).toBe(0);
  expect(await keysOnServer(world, user.id)).toMatchObject([{ id: kept.id }]);
  expect(await sweep(state)).toMatchObject({ code: 0 });
});
