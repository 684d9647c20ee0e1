/** `digicert-one verify` in a process that somebody ends: what it made is removed, or sweep finds it without a state. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import type { Emulator } from "../../src/emulator";
import { holdings, startTenant } from "../examiner/verify/fixture";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("DIGICERT") && !/_proxy$/i.test(name)),
);

let emulator: Emulator;
let before: unknown;
let child: ChildProcess | undefined;
beforeEach(async () => {
  // The process has this machine's clock.
  emulator = await startTenant({ now: new Date().toISOString() });
  before = await holdings(emulator);
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await emulator.close();
});

const start = (...argv: string[]) => {
  const env = { ...bare, DIGICERT_ONE_BASE_URL: emulator.url, DIGICERT_ONE_API_KEY: emulator.apiKey };
  const started = spawn(process.execPath, [main, ...argv], { env, stdio: ["ignore", "pipe", "pipe"] });
  child = started;
  return started;
};

/** Runs verify, and sends a signal at each of these lines of progress. */
async function verify(...signals: [at: RegExp, signal: NodeJS.Signals][]) {
  const run = start("verify", "--yes");
  let err = "";
  run.stderr.on("data", (data: Buffer) => {
    err += data.toString();
    while (signals[0]?.[0].test(err)) run.kill(signals.shift()?.[1]);
  });
  const [out, [code, signal]] = await Promise.all([text(run.stdout), once(run, "close")]);
  expect(signals).toEqual([]);
  return { out, err, code: code as number | null, signal: signal as string | null };
}

async function sweep(...argv: string[]): Promise<{ code: number | null; found: { id: string; outcome?: string }[] }> {
  const run = start("sweep", "--verify", "--json", "--min-age", "0m", ...argv);
  const [out, , [code]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, "close")]);
  const { found } = JSON.parse(out) as { found: { id: string; outcome?: string }[] };
  return { code: code as number | null, found };
}

it.each(["SIGTERM", "SIGINT"] as const)(
  "removes everything after %s in the middle of its keys, says so, and exits as it documents",
  async (signal) => {
    const { out, code } = await verify([/read-key: /, signal]);
    expect(code).toBe(EXIT.failure);
    expect(out).toContain("The run was interrupted, and everything that it had made is removed.");
    expect(await holdings(emulator)).toEqual(before);
    expect((await sweep()).found).toEqual([]);
  },
  60_000,
);

it("names what is left after a second SIGINT, and sweep deletes it with its keys", async () => {
  await emulator.addFault({ kind: "delay", delayMs: 3_000, match: { method: "DELETE" } });
  const { out, err, code } = await verify([/read-user: /, "SIGINT"], [/Removing what this run made/, "SIGINT"]);
  expect(code).toBe(EXIT.failure);
  expect(out).toContain("Not everything that this run made is removed.");
  expect(err).toMatch(/Still there: the service user digicert-one-verify-[0-9a-f]{8}/);
  await emulator.clearFaults();
  const { found } = await sweep("--delete", "--yes");
  for (const { id } of found) expect(err).toContain(id);
  expect(await holdings(emulator)).toEqual(before);
}, 60_000);

it("leaves to sweep what a hard kill leaves: its users, and the keys with them", async () => {
  const { signal } = await verify([/read-key: /, "SIGKILL"]);
  expect(signal).toBe("SIGKILL");
  const { users, tokens } = await emulator.state();
  const left = users.filter(({ friendly_name: name }) => /^digicert-one-verify-/i.test(String(name)));
  const keys = tokens.filter(({ user_id: id }) => left.some((user) => user.id === id));
  expect([left.length, keys.length > left.length]).toEqual([2, true]);
  const listed = await sweep();
  expect(listed.code).toBe(EXIT.found);
  expect(listed.found.map(({ id }) => id).sort()).toEqual(left.map(({ id }) => String(id)).sort());
  const { found } = await sweep("--delete", "--yes");
  expect(found.map(({ outcome }) => outcome)).toEqual(["deleted", "deleted"]);
  expect(await holdings(emulator)).toEqual(before);
}, 60_000);
