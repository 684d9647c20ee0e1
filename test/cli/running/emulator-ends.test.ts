/** `digicert-one emulator` ends with whoever started it, however that ended, and only then. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isDetached, type LookUp, launchers } from "../../../src/cli/running/launcher";
import { descendantsOf, end } from "../../support/processes";

const main = join(__dirname, "..", "..", "..", "dist", "cli", "main.js");
const emulator = `"${process.execPath}" "${main}" emulator`;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ends-"));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "program", scripts: { emulator: `${emulator}` } }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const started = new Set<number>();
afterEach(() => {
  for (const pid of started) end(pid);
  started.clear();
});

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function becomes(condition: () => boolean, withinMs: number): Promise<boolean> {
  for (const last = Date.now() + withinMs; Date.now() < last; await sleep(50)) if (condition()) return true;
  return condition();
}

interface Started {
  readonly child: ChildProcess;
  /** The emulator's own process. */
  readonly pid: number;
  readonly url: string;
}

/** Starts a command below which an emulator runs, and waits until that is ready. */
async function start(command: string, args: readonly string[]): Promise<Started> {
  const child = spawn(command, args, { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  if (child.stdout === null || child.pid === undefined) throw new Error("nothing was started");
  started.add(child.pid);
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (!line.startsWith("{")) continue;
    const { url, managementUrl } = JSON.parse(line);
    const ours = descendantsOf(child.pid).filter(
      ({ command: shown }) => / emulator\b/.test(shown) && shown.includes(main),
    );
    const pid = ours.at(-1)?.pid ?? child.pid;
    for (const each of ours) started.add(each.pid);
    expect((await fetch(`${managementUrl}/health`)).status).toBe(200);
    return { child, pid, url };
  }
  throw new Error("no emulator came");
}

/** The ways in which somebody starts it without wanting it to stay. */
const LAUNCHERS: readonly (readonly [by: string, command: string, args: readonly string[]])[] = [
  [
    "a program",
    process.execPath,
    [
      "-e",
      `require("child_process").spawn(process.execPath, [${JSON.stringify(main)}, "emulator"], { stdio: "inherit" })`,
    ],
  ],
  [
    "a program through a shell",
    process.execPath,
    ["-e", `require("child_process").spawn(${JSON.stringify(`${emulator}; true`)}, { shell: true, stdio: "inherit" })`],
  ],
  ["a shell in the foreground", "sh", ["-c", `${emulator}; true`]],
  [
    "a shell in a shell",
    process.execPath,
    [
      "-e",
      `require("child_process").spawn(${JSON.stringify(`sh -c '${emulator}; true'; true`)}, { shell: true, stdio: "inherit" })`,
    ],
  ],
  ["a script that goes on beside it", "sh", ["-c", `${emulator} & wait`]],
  ["npm exec", "npm", ["exec", "--no", "-c", emulator]],
  ["npm run", "npm", ["run", "-s", "emulator"]],
];

describe.skipIf(process.platform === "win32").each(LAUNCHERS)("started by %s", (_by, command, args) => {
  it("ends when that is killed", { timeout: 60_000 }, async () => {
    const { child, pid, url } = await start(command, args);
    expect(pid).not.toBe(child.pid);
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    expect(await becomes(() => !isThere(pid), 15_000)).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
  });
});

/** The ways in which somebody says that it is to stay. */
const STAYING: readonly (readonly [how: string, command: string, args: readonly string[]])[] = [
  ["--background, from a shell that ends", "sh", ["-c", `${emulator} --background & read -r line`]],
  [
    "--background, from a program that is killed",
    process.execPath,
    [
      "-e",
      `require("child_process").spawn(process.execPath, [${JSON.stringify(main)}, "emulator", "--background"], { stdio: "inherit" })`,
    ],
  ],
  [
    "a session of its own",
    process.execPath,
    [
      "-e",
      `require("child_process").spawn(process.execPath, [${JSON.stringify(main)}, "emulator"], { stdio: "inherit", detached: true })`,
    ],
  ],
];

describe.skipIf(process.platform !== "linux").each(STAYING)("started with %s", (_how, command, args) => {
  it("stays, through the end of its terminal too, until it is asked to stop", { timeout: 60_000 }, async () => {
    const { child, pid, url } = await start(command, args);
    expect(pid).not.toBe(child.pid);
    const gone = once(child, "exit");
    child.stdin?.end();
    if (command !== "sh") child.kill("SIGKILL");
    await gone;
    if (args.join().includes("--background")) process.kill(pid, "SIGHUP");
    // Three times as long as others take to notice.
    expect(await becomes(() => !isThere(pid), 1_500)).toBe(false);
    expect((await fetch(url)).status).toBe(401);
    process.kill(pid, "SIGTERM");
    expect(await becomes(() => !isThere(pid), 10_000)).toBe(true);
  });
});

it("started from a terminal that closes, ends well", async () => {
  const { child, pid } = await start(process.execPath, [main, "emulator"]);
  expect(pid).toBe(child.pid);
  const exit = once(child, "exit");
  child.kill("SIGHUP");
  expect(await exit).toEqual([0, null]);
});

describe("who started a process", () => {
  const table: Record<number, [parent: number, session: number, name: string]> = {
    10: [1, 10, "xterm"],
    11: [10, 11, "bash"],
    12: [11, 11, "npm exec"],
    13: [12, 11, "sh"],
    14: [13, 11, "dash"],
    15: [14, 11, "node"],
    16: [11, 16, "node"],
    17: [1, 17, "bash"],
    18: [17, 17, "node"],
  };
  const lookUp: LookUp = (pid) => {
    const row = table[pid];
    return row && { parent: row[0], session: row[1], name: row[2] };
  };
  it.each<[number, [number, number][]]>([
    [
      15,
      [
        [15, 14],
        [14, 13],
        [13, 12],
      ],
    ],
    [
      12,
      [
        [12, 11],
        [11, 10],
      ],
    ],
    [18, [[18, 17]]],
    [99, [[99, 98]]],
  ])("%i: is followed to the first that is no shell", (pid, links) => {
    expect(launchers(pid, table[pid]?.[0] ?? 98, lookUp)).toEqual(links);
  });

  it("is not asked of one with a session of its own", () => {
    expect([15, 16, 99].map((pid) => isDetached(pid, lookUp))).toEqual([false, true, false]);
  });
});
