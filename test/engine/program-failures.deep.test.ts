/** A program that fails is reported once, in a process of its own and in this one, however it fails. */
import { describe, expect, it } from "vitest";
import { EngineRunError, type RunResult } from "../../src/engine/index";
import { errors, makeWorld } from "./support";

interface Failure {
  readonly how: string;
  /** The program, in a folder of its own. */
  readonly text: string;
  /** What the one error says. */
  readonly says: RegExp;
  /** Ends its whole process, so that it can only run in one of its own. */
  readonly endsProcess?: boolean;
}

const FAILURES: readonly Failure[] = [
  { how: "throws", text: 'throw new Error("it failed");', says: /it failed/ },
  { how: "throws an error meant for users", text: 'throw new pulumi.RunError("it failed");', says: /^it failed$/ },
  {
    how: "throws a resource's error",
    text: 'throw new pulumi.ResourceError("it failed", undefined);',
    says: /it failed/,
  },
  { how: "throws what is no error", text: 'throw "it failed";', says: /it failed/ },
  { how: "throws after a resource", text: 'res("a", {}); throw new Error("it failed");', says: /it failed/ },
  { how: "leaves a rejected promise", text: 'Promise.reject(new Error("it failed"));', says: /it failed/ },
  {
    how: "leaves a promise that is rejected later",
    text: 'res("a", {}); setTimeout(() => Promise.reject(new Error("it failed")), 20); module.exports = later(100);',
    says: /it failed/,
  },
  {
    how: "leaves two promises rejected with one error",
    text: 'const error = new Error("it failed"); Promise.reject(error); Promise.reject(error);',
    says: /it failed/,
  },
  {
    how: "throws in a timer",
    text: 'setTimeout(() => { throw new Error("it failed"); }, 5); module.exports = later(100);',
    says: /it failed/,
  },
  {
    how: "fails in apply",
    text: 'res("a", {}).made.apply(() => { throw new Error("it failed"); });',
    says: /it failed/,
  },
  {
    how: "fails in apply of an output that it gives to a resource",
    text: 'const fails = pulumi.output(1).apply(() => { throw new Error("it failed"); }); res("a", { fails });',
    says: /it failed/,
  },
  {
    how: "has a component whose async part fails",
    text: 'class C extends pulumi.ComponentResource { constructor() { super("my:C", "c", {}); this.ready = (async () => { await 1; throw new Error("it failed"); })(); } } new C();',
    says: /it failed/,
  },
  {
    how: "has a component that fails in initialize",
    text: 'class C extends pulumi.ComponentResource { constructor() { super("my:C", "c", {}); } async initialize() { throw new Error("it failed"); } } new C();',
    says: /it failed/,
  },
  {
    how: "wants a module that is not there",
    text: 'require("no-such-module-anywhere");',
    says: /Cannot find module 'no-such-module-anywhere'/,
  },
  {
    how: "wants a module that is not there, later",
    text: 'import("no-such-module-anywhere");',
    says: /Cannot find (module|package) 'no-such-module-anywhere'/,
  },
  { how: "is no JavaScript", text: "const = 1;", says: /SyntaxError|Unexpected token/ },
  { how: "ends its process", text: "process.exit(3);", says: /exit code 3/, endsProcess: true },
  {
    how: "ends its process as if all were well, half-way",
    text: 'res("a", {}); process.exit(0);',
    says: /./,
    endsProcess: true,
  },
  { how: "kills its process", text: 'process.kill(process.pid, "SIGKILL");', says: /SIGKILL/, endsProcess: true },
  { how: "declares one resource twice", text: 'res("a", {}); res("a", {});', says: /Duplicate resource URN|already/ },
  {
    how: "gives a resource what its provider refuses",
    text: 'res("a", { failCreate: true });',
    says: /create of a refused/,
  },
];

/** A program in this process must say itself how long it runs: what its timers do after it has returned belongs to nobody. */
const LATER = "const later = (ms) => new Promise((resolve) => setTimeout(() => resolve({}), ms));\n";

/** The twins: programs that look alike and do not fail. */
const WELL: readonly (readonly [how: string, text: string])[] = [
  ["catches what it throws", 'try { throw new Error("it failed"); } catch {} res("a", {});'],
  ["catches a rejection in the same turn", 'Promise.reject(new Error("it failed")).catch(() => {}); res("a", {});'],
  [
    "has a component whose async part is well",
    'class C extends pulumi.ComponentResource { constructor() { super("my:C", "c", {}); this.ready = (async () => { await 1; })(); } } new C(); res("a", {});',
  ],
  ["logs a warning", 'pulumi.log.warn("beware"); res("a", {});'],
];

async function resultOf(run: Promise<RunResult>): Promise<RunResult> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof EngineRunError) return error.result;
    throw error;
  }
}

const HOSTS = ["process", "in-process"] as const;

describe.each(HOSTS)("in %s", (host) => {
  const possible = FAILURES.filter(({ endsProcess }) => host === "process" || endsProcess !== true);

  it.each(possible)("a program that $how fails with one error", async ({ text, says }) => {
    const world = await makeWorld(LATER + text, { host });
    const result = await resultOf(world.stack.up());
    const told = errors(result);
    expect([result.summary.result, told.length], told.join("\n---\n")).toEqual(["failed", 1]);
    expect(told[0]).toMatch(says);
    // Nor does any line that the process wrote say it once more.
    const lines = result.diagnostics.filter(({ message }) => /it failed|no-such-module/.test(message));
    expect(lines.length, lines.map(({ message }) => message).join("\n---\n")).toBeLessThanOrEqual(1);
  });

  it.each(WELL)("a program that %s does not fail", async (_how, text) => {
    const result = await resultOf((await makeWorld(LATER + text, { host })).stack.up());
    expect([result.summary.result, errors(result)]).toEqual(["succeeded", []]);
  });
});
