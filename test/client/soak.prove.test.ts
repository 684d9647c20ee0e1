/** An hour of emulated work in one process leaves nothing behind; a process that leaks is noticed. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { type Fault, startEmulator } from "../../src/emulator/index";
import { growth, quarters, type Soaked } from "./soak/verdict";

const run = promisify(execFile);
const OFTEN = 1_000_000;

/** What goes wrong on the way, of a hundred calls. */
const faults: readonly Fault[] = (
  [
    { kind: "status", status: 429, retryAfter: 7 },
    { kind: "status", status: 503, retryAfter: 20 },
    { kind: "status", status: 500 },
    { kind: "status", status: 524 },
    { kind: "drop-before" },
    { kind: "drop-after" },
    { kind: "truncate" },
    { kind: "html", status: 502 },
  ] as const
).map((fault) => ({ ...fault, match: {}, times: OFTEN, probability: 0.01 }));

/** Lets a worker work against an emulator that is often ill. */
async function soak(seconds: number, leak: "none" | "heap" | "handles"): Promise<Soaked> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 11, now: "2027-01-01T00:00:00Z" });
  try {
    for (const fault of faults) await emulator.addFault(fault);
    const worker = join(__dirname, "soak", "worker.mts");
    const args = ["--expose-gc", worker, emulator.url, emulator.apiKey, emulator.accountId, String(seconds), leak];
    const { stdout } = await run(process.execPath, args, { maxBuffer: 1e8 });
    return JSON.parse(stdout) as Soaked;
  } finally {
    await emulator.close();
  }
}

const done = ({ did }: Soaked, ...words: string[]): number =>
  Object.entries(did)
    .filter(([what]) => words.some((word) => what.startsWith(word)))
    .reduce((sum, [, times]) => sum + times, 0);

it("an hour leaves heap and handles as they were in its first quarter", async () => {
  const soaked = await soak(3600, "none");
  expect(soaked.seconds).toBeGreaterThanOrEqual(3600);
  const counts = {
    reads: done(soaked, "reads"),
    creations: done(soaked, "creations"),
    rotations: done(soaked, "rotations"),
    deletions: done(soaked, "deletions"),
    clients: done(soaked, "clients"),
    tooMany: done(soaked, "answer 429"),
    maintenance: done(soaked, "answer 503"),
    gateways: done(soaked, "answer 524", "answer 502"),
    dropped: done(soaked, "failure"),
    lost: done(soaked, "lost-answer"),
    recovered: done(soaked, "recovered"),
    givenUp: done(soaked, "given up failed: ConnectionError"),
  };
  const least = { reads: 2000, creations: 20, rotations: 50, deletions: 50, clients: 5, tooMany: 10, maintenance: 10 };
  const rest = { gateways: 10, dropped: 20, lost: 3, recovered: 1, givenUp: 20 };
  for (const [what, most] of Object.entries({ ...least, ...rest }))
    expect(counts[what as keyof typeof counts], what).toBeGreaterThanOrEqual(most);
  expect(growth(soaked.samples), JSON.stringify(quarters(soaked.samples, "heap"))).toEqual([]);
}, 1_800_000);

it.each(["heap", "handles"] as const)(
  "a process whose %s leaks is noticed",
  async (leak) => {
    const { samples } = await soak(900, leak);
    expect(growth(samples).map((words) => words.split(" ")[0])).toContain(leak);
  },
  900_000,
);
