/**
 * Stands in for Pulumi's command line where there is none: the commands and options of the pages and examples, on the
 * embedded engine, with states and settings in the folder that PULUMI_BACKEND_URL names. What it does not know it refuses.
 */
import { existsSync, fstatSync, readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { text as read } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { keepsPolicies } from "./policies.mts";

type Testing = typeof import("../../src/testing.js");
type Stack = import("../../src/testing.js").EmbeddedStack;
type RunResult = Awaited<ReturnType<Stack["preview"]>>;
type Setting = string | { value: string; secret: true };

/** What a failed run of the real one ends with. */
const FAILED = 255;

const { EmbeddedStack, EngineRunError }: Testing = await import(new URL("../../dist/testing.js", import.meta.url).href);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    stack: { type: "string" },
    json: { type: "boolean" },
    yes: { type: "boolean" },
    plan: { type: "string" },
    "save-plan": { type: "string" },
    refresh: { type: "boolean" },
    target: { type: "string", multiple: true },
    secret: { type: "boolean" },
    "show-secrets": { type: "boolean" },
    "skip-preview": { type: "boolean" },
    local: { type: "boolean" },
    file: { type: "string" },
    "policy-pack": { type: "string" },
    "policy-pack-config": { type: "string" },
  },
});
const backend = process.env.PULUMI_BACKEND_URL ?? "";
if (!backend.startsWith("file://")) throw new Error("PULUMI_BACKEND_URL must name a folder.");
if (!process.env.PULUMI_ACCESS_TOKEN) throw new Error("PULUMI_ACCESS_TOKEN must be set for login.");

const folder = process.cwd();
const store = fileURLToPath(backend);
const project = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { name: string; main?: string };
const selection = join(store, "selected");

/** Names may be `stack`, or `organization/project/stack` as in the pipelines. */
function place() {
  const name = values.stack ?? (existsSync(selection) ? readFileSync(selection, "utf8") : "");
  const [stackName = "", projectName = project.name, organization = "organization"] = name.split("/").reverse();
  if (stackName === "") throw new Error("no stack selected; please use `pulumi stack select` or `pulumi stack init`");
  const id = `${organization}.${projectName}.${stackName}`;
  return {
    organization,
    projectName,
    stackName,
    state: join(store, `${id}.json`),
    config: join(store, `${id}.config`),
  };
}

const readConfig = (): Record<string, Setting> => {
  const { config } = place();
  return existsSync(config) ? (JSON.parse(readFileSync(config, "utf8")) as Record<string, Setting>) : {};
};

// Node reads TypeScript, but wants to be told the ends of the names of the program's own files.
const ownFile = (specifier: string, parent = ""): string | undefined => {
  if (!specifier.startsWith(".") || parent.includes("/node_modules/")) return undefined;
  const file = new URL(`${specifier}.ts`, parent);
  return existsSync(file) ? file.href : undefined;
};
registerHooks({
  resolve: (specifier, context, next) => next(ownFile(specifier, context.parentURL) ?? specifier, context),
});

function open(): Promise<Stack> {
  const { organization, projectName, stackName, state } = place();
  return EmbeddedStack.createOrSelect({
    ...{ organization, projectName, stackName, workDir: folder, stateFile: state, config: readConfig() },
    passphrase: "of the stack",
    host: "in-process",
    program: async () => ({ ...(await import(pathToFileURL(join(folder, project.main ?? "index.ts")).href)) }),
  });
}

const mustBe = (isSo: unknown, message: string): void => {
  if (!isSo) throw new Error(message);
};
const confirmed = () =>
  mustBe(values.yes || process.env.TYPED, "--yes must be passed in to proceed when running in non-interactive mode");

