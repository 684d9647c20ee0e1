/**
 * One stack, two engines: the Pulumi CLI where one is on PATH (by the Automation API, with a home, a backend and a
 * passphrase of its own, never your login), otherwise the embedded engine. Nothing is ever downloaded.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { EmbeddedStack } from "pulumi-digicert-one/testing";

const PROJECT = "digicert-one-demo";
const STACK = "demo";

/** The version of the CLI on PATH, or undefined. */
export function cliVersion() {
  try {
    return execFileSync("pulumi", ["version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

/**
 * Opens the stack on one of the engines. Every operation answers
 * `{ ok, text, steps: [{ op, name, type }], messages }` and never throws for a run that failed.
 */
export async function openStack({ folder, config, env, useCli }) {
  return useCli ? openCliStack(folder, config, env) : openEmbeddedStack(folder, config, env);
}

async function openEmbeddedStack(folder, config, env) {
  const settings = { ...config };
  const envVars = { ...env };
  const open = () =>
    EmbeddedStack.createOrSelect({
      projectName: PROJECT,
      stackName: STACK,
      workDir: folder,
      config: settings,
      envVars,
      stateFile: join(folder, "state.json"),
      passphrase: "demo",
    });
  const run = async (operation) => {
    let result;
    let ok = true;
    try {
      result = await operation(await open());
    } catch (error) {
      if (error.result === undefined) throw error;
      ok = false;
      result = error.result;
    }
    return {
      ok,
      text: result.stdout,
      steps: result.steps.map(({ op, name, type }) => ({ op, name, type })),
      messages: result.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    };
  };
  return {
    preview: () => run((stack) => stack.preview()),
    up: () => run((stack) => stack.up()),
    destroy: () => run((stack) => stack.destroy()),
    outputs: async () => (await open()).outputs(),
    setConfig: (key, value) => {
      settings[key] = value;
    },
    setEnv: (name, value) => set(envVars, name, value),
  };
}

async function openCliStack(folder, config, env) {
  const pulumiCommand = await PulumiCommand.get({ skipVersionCheck: true });
  const envVars = {
    ...env,
    PULUMI_HOME: join(folder, ".pulumi-home"),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: STACK, workDir: folder },
    { envVars, pulumiCommand },
  );
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
      if (diagnosticEvent?.severity === "error") messages.push(diagnosticEvent.message);
    };
    stack.workspace.envVars = { ...envVars };
    try {
      const result = await operation({ onEvent, color: "never", diff: true });
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
    setConfig: (key, value) => stack.setConfig(key, { value }),
    setEnv: (name, value) => set(envVars, name, value),
  };
}

function set(env, name, value) {
  if (value === undefined) delete env[name];
  else env[name] = value;
}
