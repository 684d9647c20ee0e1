import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { doctor } from "../examiner/doctor/doctor-fixture";
import { tenantWith } from "../examiner/readings/tenant";
import { reportUnder } from "../examiner/verify/like";
import { apiKey, stackExport } from "./plan-fixture";

const root = join(__dirname, "..", "..");
const main = join(root, "dist", "cli", "main.js");

const run = (...flags: string[]) => spawnSync(process.execPath, [main, ...flags], { encoding: "utf8" });

/** A running `digicert-one emulator` and the line it printed. */
interface Running {
  readonly child: ChildProcess;
  readonly line: string;
  readonly ready: Record<string, unknown>;
}

async function start(flags: readonly string[], env: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, [main, "emulator", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  if (child.stdout === null) throw new Error("no output");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, line: String(line), ready: JSON.parse(String(line)) };
}

async function stop({ child }: Running, signal: NodeJS.Signals): Promise<unknown> {
  const exited = once(child, "exit");
  child.kill(signal);
  const [code] = await exited;
  return code;
}

describe("digicert-one emulator", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("prints one JSON line when ready and stops well on %s", async (signal) => {
    const running = await start(["--seed", "5", "--now", "2027-01-10", "--variant", "chunked", "paged-lists"]);
    expect(Object.keys(running.ready)).toEqual(["url", "managementUrl", "apiKey", "accountId", "seed"]);
    expect(running.ready.seed).toBe(5);
    const health = await (await fetch(`${running.ready.managementUrl}/health`)).json();
    const now = expect.stringMatching(/^2027-01-10T00:0/);
    expect(health).toMatchObject({ status: "ok", seed: 5, now, variants: ["chunked", "paged-lists"] });
    expect(await stop(running, signal)).toBe(0);
    await expect(fetch(`${running.ready.managementUrl}/health`)).rejects.toThrow();
  });

  it("plays the tenant of a report, beside the variants that are named, and takes nothing else for a report", async () => {
    const folder = mkdtempSync(join(tmpdir(), "like-"));
    try {
      const [report, other] = [join(folder, "report.json"), join(folder, "other.json")];
      writeFileSync(report, JSON.stringify(await reportUnder(["single-key", "name-case"])));
      writeFileSync(other, "{}");
      const running = await start(["--like", report, "--variant", "chunked"]);
      const health = (await (await fetch(`${running.ready.managementUrl}/health`)).json()) as { variants: string[] };
      expect(health.variants.toSorted()).toEqual(["chunked", "name-case", "single-key"]);
      await stop(running, "SIGTERM");
      const { env } = await tenantWith(["role-body", "name-case"]);
      await doctor(env, { argv: ["--report", report] });
      const played = await start(["--like", report]);
      const spoken = (await (await fetch(`${played.ready.managementUrl}/health`)).json()) as { variants: string[] };
      expect(spoken.variants).toEqual(["role-body"]); // reading does not show the other one
      await stop(played, "SIGTERM");
      const refused = run("emulator", "--like", other);
      expect(refused.status).toBe(EXIT.usage);
      expect(refused.stderr).toContain(
        "it is no report of `digicert-one verify` or `doctor` with `--report FILE.json`",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("forgets everything with a restart, but the same seed gives the same key and account", async () => {
    const first = await start(["--seed", "9"]);
    const headers = { "x-api-key": String(first.ready.apiKey), "content-type": "application/json" };
    const body = JSON.stringify({
      user_type: "service",
      access_scope: "account",
      friendly_name: "ci",
      email: "team@example.com",
      accounts: [first.ready.accountId],
      roles: [],
    });
    const made = await fetch(`${first.ready.url}/account/api/v1/user`, { method: "POST", headers, body });
    expect(made.status).toBe(201);
    await stop(first, "SIGTERM");
    const second = await start(["--seed", "9"]);
    try {
      expect([second.ready.apiKey, second.ready.accountId]).toEqual([first.ready.apiKey, first.ready.accountId]);
      const users = await (await fetch(`${second.ready.url}/account/api/v1/user`, { headers })).json();
      expect(users).toHaveLength(1);
    } finally {
      await stop(second, "SIGTERM");
    }
  });

  it("can be broken on purpose through the environment, for tests of tests", async () => {
    const running = await start([], { DIGICERT_EMULATOR_BREAK: "accept-unknown-fields" });
    const headers = { "x-api-key": String(running.ready.apiKey) };
    const reply = await fetch(`${running.ready.url}/account/api/v1/user?nonsense=1`, { headers });
    expect(reply.status).toBe(200);
    await stop(running, "SIGTERM");
  });

  it.each([
    ["an unknown option", ["--nonsense"]],
    ["an unknown variant", ["--variant", "nonsense"]],
    ["limits that are none", ["--rate-limits", "lots"]],
    ["an instant that is none", ["--now", "tomorrow"]],
    ["a port that is none", ["--port", "70000"]],
    ["a page size of nothing", ["--page-size", "0"]],
    ["half of what TLS needs", ["--tls-cert", main]],
    ["a file that is not there", ["--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.pem"]],
    ["an argument too many", ["nonsense"]],
  ])("exits with 64 and a reason for %s", (_, flags) => {
    const { status, stderr, stdout } = run("emulator", ...flags);
    expect([status, stdout]).toEqual([EXIT.usage, ""]);
    expect(stderr).toMatch(/^error: \S/);
  });

  it("exits with 1 when its port is taken", async () => {
    const running = await start([]);
    const { status, stderr } = run("emulator", "--port", new URL(String(running.ready.url)).port);
    expect([status, stderr]).toEqual([1, expect.stringContaining("EADDRINUSE")]);
    await stop(running, "SIGTERM");
  });
});

describe("digicert-one", () => {
  it("shows its version and its commands, and exits with 64 for one that it has not", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(run("--version")).toMatchObject({ status: 0, stdout: `${version}\n` });
    const help = run("--help");
    expect([help.status, help.stdout]).toEqual([0, expect.stringMatching(/emulator[\s\S]*plan/)]);
    expect(run("nonsense").status).toBe(EXIT.usage);
    expect(run().status).toBe(EXIT.usage);
  });

  it("tells by the exit code what a plan found (2), what it could not read (1), and a wrong call (64)", () => {
    const folder = mkdtempSync(join(tmpdir(), "plan-codes-"));
    const state = join(folder, "state.json");
    try {
      writeFileSync(state, stackExport([apiKey("fixed", { lifetimeDays: undefined, endDate: "2027-03-15" })]));
      const plan = (...argv: string[]) => run("plan", state, "--as-of", "2027-03-10", ...argv).status;
      expect(plan()).toBe(0);
      expect(plan("--fail-on", "warning")).toBe(2);
      expect(run("plan", join(folder, "absent.json")).status).toBe(1);
      for (const wrong of [["--fail-on", "anything"], ["--within", "soon"], ["--fail-on"], ["--nonsense"]]) {
        expect(plan(...wrong), wrong.join(" ")).toBe(64);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
