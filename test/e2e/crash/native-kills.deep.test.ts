/** The same kills behind the native host, whose provider is a process that the engine starts and that ends with it. */
import { describe, expect, it, vi } from "vitest";
import { steps } from "../../../src/provider/host/steps";
import { killAndMend, ofCreates, ofEachStep, titleOfKill } from "./kills";
import { embedded } from "./processes";

vi.setConfig({ maxConcurrency: 2, testTimeout: 300_000 });

const lived = new Set<string>();

describe.concurrent("killed in earnest behind the native host", () => {
  for (const kill of [...ofEachStep, ...ofCreates]) {
    it(titleOfKill(kill), async () => {
      await killAndMend(kill, embedded, "native");
      lived.add(titleOfKill(kill));
    });
  }
});

it("every step is killed", () => {
  expect(lived.size).toBe(2 * steps.length + 12);
});
