/**
 * One stack, two engines: the embedded one, in this process, or the Pulumi CLI on PATH (by the Automation API, with a home, a
 * backend and a passphrase of its own, never your login). Nothing is ever downloaded.
 */
import { execFileSync } from "node:child_process";
import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { EmbeddedStack } from "pulumi-digicert-one/testing";

const PROJECT = "shop";
const STACK = "prod";
const here = dirname(fileURLToPath(import.meta.url));

/** The program that every run runs. */
export const programFile = join(here, "program.ts");

/** The version of the CLI on PATH, or undefined. */
export function cliVersion() {
  try {
    return execFileSync("pulumi", ["version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

/**
 * Opens the stack on one of the engines. Every operation answers `{ ok, text, steps: [{ op, name, type }], messages }`, where
 * `messages` are those of a severity above debug, and never throws for a run that failed.
 */
export async function openStack({ engine, folder, config }) {
  makeProject(folder);
  return engine === "cli" ? openCliStack(folder, config) : openEmbeddedStack(folder, config);
}

function makeProject(folder) {
  cpSync(programFile, join(folder, "index.ts"));
  cpSync(join(here, "..", "quickstart", "tsconfig.json"), join(folder, "tsconfig.json"));
  writeFileSync(join(folder, "package.json"), '{ "name": "shop", "private": true, "type": "module" }');
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${PROJECT}\nruntime: nodejs\n`);
  symlinkSync(packages(), join(folder, "node_modules"));
}

/** Where the packages are: in a clone its `node_modules`; where this package is installed, the folder that it stands in. */
function packages() {
  const root = join(here, "..", "..");
  return basename(dirname(root)) === "node_modules" ? dirname(root) : join(root, "node_modules");
}

async function openEmbeddedStack(folder, config) {
  const program = pathToFileURL(join(folder, "index.ts"));
  const settings = { ...config };
  let runs = 0;
  const open = () =>
    EmbeddedStack.createOrSelect({
      projectName: PROJECT,
      stackName: STACK,
      workDir: folder,
      config: settings,
      stateFile: join(folder, "state.json"),
      passphrase: "demo",
      host: "in-process",
      // Another address each time: a module is evaluated only once under each.
      program: async () => ({ ...(await import(`${program}?run=${++runs}`)) }),
    });
  const run = async (operation) => {
    const result = await operation(await open()).catch((error) => {
      if (error.result === undefined) throw error;
      return error.result;
    });
    return {
      ok: result.summary.result === "succeeded",
      text: result.stdout,
      steps: result.steps.map(({ op, name, type }) => ({ op, name, type })),
      messages: result.diagnostics.map(({ message }) => message),
    };
  };
  return {
    preview: () => run((stack) => stack.preview()),
    up: () => run((stack) => stack.up()),
    destroy: () => run((stack) => stack.destroy()),
    outputs: async () => (await open()).outputs(),
    export: async () => (await open()).exportStack(),
    setConfig: async (key, value) => {
      settings[key] = value;
    },
  };
}

async function openCliStack(folder, config) {
  const envVars = {
    PULUMI_HOME: join(folder, ".pulumi-home"),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // The tests check the program's types; here it only runs.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
  const pulumiCommand = await PulumiCommand.get({ skipVersionCheck: true });
  const place = { stackName: STACK, workDir: folder };
  const stack = await LocalWorkspace.createOrSelectStack(place, { envVars, pulumiCommand });
  for (const [key, entry] of Object.entries(config)) {
    await stack.setConfig(key, typeof entry === "string" ? { value: entry } : entry);
  }
  const run = async (operation) => {
    const steps = [];
    const messages = [];
    const onEvent = ({ resourcePreEvent, diagnosticEvent }) => {
      if (resourcePreEvent) {
        const { op, urn, type } = resourcePreEvent.metadata;
        steps.push({ op, name: urn.split("::").pop(), type });
      }
      if (diagnosticEvent && diagnosticEvent.severity !== "debug") messages.push(diagnosticEvent.message);
    };
    try {
      const result = await operation({ onEvent, color: "never" });
      return { ok: true, text: result.stdout, steps, messages };
    } catch (error) {
      return { ok: false, text: String(error.message), steps, messages };
    }
  };
  return {
    preview: () => run((options) => stack.preview(options)),
    up: () => run((options) => stack.up(options)),
    destroy: () => run((options) => stack.destroy(options)),
    outputs: () => stack.outputs(),
    // As a person exports it: `exportStack` of the Automation API adds --show-secrets.
    export: async () => {
      const { stdout } = await pulumiCommand.run(["stack", "export", "--stack", STACK], folder, {
        ...process.env,
        ...envVars,
      });
      return JSON.parse(stdout);
    },
    setConfig: (key, value) => stack.setConfig(key, { value }),
  };
}
