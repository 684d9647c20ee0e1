/**
 * Every command as a process of its own, at every edge of a process: input of any speed, readers that go, disks that are full,
 * terminals that close, signals. Never a stack, and the exit code that its help names.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { makeUser } from "../emulator/harness";
import { apiKey, stackExport } from "./plan-fixture";

const main = join(__dirname, "../../dist/cli/main.js");
let folder: string;
let emulator: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "edges-"));
  const many = Array.from({ length: 3_000 }, (_, index) => apiKey(`key-${index}`));
  writeFileSync(join(folder, "state.json"), stackExport(many));
  emulator = await startEmulator({ rateLimits: "off" });
  for (let index = 0; index < 20; index++) await makeUser(emulator, { friendly_name: `by hand ${index}` });
  // With a mark that no state knows: something is left over.
  const left = await makeUser(emulator, { friendly_name: "left", description: MARKED });
  expect(left.id).not.toBe("");
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await emulator.close();
});
afterEach(() => emulator.clearFaults());

const MARKED = "left over (pulumi: acme/payments/prod/ci #0123456789ab.0123456789abcdef0123)";
const state = () => readFileSync(join(folder, "state.json"));
const known = () => join(folder, "state.json");

const DUE = ["--as-of", "2027-03-05", "--fail-on", "due"];

/** What a command is called with, how it ends where nothing disturbs it, and what it may be disturbed by. */
interface Row {
  readonly args: () => readonly string[];
  /** With a state on standard input; absent where the command reads none. */
  readonly fed?: readonly string[];
  readonly ends: number;
  /** What a signal leaves in its place: a code, or the signal itself. */
  readonly signalled: number | "signal";
  /** It runs until it is told to stop. */
  readonly stays?: boolean;
}

const COMMANDS: Readonly<Record<string, Row>> = {
  emulator: { args: () => [], ends: 0, signalled: 0, stays: true },
  plan: { args: () => [known(), ...DUE], fed: DUE, ends: 2, signalled: "signal" },
  inventory: {
    args: () => ["--fail-on", "unmanaged"],
    fed: ["-", "--fail-on", "unmanaged"],
    ends: 2,
    signalled: "signal",
  },
  sweep: { args: () => [known()], fed: [], ends: 2, signalled: "signal" },
  doctor: { args: () => [], ends: 0, signalled: "signal" },
  verify: { args: () => ["--yes"], ends: 0, signalled: 1 },
};

type Pipe = "ignore" | "pipe" | number;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

const env = () => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name))),
  DIGICERT_ONE_BASE_URL: emulator.url,
  DIGICERT_ONE_API_KEY: emulator.apiKey,
  DIGICERT_ONE_AS_OF: undefined,
});

/** Starts a command and lets something happen to it. */
async function run(
  command: string,
  args: readonly string[],
  disturb: (child: ChildProcess) => unknown,
  { stdin = "ignore", stdout = "pipe", stderr = "pipe" }: { stdin?: Pipe; stdout?: Pipe; stderr?: Pipe } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [main, command, ...args], { env: env(), stdio: [stdin, stdout, stderr] });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once("close", (code, signal) => resolve([code, signal])),
  );
  const read = (stream: NodeJS.ReadableStream | null) => (stream === null ? "" : text(stream).catch(() => ""));
  const [out, err] = [read(child.stdout), read(child.stderr)];
  await disturb(child);
  const [code, signal] = await ended;
  return { code, signal, out: await out, err: await err };
}

/** A command that stays is told to stop once it is up. */
const stopped = (row: Row) => async (child: ChildProcess) => {
  if (!row.stays) return;
  await up(child);
  child.kill("SIGTERM");
};

/** Until a command has said something, or, where nobody hears it, has had the time to. */
const up = (child: ChildProcess): Promise<unknown> =>
  Promise.race([
    new Promise((resolve) => child.stdout?.once("data", resolve)),
    new Promise((resolve) => child.stderr?.once("data", resolve)),
    sleep(5_000),
  ]);

