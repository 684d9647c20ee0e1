#!/usr/bin/env node
/**
 * Runs a command and tells a monitor that it started, and how it ended. A monitor that hears of no success in time calls
 * somebody: also when the schedule is off, or no runner came.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";

const HELP = `Usage: HEARTBEAT_URL=https://… node ci/heartbeat.mjs COMMAND [ARGUMENT …]

Pings HEARTBEAT_URL/start before the command; HEARTBEAT_URL after it succeeded, HEARTBEAT_URL/fail after it failed. That is
the form of Healthchecks.io; for a monitor that knows one address only, set HEARTBEAT_PINGS=success.

The monitor never decides: without HEARTBEAT_URL, or when it does not answer, the command runs as it does, and a line says
that nobody was told. The address is a secret: it is not shown, and the command does not get it.

Exit codes: those of the command; 64 when there is none; 127 when it cannot be run.
`;

const { HEARTBEAT_URL, HEARTBEAT_PINGS = "start,success,fail", ...env } = process.env;
const [command, ...args] = process.argv.slice(2);

async function main() {
  if (command === undefined || command === "--help") {
    (command ? process.stdout : process.stderr).write(HELP);
    return command ? 0 : 64;
  }
  await ping("start");
  const code = await run();
  await ping(code === 0 ? "success" : "fail");
  return code;
}

function run() {
  // A cancelled job signals this process alone; Pulumi wants to end its run in order, and the monitor to hear of it.
  let child;
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child?.kill(signal));
  child = spawn(command, args, { stdio: "inherit", env });
  return new Promise((resolve) => {
    child.on("error", ({ code }) => {
      console.error(`${command} could not be run: ${code}.`);
      resolve(127);
    });
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

async function ping(what) {
  if (!HEARTBEAT_PINGS.split(",").includes(what)) return;
  const failure = await reasonOfSilence(what);
  if (failure === undefined) console.log(`The monitor was told: ${what}.`);
  else console.log(`The monitor was not told of ${what}: ${failure}. This run goes on.`);
}

/** Why the monitor was not told, or undefined. Errors of `fetch` may name the address: of them only the code is shown. */
async function reasonOfSilence(what) {
  if (!HEARTBEAT_URL) return "HEARTBEAT_URL is not set";
  const url = URL.parse(HEARTBEAT_URL);
  if (!/^https?:$/.test(url?.protocol ?? "")) return "HEARTBEAT_URL is no address of a website";
  if (what !== "success") url.pathname = `${url.pathname.replace(/\/$/, "")}/${what}`;
  let reason;
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      const { ok, status } = await fetch(url, { method: "POST", signal: AbortSignal.timeout(10_000) });
      if (ok) return undefined;
      reason = `it answered with ${status}`;
    } catch (error) {
      reason = error.cause?.code ?? error.name;
    }
  }
  return reason;
}

process.exitCode = await main();
