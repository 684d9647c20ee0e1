/**
 * `npm run demo`: a show in under a minute. An emulator of DigiCert ONE is started, and a program lives through eleven weeks on it.
 * The show checks whatever it says; one thing that does not hold ends it with exit code 1.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import * as scenes from "./scenes.mjs";
import { cliVersion, openStack } from "./stack.mjs";
import { Stage } from "./stage.mjs";
import { openTenant } from "./tenant.mjs";

const HELP = `Usage: npm run demo [-- --engine cli] [--cast FILE]
       node node_modules/pulumi-digicert-one/examples/demo/demo.mjs [--engine cli] [--cast FILE]

A key ends at midnight, a pair rotates without a refused call, a leak is revoked, a nickname is adopted: all on an emulator of
DigiCert ONE, on this machine.
  --engine cli    run the program with the Pulumi CLI on PATH (default: embedded, which needs none)
  --cast FILE     where the recording goes, an asciicast for \`asciinema play\` (default: a temporary folder)
Exit codes: 0 all checks hold, 1 one does not, 2 wrong usage. NO_COLOR turns colours off.`;

function usage(message) {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        engine: { type: "string", default: "embedded" },
        cast: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    return usage(error.message);
  }
}

async function play(stage, engine, folder) {
  const tenant = await openTenant(scenes.FIRST_DAY);
  try {
    const config = {
      "digicert-one:baseUrl": tenant.emulator.url,
      "digicert-one:apiKey": { value: tenant.emulator.apiKey, secret: true },
    };
    const play = { stage, tenant, folder, world: {}, stack: await openStack({ engine, folder, config }) };
    await scenes.midnight(play);
    await scenes.program(play);
    await scenes.firstRun(play);
    await scenes.rotation(play);
    await scenes.leak(play);
    await scenes.adoption(play);
    await scenes.plan(play);
    await scenes.destroy(play);
  } finally {
    await tenant.emulator.close();
  }
}

// Settings of the person's own shell would lead elsewhere than to the emulator.
for (const name of Object.keys(process.env)) if (name.startsWith("DIGICERT_ONE_")) delete process.env[name];

const { engine, cast, help } = options();
if (help) {
  console.log(HELP);
  process.exit(0);
}
if (engine !== "cli" && engine !== "embedded") usage(`--engine is cli or embedded, not ${engine}.`);
const version = engine === "cli" ? cliVersion() : undefined;
if (engine === "cli" && version === undefined)
  usage("--engine cli: there is no `pulumi` on PATH. Leave the option out.");

const folder = mkdtempSync(join(tmpdir(), "digicert-one-demo-"));
// What colours there are is Node's decision: a terminal, NO_COLOR, FORCE_COLOR.
const colours = styleText("red", "x", { stream: process.stdout }) !== "x";
const stage = new Stage({ write: (text) => console.log(text), colours });
const startedAt = Date.now();
stage.aside(`Engine: ${version === undefined ? "embedded, in this process" : `Pulumi CLI ${version}`}`);
await play(stage, engine, folder);
const { checks, failures } = stage;
const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
if (failures.length > 0 || checks === 0) {
  console.error(`\n${failures.length} of ${checks} checks failed after ${seconds} s:\n- ${failures.join("\n- ")}`);
  process.exit(1);
}
const file = cast ?? join(folder, "demo.cast");
stage.say("");
stage.say(`All ${checks} checks hold.`);
stage.saveCast(file);
stage.aside(`   ${seconds} s. The recording, for asciinema play: ${file}`);
