/**
 * No-change runs of ten resources that the embedded engine does in a second, all in this process; beside it the same ten
 * provider calls through protobuf messages alone, so that the figure can be read on any machine.
 */
import { createRequire } from "node:module";
import type { Inputs } from "@pulumi/pulumi";
import { type Section, whole } from "../report/section.mts";
import { median } from "../report/statistics.mts";
import { repository } from "../stage/emulator.mts";
import type { Measure, Settings } from "./measure.mts";

const require = createRequire(import.meta.url);
const { EmbeddedStack }: typeof import("../../src/engine/index.js") = require("../../dist/engine/index.js");
const { InProcessHost }: typeof import("../../src/engine/provider/host-in-process.js") =
  require("../../dist/engine/provider/host-in-process.js");
const { ProviderClient }: typeof import("../../src/engine/provider/client.js") =
  require("../../dist/engine/provider/client.js");
const { loadSdk }: typeof import("../../src/engine/sdk/sdk.js") = require("../../dist/engine/sdk/sdk.js");
const pulumi: typeof import("@pulumi/pulumi") = require("@pulumi/pulumi");

const RESOURCES = 10;
const TEXT = "exports.handler=()=>provider";
const provider = {
  check: async (_olds: unknown, news: unknown) => ({ inputs: news, failures: [] }),
  diff: async (_id: string, olds: unknown, news: unknown) => ({ changes: sizeOf(olds) !== sizeOf(news) }),
  create: async (inputs: unknown) => ({ id: `id-${sizeOf(inputs)}`, outs: { ...(inputs as object), made: "yes" } }),
};
const sizeOf = (props: unknown): unknown => (props as { size: unknown }).size;

class Thing extends pulumi.CustomResource {
  constructor(name: string, props: Inputs) {
    super("pulumi-nodejs:dynamic/bench:Thing", name, { made: undefined, ...props, __provider: TEXT });
  }
}

async function openStack() {
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "bench",
    stackName: "dev",
    workDir: repository,
    stateFile: false,
    passphrase: "bench",
    host: "in-process",
    loadProvider: () => provider,
    program: () => {
      for (let size = 0; size < RESOURCES; size++) new Thing(`thing-${size}`, { size, note: "the same each time" });
    },
  });
  await stack.up();
  return stack;
}

function bareCalls(): () => Promise<void> {
  const sdk = loadSdk(repository);
  const settings = { project: "bench", loadProvider: () => provider, log: () => undefined };
  const client = new ProviderClient(sdk, new InProcessHost(sdk, settings));
  const props = { __provider: TEXT, size: 1, note: "the same each time" };
  return async () => {
    for (let size = 0; size < RESOURCES; size++) {
      await client.check("urn", props, props);
      await client.diff({ urn: "urn", id: "id", olds: props, oldInputs: props, news: props, ignoreChanges: [] });
    }
  };
}

/** Milliseconds of each piece of work, for so long. */
async function repeat(work: () => Promise<unknown>, lengthMs: number): Promise<number[]> {
  const all: number[] = [];
  for (const from = performance.now(); performance.now() - from < lengthMs; ) {
    const start = performance.now();
    await work();
    all.push(performance.now() - start);
  }
  return all;
}

export const inProcess: Measure = {
  name: "in-process",
  means: "no-change runs of ten resources a second, all in one process",
  async run({ quick, progress }: Settings): Promise<Section> {
    const rounds = quick ? 3 : 5;
    const stack = await openStack();
    const bare = bareCalls();
    const failures: string[] = [];
    const run = async () => {
      const { summary } = await stack.up();
      if (summary.resourceChanges.same !== RESOURCES + 1) failures.push("in-process: a run changed something");
    };
    await repeat(run, 500);
    await repeat(bare, 500);
    const [runs, calls]: [number[], number[]] = [[], []];
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      progress(`in-process, round ${round + 1} of ${rounds}`);
      const [mine, beneath] = [await repeat(run, 1000), await repeat(bare, 1000)];
      runs.push(...mine);
      calls.push(...beneath);
      ratios.push(median(mine) / median(beneath));
    }
    const head = ["resources", "runs/s", "rounds of bare provider calls/s", "ratio"];
    const row = [String(RESOURCES), whole(1000 / median(runs)), whole(1000 / median(calls)), median(ratios).toFixed(2)];
    return {
      measure: "in-process",
      tables: [{ title: "No-change runs in one process", head, rows: [row] }],
      targets: [],
      failures: [...new Set(failures)],
      data: { runsMs: runs, bareMs: calls, ratios },
    };
  },
};
