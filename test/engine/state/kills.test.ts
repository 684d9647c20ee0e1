/** A process that is killed while it writes a state leaves the one before or the one after. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replaceFile } from "../../../src/engine/state/files";
import { fileStore } from "../../../src/engine/state/state-file";

const module = join(__dirname, "../../..", "dist/engine/state/state-file.js");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kills-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stateOf = (text: string) => ({ version: 3, deployment: { text } });
const [before, after] = [stateOf("before"), stateOf("after ".repeat(50_000))];

/** Writes `after` over `before` in a process in which `fs` is changed first; hands back the name of the signal that ended it. */
async function write(path: string, change: string): Promise<string | null> {
  writeFileSync(path, JSON.stringify(before));
  const script = `
    const fs = require("node:fs");
    const die = () => { process.kill(process.pid, "SIGKILL"); for (;;); };
    ${change}
    const store = require(${JSON.stringify(module)}).fileStore(${JSON.stringify(path)});
    const release = store.lock();
    store.write({ version: 3, deployment: { text: "after ".repeat(50_000) } });
    release();`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "ignore", "inherit"] });
  return await new Promise((resolve) => child.on("exit", (_code, signal) => resolve(signal)));
}

/** The calls of a write, in their order. */
const CALLS = ["openSync", "writeFileSync", "fsyncSync", "closeSync", "renameSync", "rmSync"];
const when = CALLS.flatMap((call) =>
  (["before", "half-way through", "after"] as const).map((at) => [at, call] as const),
);

describe.each(when)("killed %s %s", (at, call) => {
  const dies = {
    before: "die();",
    "half-way through":
      call === "writeFileSync" ? "real.call(fs, handle, text.slice(0, 1_000)); fs.fsyncSync(handle); die();" : "die();",
    after: "real.apply(fs, args); die();",
  }[at];
  it("leaves a whole state, and no lock that is in the way", async () => {
    const path = join(folder, `${call}-${at.replaceAll(" ", "-")}.json`);
    // The lock's own files are written before: the kill waits for the state's.
    const change = `
      const real = fs.${call};
      let isState = false;
      const open = fs.openSync;
      fs.${call} = (...args) => {
        const [handle, text] = args;
        if (${call === "openSync" ? 'String(handle).endsWith(".tmp")' : "isState"}) { ${dies} }
        return real.apply(fs, args);
      };
      ${call === "openSync" ? "" : 'fs.openSync = (path, ...rest) => { isState ||= String(path).endsWith(".tmp"); return open(path, ...rest); };'}`;
    expect(await write(path, change)).toBe("SIGKILL");
    const store = fileStore(path);
    expect([before, after]).toContainEqual(store.read());
    store.lock()();
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

it("ends well where nothing kills it: the kills above are what ends the others", async () => {
  const path = join(folder, "whole.json");
  expect(await write(path, "")).toBeNull();
  expect(fileStore(path).read()).toEqual(after);
  expect(readdirSync(folder).filter((name) => name.startsWith("whole"))).toEqual(["whole.json"]);
});

it.each<[what: string, change: string]>([
  [
    "a disk that is full",
    'fs.writeFileSync = () => { throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" }); };',
  ],
  [
    "a rename that is refused",
    'fs.renameSync = () => { throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" }); };',
  ],
])("%s fails the write, keeps the state from before and leaves nothing else", async (_what, change) => {
  const path = join(folder, "refused.json");
  const failed = `${change} process.on("uncaughtException", () => process.kill(process.pid, "SIGUSR1"));`;
  expect(await write(path, failed.replaceAll("SIGUSR1", "SIGTERM"))).toBe("SIGTERM");
  expect(fileStore(path).read()).toEqual(before);
});

it("names a state that cannot be read, and says what to do", () => {
  const path = join(folder, "broken.json");
  writeFileSync(path, '{"version":3,"deploy');
  expect(() => fileStore(path).read()).toThrow(`the state file ${path} is no JSON text (20 characters): restore it`);
  expect(() => fileStore(folder).read()).toThrow(`${folder} cannot be read: EISDIR`);
  writeFileSync(path, readFileSync(__filename));
  expect(() => fileStore(path).read()).toThrow(path);
});

it("says of a state that cannot be written where it is, what it holds now, and what to do", () => {
  const path = join(folder, "no-such-folder", "state.json");
  expect(() => replaceFile(path, "{}")).toThrow(
    /state\.json could not be written: ENOENT.* It holds what it held before.* Make room or give access, and run again$/,
  );
});
