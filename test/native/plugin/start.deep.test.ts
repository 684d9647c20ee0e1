/** How long a start takes: the bundle against the SDK's dynamic provider host, in turns, so that both meet the same machine. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { bundle } from "../../../scripts/bundle.mts";
import { root } from "../../docs/blocks";
import { engineAddress, start } from "./start";

const ROUNDS = 9;
const MOST = 0.75;
const scratch = mkdtempSync(join(tmpdir(), "start-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const median = (all: readonly number[]): number => [...all].sort((one, other) => one - other)[all.length >> 1] ?? 0;

it(`prints its port within ${MOST} of the time that the dynamic host takes`, async () => {
  const engine = await engineAddress();
  const commands = {
    dynamic: [process.execPath, join(root, "node_modules/@pulumi/pulumi/cmd/dynamic-provider"), engine.address],
    bundle: [process.execPath, await bundle(scratch), engine.address],
  };
  const times: Record<keyof typeof commands, number[]> = { dynamic: [], bundle: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const which of ["dynamic", "bundle"] as const) {
      const started = await start(commands[which]);
      await started.stop();
      expect(started.port, started.stderr).toBeGreaterThan(0);
      times[which].push(started.milliseconds);
    }
  }
  engine.close();
  const [dynamic, bundled] = [median(times.dynamic), median(times.bundle)];
  console.log(`start to port, medians of ${ROUNDS}: dynamic ${dynamic.toFixed(0)} ms, bundle ${bundled.toFixed(0)} ms`);
  expect(bundled / dynamic).toBeLessThan(MOST);
});
