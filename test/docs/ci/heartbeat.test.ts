/** The wrapper that tells a monitor of a run: it never decides about the run, and never shows the address. */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { temporaryFolder } from "../../e2e/project";
import { startMonitor } from "./forges";
import { bash, CI } from "./stage";

const folder = temporaryFolder("heartbeat");
const script = join(CI, "heartbeat.mjs");
let monitor: Awaited<ReturnType<typeof startMonitor>>;
beforeEach(async () => {
  monitor = await startMonitor();
});
afterEach(() => monitor.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const beat = (command: string, env: Readonly<Record<string, string>>) =>
  bash(`node "${script}" ${command}`, folder, env);

it.each([
  ["true", 0, ["/start", "success"]],
  ["false", 1, ["/start", "/fail"]],
  ["sh -c 'exit 7'", 7, ["/start", "/fail"]],
  ["no-such-command", 127, ["/start", "/fail"]],
  ["sh -c 'kill -9 $$'", 137, ["/start", "/fail"]],
])("tells how %s ended, and ends with its code", async (command, code, pings) => {
  const ended = await beat(command, { HEARTBEAT_URL: monitor.url });
  expect(ended.code).toBe(code);
  expect(monitor.pings).toEqual(pings);
  expect(ended.output).not.toContain(monitor.secret);
});

it("pings for success alone where a monitor knows nothing else", async () => {
  await beat("true", { HEARTBEAT_URL: monitor.url, HEARTBEAT_PINGS: "success" });
  await beat("false", { HEARTBEAT_URL: monitor.url, HEARTBEAT_PINGS: "success" });
  expect(monitor.pings).toEqual(["success"]);
});

it("keeps what the address asks for", async () => {
  await beat("true", { HEARTBEAT_URL: `${monitor.url}/?rid=1` });
  expect(monitor.pings).toEqual(["/start?rid=1", "/?rid=1"]);
});

it.each([
  ["is down", undefined, /not told of success: ECONNREFUSED\. This run goes on\./],
  ["is not set", "", /HEARTBEAT_URL is not set/],
  ["has no address", "5f3c0e1a-ping", /HEARTBEAT_URL is no address of a website/],
] as const)("runs the command all the same when the monitor %s, and says so", async (_, url, words) => {
  monitor.close();
  const env = { HEARTBEAT_URL: url ?? monitor.url };
  const { code, output } = await beat("echo done", env);
  expect(code).toBe(0);
  expect(output).toContain("done");
  expect(output).toMatch(words);
  expect(output).not.toContain(monitor.secret);
  expect((await beat("false", env)).code).toBe(1);
});

it("does not give the address to the command", async () => {
  const { output } = await beat("env", { HEARTBEAT_URL: monitor.url, OTHER: "given" });
  expect(output).toContain("OTHER=given");
  expect(output).not.toContain("HEARTBEAT");
});

it("passes a cancellation on, and tells of it", async () => {
  const child = spawn(process.execPath, [script, "sh", "-c", "echo ready; exec sleep 60"], {
    env: { PATH: process.env.PATH, HEARTBEAT_URL: monitor.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  for await (const chunk of child.stdout) if (String(chunk).includes("ready")) child.kill("SIGTERM");
  expect(await ended).toBe(143);
  expect(monitor.pings).toEqual(["/start", "/fail"]);
});

it("shows its help, and wants a command", async () => {
  expect(await beat("--help", {})).toMatchObject({ code: 0, output: expect.stringContaining("HEARTBEAT_URL") });
  expect(await beat("", {})).toMatchObject({ code: 64 });
});
