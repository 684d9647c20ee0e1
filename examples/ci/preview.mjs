#!/usr/bin/env node
/**
 * Previews a stack as of today and as of some days ahead, and plans its rotations: preview.json, ahead.json and plan.md,
 * of which comment.mjs makes a text. A failure is written down there too; the others are still made.
 */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const HELP = `Usage: STACK=org/project/stack node ci/preview.mjs [options]

Writes preview.json, ahead.json and plan.md into the current folder.

Options:
  --save-plan FILE  have Pulumi save the plan of today's preview, for \`pulumi up --plan FILE\`
  --ahead DAYS      how far ahead the second preview looks (default 30)
  --help            this text

Exit codes:
  0   all three were made
  1   one of them failed; the others were made
  64  it was called wrongly
`;

function main() {
  const flags = readFlags();
  if (flags === undefined) return 64;
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { STACK } = process.env;
  const days = Number(flags.ahead);
  if (!STACK) return usage("STACK is not set: name the stack, such as acme/signing/prod.");
  if (!(Number.isInteger(days) && days > 0)) return usage(`--ahead ${flags.ahead} is no number of days, such as 30.`);

  for (const file of ["preview.json", "ahead.json", "state.json", "plan.md"]) rmSync(file, { force: true });
  const savePlan = flags["save-plan"] === undefined ? [] : ["--save-plan", flags["save-plan"]];
  const asOf = dayAfter(process.env.DIGICERT_ONE_AS_OF || new Date().toISOString().slice(0, 10), days);
  const made = [
    preview("preview.json", ["--stack", STACK, ...savePlan]),
    preview("ahead.json", ["--stack", STACK], { asOf, daysAhead: days }),
    plan(STACK),
  ];
  return made.every(Boolean) ? 0 : 1;
}

/** Writes what the preview says. One that failed without an error among its messages gets one. */
function preview(file, options, ahead) {
  const { code, stdout } = run(
    "pulumi",
    ["preview", "--json", ...options],
    ahead && { DIGICERT_ONE_AS_OF: ahead.asOf },
  );
  const digest = { diagnostics: [], ...ahead, ...parsed(stdout) };
  const said = digest.diagnostics;
  if (code !== 0 && !said.some(({ severity }) => severity === "error")) {
    const message = `pulumi preview ended with ${code}. What it wrote is in the log of this job.`;
    said.push({ severity: "error", message });
  }
  writeFileSync(file, JSON.stringify(digest, null, 2));
  return code === 0;
}

/** The rotations of the next 60 days, from the state: no call is made, and secrets stay encrypted. */
function plan(stack) {
  const exported = run("pulumi", ["stack", "export", "--stack", stack]);
  if (exported.code !== 0) return false;
  writeFileSync("state.json", exported.stdout, { mode: 0o600 });
  const words = ["plan", "state.json", "--runs-every", "1d", "--within", "60d", "--format", "markdown"];
  const { code, stdout } = run("npx", ["digicert-one", ...words]);
  if (code === 0) writeFileSync("plan.md", stdout);
  return code === 0;
}

/** Runs a command; what it says on standard error stands in the job's log. */
function run(command, args, env) {
  const { status, stdout, error, signal } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (error) console.error(`${command} could not be run: ${error.code}. Is it installed, and on the path?`);
  return { code: status ?? signal ?? error?.code ?? 1, stdout: stdout ?? "" };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function dayAfter(day, days) {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

function readFlags() {
  try {
    const options = {
      "save-plan": { type: "string" },
      ahead: { type: "string", default: "30" },
      help: { type: "boolean" },
    };
    return parseArgs({ options }).values;
  } catch (error) {
    usage(error.message);
    return undefined;
  }
}

function usage(message) {
  console.error(`${message}\n\n${HELP}`);
  return 64;
}

process.exitCode = main();
