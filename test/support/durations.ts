/** What vitest's own summary leaves out: the slowest files, and which tests are running while nothing else is heard. */
import type { Reporter, TestCase, TestModule } from "vitest/node";

const SLOWEST = 10;
/** Without the end of any test for this long, the tests that are running are named. */
const QUIET_MS = 60_000;

/** The slowest of some files, one line each, slowest first. */
export function slowestLines(files: readonly { readonly name: string; readonly ms: number }[]): string[] {
  return [...files]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, SLOWEST)
    .map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`);
}

export default class Durations implements Reporter {
  readonly #running = new Set<TestCase>();
  #timer: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    this.#wait();
  }

  onTestCaseReady(test: TestCase): void {
    this.#running.add(test);
  }

  onTestCaseResult(test: TestCase): void {
    this.#running.delete(test);
    this.#wait();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    clearTimeout(this.#timer);
    const files = modules.map((each) => ({ name: each.relativeModuleId, ms: each.diagnostic().duration }));
    const lines = slowestLines(files);
    if (lines.length > 1) process.stdout.write(`\nThe slowest files:\n${lines.join("\n")}\n`);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const names = [...this.#running].map((test) => `  ${test.module.relativeModuleId} > ${test.fullName}`);
      if (names.length > 0) process.stdout.write(`\nStill running after ${QUIET_MS / 1000} s:\n${names.join("\n")}\n`);
      this.#wait();
    }, QUIET_MS);
    this.#timer.unref();
  }
}
