/** A stack that writes down what each of its runs did, in words that every engine shares. */
import type { Emulator } from "../../../src/emulator";
import {
  type Deployment,
  type Run,
  RunFailed,
  type RunOptions,
  type Stack,
  type StoredResource,
} from "../../e2e/stack";
import { normalResources } from "../../e2e/trace";
import { readRun } from "../../previews/play";
import { callLines, DRAWN, withoutDraws } from "./compare";

/** One run as it went. */
export interface RecordedRun {
  readonly run: string;
  readonly result: Run["result"];
  /** Steps that change something: `create digicert-one:index:ServiceUser ci`. */
  readonly steps: readonly string[];
  readonly said: readonly string[];
  /** Calls that reached the API, sorted. */
  readonly calls: readonly string[];
  /** Resources that are new in state, or other than after the run before. */
  readonly state: readonly StoredResource[];
  /** URNs that are in state no more. */
  readonly gone: readonly string[];
}

type Operation = "preview" | "up" | "refresh" | "destroy";

export class Witness implements Stack {
  readonly phases: RecordedRun[] = [];
  readonly #stack: Stack;
  readonly #emulator: Pick<Emulator, "journal">;
  #before: ReadonlyMap<string, string> = new Map();

  constructor(stack: Stack, emulator: Pick<Emulator, "journal">) {
    this.#stack = stack;
    this.#emulator = emulator;
  }

  get engine(): string {
    return this.#stack.engine;
  }

  preview = (options?: RunOptions): Promise<Run> => this.#run("preview", options);
  up = (options?: RunOptions): Promise<Run> => this.#run("up", options);
  refresh = (options?: RunOptions): Promise<Run> => this.#run("refresh", options);
  destroy = (options?: RunOptions): Promise<Run> => this.#run("destroy", options);

  async #run(operation: Operation, options?: RunOptions): Promise<Run> {
    const seen = (await this.#emulator.journal()).length;
    try {
      const run = await this.#stack[operation](options);
      await this.#write(operation, run, seen);
      return run;
    } catch (error) {
      if (error instanceof RunFailed) await this.#write(operation, error.run, seen);
      throw error;
    }
  }

  async #write(operation: Operation, run: Run, seen: number): Promise<void> {
    const calls = (await this.#emulator.journal()).slice(seen);
    const { steps, said } = readRun(run);
    const resources = stateOf(await this.#stack.exportStack());
    const now = new Map(resources.map((each) => [keyOf(each), JSON.stringify(each)]));
    const before = this.#before;
    this.#before = now;
    this.phases.push({
      run: operation,
      result: run.result,
      steps,
      said: said
        .filter((line) => !SUMS_UP.test(line))
        .map(plain)
        .sort(),
      calls: callLines(calls),
      state: resources.filter((each) => before.get(keyOf(each)) !== JSON.stringify(each)),
      gone: [...before.keys()].filter((key) => !now.has(key)),
    });
  }

  outputs = () => this.#stack.outputs();
  storedState = () => this.#stack.storedState();
  exportStack = () => this.#stack.exportStack();
  importStack = (deployment: Deployment) => this.#stack.importStack(deployment);
  setEnv = (name: string, value: string | undefined): void => this.#stack.setEnv(name, value);
  setConfig = (key: string, value: string, options?: { secret?: boolean }) =>
    this.#stack.setConfig(key, value, options);
}

/** The command line ends a failed run with a line of its own, which says what the result says. */
const SUMS_UP = /^error: (preview|update|refresh|destroy) failed$/;

/** A resource that waits for its deletion has the URN of its successor. */
const keyOf = ({ urn, delete: waits }: StoredResource): string => (waits === true ? `${urn} (to delete)` : urn);

const stateOf = (deployment: Deployment): StoredResource[] =>
  normalResources(deployment).map((each) => withoutDrawn(each) as StoredResource);

function withoutDrawn(value: unknown, name = ""): unknown {
  if (typeof value === "string" && value !== "" && DRAWN.test(name)) return "DRAWN";
  if (typeof value === "string") return plain(value);
  if (Array.isArray(value)) {
    const items = value.map((each) => withoutDrawn(each));
    // The SDK lists what a resource depends on as its promises resolve.
    return items.every((each) => typeof each === "string" && each.startsWith("urn:")) ? items.sort() : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutDrawn(each, key)]));
}

/** Of users and keys, and of the parts of a pair that live in state alone. */
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{12}(?:[0-9a-f]{4})?\b/g;

/** A text without ids, values of keys, ports, and the seconds that a run took. */
const plain = (text: string): string =>
  withoutDraws(text)
    .replaceAll(ID, "<id>")
    // The command line names the operation before the failure of a step.
    .replace(/^error: (?:Preview|Update|Refresh|Destroy) failed: /i, "error: ")
    .replaceAll(/127\.0\.0\.1:\d+/g, "<host>")
    .replaceAll(/(?<=T12:\d\d:)\d\d(\.\d+)?(?=Z)/g, "00");
