import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach } from "vitest";
import { EmbeddedStack, type EmbeddedStackArgs, EngineRunError, type RunResult } from "../../src/engine/index";

export const PASSPHRASE = "correct horse";
const NODE_MODULES = resolve(__dirname, "../../node_modules");
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A provider whose behaviour is in its inputs, and which writes each call it gets to `calls.jsonl`. */
const PROVIDER = `
const fs = require("node:fs");
const path = require("node:path");
const folder = __dirname;
let counter = 0;
const log = (entry) => fs.appendFileSync(path.join(folder, "calls.jsonl"), JSON.stringify(entry) + "\\n");
const clean = ({ __provider, ...rest }) => rest;
const world = () => { try { return JSON.parse(fs.readFileSync(path.join(folder, "world.json"), "utf8")); } catch { return {}; } };
const note = (name) => { try { return fs.existsSync(path.join(folder, name)); } catch { return false; } };
let config = {};
module.exports = {
  configure(req) { config = req.config; log({ method: "configure", secret: config.get("secretSetting"), plain: config.get("plainSetting"), region: config.get("demo:region") }); },
  async check(olds, news) {
    log({ method: "check", name: news.name, olds: clean(olds), news: clean(news) });
    const failures = (news.faults ?? []).map((reason) => ({ property: "faults", reason }));
    const inputs = { ...news };
    if (news.stamp === "auto") inputs.stamp = olds.stamp && olds.stamp !== "auto" ? olds.stamp : "fresh";
    return { inputs, failures };
  },
  async diff(id, olds, news) {
    log({ method: "diff", name: news.name, id, olds: clean(olds), news: clean(news) });
    if (news.noOpinion) return {};
    const changed = Object.keys({ ...clean(olds), ...clean(news) }).filter((key) => key in news && JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
    const replaces = changed.filter((key) => key.startsWith("force"));
    return { changes: changed.length > 0, replaces, deleteBeforeReplace: news.dbr === true };
  },
  async create(inputs) {
    log({ method: "create", name: inputs.name, inputs: clean(inputs) });
    if (inputs.failCreate) throw new Error("create of " + inputs.name + " refused");
    if (inputs.hang) { fs.writeFileSync(path.join(folder, "hanging"), String(process.pid)); while (!note("release")) await new Promise((r) => setTimeout(r, 20)); log({ method: "created-late", name: inputs.name }); }
    const id = inputs.name + "-" + process.hrtime.bigint().toString(36);
    const outs = { ...inputs, made: "made-" + inputs.name, token: "token-of-" + inputs.name };
    if (inputs.halfMade) throw Object.assign(new Error("half made"), { id, properties: { ...outs, half: true }, reasons: ["not ready", "try again"] });
    return { id, outs };
  },
  async update(id, olds, news) {
    log({ method: "update", name: news.name, id, olds: clean(olds), news: clean(news) });
    if (news.failUpdate) throw new Error("update of " + news.name + " refused");
    return { outs: { ...olds, ...news, half: false } };
  },
  async read(id, props) {
    log({ method: "read", name: props.name, id, props: clean(props) });
    const found = world()[props.name ?? id];
    if (found === "gone") return {};
    if (found === undefined) return { id, props };
    return { id, props: { ...props, ...found }, ...(Object.keys(props).length > 1 ? { inputs: { ...Object.fromEntries(Object.entries(props).filter(([key]) => key !== "made" && key !== "token" && key !== "half")), ...found } } : {}) };
  },
  async delete(id, props) {
    log({ method: "delete", name: props.name, id });
    if (note("refuse-delete-" + props.name)) throw new Error("delete of " + props.name + " refused");
  },
};
`;

