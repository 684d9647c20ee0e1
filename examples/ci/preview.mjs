#!/usr/bin/env node
/**
 * Previews a stack as of today and as of some days ahead, and plans its rotations: preview.json, ahead.json and plan.md,
 * of which comment.mjs makes a text. A failure is written down there too; the others are still made.
 */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { documentOf, readPreview } from "./text.mjs";

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
  const today = process.env.DIGICERT_ONE_AS_OF || new Date().toISOString().slice(0, 10);
  if (dayAfter(today, 0) !== today) return usage(`DIGICERT_ONE_AS_OF is "${today}": give a day, such as 2027-03-01.`);
  const asOf = dayAfter(today, days);
  if (asOf === undefined) return usage(`--ahead ${flags.ahead} looks past the year 9999: give fewer days, such as 30.`);

  for (const file of ["preview.json", "ahead.json", "state.json", "plan.md"]) rmSync(file, { force: true });
  const savePlan = flags["save-plan"] === undefined ? [] : ["--save-plan", flags["save-plan"]];
  const made = [
    preview("preview.json", ["--stack", STACK, ...savePlan]),
    preview("ahead.json", ["--stack", STACK], { asOf, daysAhead: days }),
    plan(STACK),
  ];
  return made.every(Boolean) ? 0 : 1;
}

/**
 * Writes what the preview says. One that failed without an error among its messages gets one; one that ended well and
 * wrote nothing that can be read has failed too.
 */
function preview(file, options, ahead) {
  const { code, stdout } = run(
    "pulumi",
    ["preview", "--json", ...options],
    ahead && { DIGICERT_ONE_AS_OF: ahead.asOf },
  );
  const digest = { diagnostics: [], ...documentOf(stdout), ...ahead };
  if (code !== 0 && !readPreview(JSON.stringify(digest))?.failed) {
    const message = `pulumi preview ended with ${code}. What it wrote is in the log of this job.`;
    digest.diagnostics.push({ severity: "error", message });
  }
  const text = JSON.stringify(digest, null, 2);
  writeFileSync(file, text);
  if (code !== 0) return false;
  if (readPreview(text) !== undefined) return true;
  console.error(
    `${file}: pulumi preview ended well, but no preview can be read in the ${stdout.length} characters it wrote.`,
  );
  return false;
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

/** undefined: no such day, or none of four digits a year. */
function dayAfter(day, days) {
  const date = new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000);
  const text = Number.isNaN(date.valueOf()) ? "" : date.toISOString();
  return /^\d{4}-/.test(text) ? text.slice(0, 10) : undefined;
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
