#!/usr/bin/env node
/** `pulumi-resource-digicert-one`: the native host. An engine starts it with its own address, and reads the port that it prints. */
import { packageVersion } from "../basics/version";
import { loopback } from "../provider/host/process";
import { processClock } from "../provider/host/run/clock";
import { processFailures } from "../provider/host/run/failures";
import { Engine } from "./engine";
import { NativeHost } from "./host";
import { serve } from "./protocol/server";
import { schema } from "./schema";
import { Uncaught } from "./uncaught";

/** Flags may stand before the address (`--tracing …`, `--logtostderr`). */
const address = process.argv.slice(2).findLast((argument) => loopback(argument) !== undefined);

async function main(): Promise<void> {
  const engine = new Engine(address);
  const uncaught = new Uncaught(engine.notice);
  const host = new NativeHost({
    env: process.env,
    now: () => Date.now(),
    clock: processClock,
    failures: processFailures,
    engineAlive: () => engine.alive(),
    notice: engine.notice,
  });
  const { port, isBusy } = await serve({
    host,
    engine,
    env: process.env,
    version: packageVersion() ?? "0.0.0",
    schema: () => JSON.stringify(schema()),
    // Pulumi's whole SDK, which most runs do without.
    construct: async (request) => (await import("./construct.js")).construct(request, engine.address, uncaught),
  });
  // Not before: a host that cannot listen has nothing under way, and ends.
  uncaught.listen();
  engine.endWith(isBusy, () => process.exit(0));
  process.stdout.write(`${port}\n`);
}

void main();