/** What programs are written with: `res(name, props, opts)` declares one dynamic resource. */
const PRELUDE = `
const pulumi = require("@pulumi/pulumi");
class Res extends pulumi.CustomResource {
  constructor(name, props, opts) {
    super("pulumi-nodejs:dynamic/test:Res", name, { made: undefined, token: undefined, name, ...props, __provider: 'exports.handler=()=>require("./p.js")' }, opts);
  }
}
const res = (name, props, opts) => new Res(name, props, opts);
`;

export interface Call {
  readonly method: string;
  readonly name?: string;
  readonly id?: string;
  readonly [key: string]: unknown;
}

export interface World {
  readonly folder: string;
  readonly stack: EmbeddedStack;
  /** Replaces the program; the text may use `pulumi` and `res`. */
  program(text: string): void;
  /** The provider calls since the last time. */
  calls(): Call[];
  /** `method name` of each call that changes something, in order. */
  changes(): string[];
  file(name: string, text: string): void;
  /** Writes or removes an empty file that the provider looks for. */
  mark(name: string, there: boolean): void;
  /** What `read` finds: properties by name, or `"gone"`. */
  outside(found: Record<string, unknown>): void;
  open(args?: Partial<EmbeddedStackArgs>): Promise<EmbeddedStack>;
}

const CHANGING = new Set(["create", "update", "delete"]);

/** Loads a module of the folder anew, with the provider module beside it. */
function freshly(folder: string, name: string): unknown {
  const require = createRequire(join(folder, "program.js"));
  for (const file of [name, "p.js"]) delete require.cache[join(folder, file)];
  return require(join(folder, name));
}

/** A temporary folder with a program, a logging provider and an embedded stack. */
export async function makeWorld(program: string, args: Partial<EmbeddedStackArgs> = {}): Promise<World> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "engine-")));
  made.push(folder);
  symlinkSync(NODE_MODULES, join(folder, "node_modules"), "dir");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "program", main: "index.js" }));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: prog\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  );
  writeFileSync(join(folder, "p.js"), PROVIDER);
  const write = (text: string) => writeFileSync(join(folder, "index.js"), `${PRELUDE}\n${text}`);
  write(program);
  const inProcess = args.host === "in-process" && args.program === undefined;
  const open = (more: Partial<EmbeddedStackArgs> = {}) =>
    EmbeddedStack.createOrSelect({
      ...(inProcess ? { program: () => freshly(folder, "index.js") } : {}),
      projectName: "prog",
      stackName: "dev",
      workDir: folder,
      stateFile: join(folder, "state.json"),
      passphrase: PASSPHRASE,
      ...args,
      ...more,
    });
  const calls = (): Call[] => {
    const path = join(folder, "calls.jsonl");
    let text = "";
    try {
      text = readFileSync(path, "utf8");
    } catch {
      return [];
    }
    rmSync(path);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  };
  return {
    folder,
    stack: await open(),
    program: write,
    calls,
    changes: () =>
      calls()
        .filter((call) => CHANGING.has(call.method))
        .map((call) => `${call.method} ${call.name}`),
    file: (name, text) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    mark: (name, there) =>
      there ? writeFileSync(join(folder, name), "") : rmSync(join(folder, name), { force: true }),
    outside: (found) => writeFileSync(join(folder, "world.json"), JSON.stringify(found)),
    open,
  };
}

export const URN = (name: string, parents = ""): string =>
  `urn:pulumi:dev::prog::${parents}pulumi-nodejs:dynamic/test:Res::${name}`;

/** The result of a run that must fail. */
export async function failing(run: Promise<RunResult>): Promise<RunResult> {
  try {
    await run;
  } catch (error) {
    if (error instanceof EngineRunError) return error.result;
    throw error;
  }
  throw new Error("the run succeeded");
}

/** `op name` of each step, without what did not change. */
export function ops(result: RunResult): string[] {
  return result.steps.filter((step) => step.op !== "same").map((step) => `${step.op} ${step.name}`);
}

export function errors(result: RunResult): string[] {
  return result.diagnostics.filter((item) => item.severity === "error").map((item) => item.message);
}
