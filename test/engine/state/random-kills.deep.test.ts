/** A process that writes states without end is killed at random instants: what is left parses, and is one that it wrote. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileStore } from "../../../src/engine/state/state-file";

const module = join(__dirname, "../../..", "dist/engine/state/state-file.js");
const KILLS = 50;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "random-kills-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Writes state after state, each of a length of its own, and says before each write which one comes and after it which one is
 * there; `change` is run first.
 */
const writer = (path: string, change: string): string => `
  const fs = require("node:fs");
  ${change}
  const store = require(${JSON.stringify(module)}).fileStore(${JSON.stringify(path)});
  const release = store.lock();
  const textOf = (n) => (n + " ").repeat(1 + (n * 7919) % 200_000);
  for (let n = 1; ; n++) {
    fs.writeSync(1, "begin " + n + "\\n");
    store.write({ version: 3, deployment: { n, text: textOf(n) } });
    fs.writeSync(1, "done " + n + "\\n");
  }`;
const textOf = (n: number) => `${n} `.repeat(1 + ((n * 7919) % 200_000));

interface Killed {
  /** The last state that was being written, and the last that was. */
  readonly begun: number;
  readonly done: number;
}

/** Kills a writer so long after its first state. */
async function killAfter(ms: number, path: string, change = ""): Promise<Killed> {
  const child = spawn(process.execPath, ["-e", writer(path, change)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  let [begun, done] = [0, 0];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, what, count] = /^(begin|done) (\d+)$/.exec(line) ?? [];
    if (what === "begin") begun = Number(count);
    if (what === "done") done = Number(count);
    if (done === 1 && what === "done") setTimeout(() => child.kill("SIGKILL"), ms);
  }
  await ended;
  return { begun, done };
}

/** Undefined where what is left is the state before or the one after, whole. */
function fault(path: string, { begun, done }: Killed): string | undefined {
  try {
    const { n, text } = fileStore(path).read()?.deployment ?? {};
    if (n !== begun && n !== done) return `state ${n}, where ${done} was written and ${begun} begun`;
    return text === textOf(Number(n)) ? undefined : `state ${n} has another text`;
  } catch (error) {
    return String(error);
  }
}

describe("killed at a random instant", () => {
  it(`the state is whole, ${KILLS} times, and the next run takes its place`, { timeout: 600_000 }, async () => {
    const path = join(folder, "state.json");
    const seen: Killed[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const ms = Math.random() * 60;
      const killed = await killAfter(ms, path);
      expect(fault(path, killed), `killed ${ms} ms after the first state`).toBeUndefined();
      seen.push(killed);
      // Nothing is in the way of the next run, and nothing is left behind once it holds the lock.
      fileStore(path).lock()();
      expect(readdirSync(folder)).toEqual(["state.json"]);
    }
    expect(seen).toHaveLength(KILLS);
    // They were killed in the midst of writing, and not all at the same place.
    expect(seen.filter(({ begun, done }) => begun > done).length).toBeGreaterThan(KILLS / 5);
    expect(new Set(seen.map(({ begun }) => begun)).size).toBeGreaterThan(5);
  });

  it("a writer that writes in place is caught", { timeout: 600_000 }, async () => {
    const path = join(folder, "in-place.json");
    // Opens the state itself where the real one opens a file beside it, and has nothing to rename.
    const inPlace = `
      const [open, rename] = [fs.openSync, fs.renameSync];
      fs.openSync = (path, ...rest) => open(String(path).replace(/\\.\\d+\\.tmp$/, ""), ...rest);
      fs.renameSync = (from, to) => (String(from).endsWith(".tmp") ? undefined : rename(from, to));`;
    for (let kill = 0; kill < 4 * KILLS; kill++) {
      if (fault(path, await killAfter(Math.random() * 60, path, inPlace)) !== undefined) return;
      rmSync(`${path}.lock`, { force: true });
    }
    throw new Error("no kill found a half-written state");
  });
});
