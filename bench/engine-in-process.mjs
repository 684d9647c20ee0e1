/**
 * How many no-change runs of ten resources the embedded engine does in a second, in process; beside it, in the same
 * run, the same ten provider calls through protobuf messages alone, so that the figure can be read on any machine.
 * Needs `npm run build`.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { EmbeddedStack } = require("../dist/engine/index.js");
const { InProcessHost } = require("../dist/engine/provider/host-in-process.js");
const { ProviderClient } = require("../dist/engine/provider/client.js");
const { loadSdk } = require("../dist/engine/sdk/sdk.js");
const pulumi = require("@pulumi/pulumi");

const RESOURCES = 10;
const SECONDS = Number(process.argv[2] ?? 5);
const TEXT = "exports.handler=()=>provider";
const provider = {
  check: async (_olds, news) => ({ inputs: news, failures: [] }),
  diff: async (_id, olds, news) => ({ changes: olds.size !== news.size }),
  create: async (inputs) => ({ id: `id-${inputs.size}`, outs: { ...inputs, made: "yes" } }),
};

class Thing extends pulumi.CustomResource {
  constructor(name, props) {
    super("pulumi-nodejs:dynamic/bench:Thing", name, { made: undefined, ...props, __provider: TEXT });
  }
}

const stack = await EmbeddedStack.createOrSelect({
  projectName: "bench",
  stackName: "dev",
  workDir: import.meta.dirname,
  stateFile: false,
  passphrase: "bench",
  host: "in-process",
  loadProvider: () => provider,
  program: () => {
    for (let size = 0; size < RESOURCES; size++) new Thing(`thing-${size}`, { size, note: "the same each time" });
  },
});
await stack.up();

/** Calls a second of `work`, after a warm-up. */
async function rate(work) {
  for (let warm = 0; warm < 10; warm++) await work();
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < SECONDS * 1000) {
    await work();
    count++;
  }
  return count / ((performance.now() - start) / 1000);
}

const cpuBefore = process.cpuUsage();
let counted = 0;
const runs = await rate(async () => {
  const { summary } = await stack.up();
  counted++;
  if (summary.resourceChanges.same !== RESOURCES + 1) throw new Error("a run changed something");
});

const cpu = process.cpuUsage(cpuBefore);

const client = new ProviderClient(
  loadSdk(import.meta.dirname),
  new InProcessHost(loadSdk(import.meta.dirname), "bench", () => provider),
);
const props = { __provider: TEXT, size: 1, note: "the same each time" };
const bare = await rate(async () => {
  for (let size = 0; size < RESOURCES; size++) {
    await client.check("urn", props, props);
    await client.diff({ urn: "urn", id: "id", olds: props, oldInputs: props, news: props, ignoreChanges: [] });
  }
});

console.log(
  JSON.stringify({
    noChangeRunsPerSecond: Math.round(runs * 10) / 10,
    cpuMsPerRun: Math.round((cpu.user + cpu.system) / 10 / counted) / 100,
    resources: RESOURCES,
    bareProviderRoundsPerSecond: Math.round(bare * 10) / 10,
    ratio: Math.round((bare / runs) * 10) / 10,
    node: process.version,
  }),
);