const commands: Record<string, (...args: string[]) => Promise<number>> = {
  login: async () => 0,
  "stack init": (name) => select(name),
  "stack select": (name) => select(name),
  "config set": async (key = "", given?: string) => {
    // A value that is piped in comes without its line end, and before one that is typed.
    const piped =
      given === undefined && fstatSync(0).isFIFO() ? (await read(process.stdin)).replace(/\r?\n$/, "") : undefined;
    const typed = given ?? piped ?? process.env.TYPED;
    mustBe(typed, `nobody types a value for ${key}`);
    const own = key.includes(":") ? key : `${project.name}:${key}`;
    const setting = values.secret ? { value: typed ?? "", secret: true as const } : (typed ?? "");
    writeFileSync(place().config, JSON.stringify({ ...readConfig(), [own]: setting }));
    return 0;
  },
  preview: async () => {
    const pack = values["policy-pack"];
    const plan = values["save-plan"] ?? (pack === undefined ? undefined : join(store, "previewed.json"));
    const options = { ...(plan !== undefined && { plan }), ...target(), ...refreshing() };
    const { ok, result } = await ending((await open()).preview(options));
    process.stdout.write(values.json ? `${JSON.stringify(digest(result), undefined, 4)}\n` : result.stdout);
    if (!ok || pack === undefined || plan === undefined) return ok ? 0 : FAILED;
    return (await keepsPolicies(plan, pack, values["policy-pack-config"])) ? 0 : FAILED;
  },
  up: async () => {
    confirmed();
    const options = { ...(values.plan !== undefined && { plan: values.plan }), ...target(), ...refreshing() };
    return shown((await open()).up(options));
  },
  refresh: async () => {
    confirmed();
    return shown((await open()).refresh(target()));
  },
  destroy: async () => {
    confirmed();
    return shown((await open()).destroy(target()));
  },
  "stack export": async () => {
    const text = `${JSON.stringify(await (await open()).exportStack(), undefined, 4)}\n`;
    if (values.file === undefined) process.stdout.write(text);
    else writeFileSync(values.file, text);
    return 0;
  },
  "stack import": async () => {
    const text = readFileSync(values.file ?? 0, "utf8");
    await (await open()).importStack(JSON.parse(text) as Parameters<Stack["importStack"]>[0]);
    return 0;
  },
  "stack output": async (name) => {
    const outputs = Object.entries(await (await open()).outputs());
    const texts = outputs.map(([key, { value, secret }]): [string, string] => [
      key,
      secret && !values["show-secrets"] ? "[secret]" : typeof value === "string" ? value : JSON.stringify(value),
    ]);
    if (name === undefined) process.stdout.write(texts.map(([key, text]) => `${key.padEnd(16)} ${text}\n`).join(""));
    else {
      const text = texts.find(([key]) => key === name)?.[1];
      mustBe(text !== undefined, `current stack does not have output property '${name}'`);
      process.stdout.write(`${text}\n`);
    }
    return 0;
  },
};

async function select(name = ""): Promise<number> {
  writeFileSync(selection, name);
  return 0;
}

const target = () => (values.target === undefined ? {} : { target: values.target });
const refreshing = () => (values.refresh ? { refresh: true } : {});

async function shown(run: Promise<RunResult>): Promise<number> {
  const { ok, result } = await ending(run);
  process.stdout.write(result.stdout);
  return ok ? 0 : FAILED;
}

async function ending(run: Promise<RunResult>): Promise<{ ok: boolean; result: RunResult }> {
  try {
    return { ok: true, result: await run };
  } catch (error) {
    if (error instanceof EngineRunError) return { ok: false, result: error.result };
    throw error;
  }
}

/**
 * As `pulumi preview --json` writes it (PreviewDigest and PreviewDiagnostic in pkg/display/json.go): severities other
 * than info stand before the message too, and each message ends its line. The states of the steps are left out.
 */
function digest({ steps, diagnostics, summary }: RunResult) {
  return {
    steps: steps.map(({ op, urn, replaceKeys }) => ({
      op,
      urn,
      ...(replaceKeys.length > 0 && { replaceReasons: replaceKeys }),
      detailedDiff: null,
    })),
    ...(diagnostics.length > 0 && {
      diagnostics: diagnostics.map(({ urn, severity, message }) => ({
        ...(urn !== undefined && { urn }),
        message: `${severity === "info" ? "" : `${severity}: `}${message}\n`,
        severity,
      })),
    }),
    changeSummary: summary.resourceChanges,
  };
}

/** A command of one word or two, and what stands behind it. */
const length = positionals.slice(0, 2).join(" ") in commands ? 2 : 1;
const command = commands[positionals.slice(0, length).join(" ")];
if (command === undefined) throw new Error(`unknown command ${positionals.join(" ")}`);
process.exitCode = await command(...positionals.slice(length));