function expectNoStack({ err, out }: Ended): void {
  for (const said of [err, out]) expect(said).not.toContain("\u001b");
  for (const said of [err, out])
    expect(said).not.toMatch(/^\s+at .+[:(]|Uncaught|Unhandled|node:internal|Node\.js v\d/m);
}

/** What has been looked at: every command at every edge. */
const looked = new Set<string>();
const rows = Object.entries(COMMANDS).map(([name, row]) => ({ name, row }));
const edge = (name: string, at: string) => looked.add(`${name}: ${at}`);

describe.each(rows)("$name", { timeout: 120_000 }, ({ name, row }) => {
  it("ends as it should where nothing disturbs it", async () => {
    const ended = await run(name, row.args(), stopped(row));
    expect([ended.code, ended.signal], ended.err).toEqual([row.ends, null]);
    expect(ended.out.length).toBeGreaterThan(50);
    expectNoStack(ended);
  });

  it("goes on to its end where the reader has gone before it writes", async () => {
    const ended = await run(name, row.args(), async (child) => {
      child.stdout?.destroy();
      if (row.stays) {
        await sleep(3_000);
        child.kill("SIGTERM");
      }
    });
    expect([ended.code, ended.signal]).toEqual([row.ends, null]);
    expectNoStack(ended);
    edge(name, "reader gone");
  });

  it.skipIf(process.platform === "win32")("ends in silence behind | head -1", async () => {
    // The shell prints the exit code of the command itself, for a pipe has that of its last one.
    const line = `{ "$0" "$@" 2>"$ERR"; echo $? >"$CODE"; } | head -1`;
    const [err, code] = [join(folder, "err"), join(folder, "code")];
    const started = row.stays ? ["timeout", "-s", "TERM", "4", process.execPath] : [process.execPath];
    const shell = spawn("sh", ["-c", line, ...started, main, name, ...row.args()], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...env(), ERR: err, CODE: code },
    });
    const stdout = await text(shell.stdout);
    expect(stdout.split("\n").length - 1).toBeLessThanOrEqual(1);
    // timeout(1) ends with 124 where it had to end what it started.
    expect(Number(readFileSync(code, "utf8"))).toBe(row.stays ? 124 : row.ends);
    expectNoStack({ code: 0, signal: null, out: stdout, err: readFileSync(err, "utf8") });
    edge(name, "head");
  });

  it.skipIf(!existsSync("/dev/full"))("ends with 1 and one line where its output's disk is full", async () => {
    const full = openSync("/dev/full", "w");
    const ended = await run(name, row.args(), () => undefined, { stdout: full });
    closeSync(full);
    expect([ended.code, ended.signal], ended.err).toEqual([1, null]);
    expect(ended.err).toMatch(/^error: The output cannot be written: ENOSPC[^\n]*\n$/m);
    expectNoStack(ended);
    edge(name, "full disk behind output");
  });

  it.skipIf(!existsSync("/dev/full"))("ends as it should where the disk of its messages is full", async () => {
    const full = openSync("/dev/full", "w");
    const ended = await run(name, row.args(), stopped(row), { stderr: full });
    closeSync(full);
    expect([ended.code, ended.signal]).toEqual([row.ends, null]);
    edge(name, "full disk behind messages");
  });

  it("waits for no input that it does not read, and is read at any speed where it does", async () => {
    const open = await run(name, row.args(), stopped(row), { stdin: "pipe" }); // nobody ever closes it
    expect([open.code, open.signal], open.err).toEqual([row.ends, null]);
    if (row.fed !== undefined) {
      const bytes = state();
      const slow = await run(
        name,
        row.fed,
        async (child) => {
          // First nothing, then a byte, then pieces, each of which ends anywhere, then the rest at once.
          for (const [from, to] of [
            [0, 0],
            [0, 1],
            [1, 2],
            [2, 70_000],
            [70_000, 70_001],
            [70_001, bytes.length],
          ] as const) {
            await sleep(300);
            child.stdin?.write(bytes.subarray(from, to));
          }
          child.stdin?.end();
        },
        { stdin: "pipe" },
      );
      expect([slow.code, slow.signal], slow.err).toEqual([row.ends, null]);
      expect(slow.out).toBe((await run(name, row.fed, (child) => child.stdin?.end(bytes), { stdin: "pipe" })).out);
      const none = await run(name, row.fed, (child) => child.stdin?.end(), { stdin: "pipe" });
      expect(none.code, none.err).toBe(1);
      expect(none.err).toMatch(/^error: .*standard input/);
    }
    edge(name, "input");
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends well by %s in the midst of its work", async (signal) => {
    const ended = await interrupted(name, row, signal);
    expect([ended.code, ended.signal], ended.err).toEqual(
      row.signalled === "signal" ? [null, signal] : [row.signalled, null],
    );
    expectNoStack(ended);
    edge(name, signal);
  });

  it("ends well with its terminal: nobody takes what it writes, and SIGHUP comes", async () => {
    const ended = await interrupted(name, row, "SIGHUP", (child) => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    });
    expect([ended.code, ended.signal]).toEqual(row.signalled === "signal" ? [null, "SIGHUP"] : [row.signalled, null]);
    edge(name, "terminal closed");
  });
});

/** Sends a signal to a command that works: it waits for a server, or for its input. */
async function interrupted(
  name: string,
  row: Row,
  signal: NodeJS.Signals,
  first: (child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const users = async () => (await emulator.state()).users.length;
  const before = await users();
  const waits = name === "plan" ? row.fed : row.args();
  await emulator.addFault(name === "verify" ? { kind: "delay", delayMs: 100 } : { kind: "delay", delayMs: 60_000 });
  const calls = (await emulator.journal()).length;
  const ended = await run(
    name,
    waits ?? [],
    async (child) => {
      if (row.stays) await up(child);
      else if (name === "plan") await sleep(1_500);
      else
        for (const enough = calls + (name === "verify" ? 6 : 1); (await emulator.journal()).length < enough; )
          await sleep(20);
      first(child);
      await sleep(50);
      child.kill(signal);
    },
    { stdin: "pipe" },
  );
  await emulator.clearFaults();
  // Whoever writes has removed it again.
  expect(await users()).toBe(before);
  return ended;
}

it("every command has stood at every edge", () => {
  const help = spawnSync(process.execPath, [main, "--help"], { encoding: "utf8" }).stdout;
  const commands = [...help.matchAll(/^ {2}(\w+) (?:\[|<)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== "help");
  expect(commands.sort()).toEqual(Object.keys(COMMANDS).sort());
  const full = existsSync("/dev/full") ? 2 : 0;
  expect([...looked].length).toBe(commands.length * (7 + full));
});
