/** One run at a time on a state: who holds a lock, and who may take over one that nobody holds any more. */
import { fork, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StateLockedError, takeLock } from "../../../src/engine/state/lock";
import { fileStore } from "../../../src/engine/state/state-file";

const repository = join(__dirname, "../../..");
let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  lock = join(folder, "state.json.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const take = () => takeLock(lock, "the state");
/** The id of a process that has ended. */
const deadPid = () =>
  new Promise<number>((resolve) => {
    const child = spawn(process.execPath, ["-e", "0"]);
    child.on("exit", () => resolve(child.pid ?? 0));
  });
const hourAgo = new Date(Date.now() - 3_600_000).toISOString();

describe("a lock", () => {
  it("is refused while its owner runs, and free once it is released", () => {
    const release = take();
    expect(take).toThrow(StateLockedError);
    expect(take).toThrow(`process ${process.pid} on ${hostname()}: wait for that run, or remove ${lock}`);
    release();
    take()();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("stays with another run, where a person removed it and that run took it", () => {
    const release = take();
    rmSync(lock);
    const other = take();
    release();
    expect(existsSync(lock)).toBe(true);
    other();
  });

  it.each<[left: string, text: (dead: number) => string]>([
    ["of a process that is dead", (pid) => JSON.stringify({ pid, host: hostname(), since: hourAgo })],
    ["of a process whose id is ours now", () => JSON.stringify({ pid: process.pid, host: hostname(), since: hourAgo })],
    [
      "of a process whose id another one has now",
      () => JSON.stringify({ pid: process.ppid, host: hostname(), since: hourAgo, started: "1" }),
    ],
    ["that is empty", () => ""],
    ["that is half a text", () => '{"pid":12'],
  ])("%s is taken over", async (_left, text) => {
    writeFileSync(lock, text(await deadPid()));
    const release = take();
    expect(JSON.parse(readFileSync(lock, "utf8"))).toMatchObject({ pid: process.pid });
    expect(take).toThrow(StateLockedError);
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[held: string, owner: object]>([
    ["of another process that runs", { pid: process.ppid, host: hostname() }],
    ["of another machine", { pid: 1, host: "elsewhere.example" }],
    ["that this process took", { pid: process.pid, host: hostname() }],
  ])("%s is not", (_held, owner) => {
    writeFileSync(lock, JSON.stringify({ ...owner, since: new Date().toISOString() }));
    expect(take).toThrow(StateLockedError);
    expect(readdirSync(folder)).toEqual(["state.json.lock"]);
  });

  it("is taken over although whoever took it over before was killed on the way", async () => {
    const dead = JSON.stringify({ pid: await deadPid(), host: hostname(), since: hourAgo });
    writeFileSync(lock, dead);
    // What stands there between the two steps of a take-over.
    const script = `
      const fs = require("node:fs");
      fs.renameSync = () => process.kill(process.pid, "SIGKILL");
      require(${JSON.stringify(join(repository, "dist/engine/state/lock.js"))}).takeLock(${JSON.stringify(lock)}, "it");`;
    const child = spawn(process.execPath, ["-e", script]);
    await new Promise((resolve) => child.on("exit", resolve));
    expect(readdirSync(folder).length).toBeGreaterThan(1);
    expect(readFileSync(lock, "utf8")).toBe(dead);
    take()();
    expect(existsSync(lock)).toBe(false);
  });
});

it("of many that start at a dead owner's lock, one gets it at a time", { timeout: 60_000 }, async () => {
  writeFileSync(lock, JSON.stringify({ pid: await deadPid(), host: hostname(), since: hourAgo }));
  const script = join(folder, "starter.cjs");
  writeFileSync(
    script,
    `const fs = require("node:fs");
     const { takeLock } = require(${JSON.stringify(join(repository, "dist/engine/state/lock.js"))});
     const alone = ${JSON.stringify(join(folder, "alone"))};
     process.on("message", () => {
       let got = 0, two = 0;
       for (const end = Date.now() + 1_500; Date.now() < end; ) {
         try {
           const release = takeLock(${JSON.stringify(lock)}, "it");
           got++;
           try { fs.mkdirSync(alone); fs.rmdirSync(alone); } catch { two++; }
           // Now and then the owner dies: another one's lock is left behind.
           if (got % 5 === 0) fs.writeFileSync(${JSON.stringify(lock)}, "");
           else release();
         } catch (error) { if (error.name !== "StateLockedError") { process.send({ got, two, error: String(error) }); process.exit(); } }
       }
       process.send({ got, two });
       process.exit();
     });
     process.send("ready");`,
  );
  const starters = Array.from({ length: 4 }, () => fork(script));
  await Promise.all(starters.map((each) => new Promise((resolve) => each.once("message", resolve))));
  const results = await Promise.all(
    starters.map(
      (each) =>
        new Promise<{ got: number; two: number; error?: string }>((resolve) => {
          each.once("message", resolve);
          each.send("go");
        }),
    ),
  );
  expect(results.map(({ error }) => error)).toEqual(results.map(() => undefined));
  expect(results.reduce((sum, { two }) => sum + two, 0)).toBe(0);
  expect(results.reduce((sum, { got }) => sum + got, 0)).toBeGreaterThan(20);
});

it("a run that gets the lock removes what killed ones left, and nothing else", () => {
  const path = join(folder, "state.json");
  for (const name of ["state.json", "state.json.12.tmp", "state.json.backup", "other.json.12.tmp"])
    writeFileSync(join(folder, name), "{}");
  fileStore(path).lock()();
  expect(readdirSync(folder).sort()).toEqual(["other.json.12.tmp", "state.json", "state.json.backup"]);
});
