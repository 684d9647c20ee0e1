/**
 * What vitest's own summary leaves out: the slowest files, which tests are running while nothing else is heard, and the
 * counts in one plain line that a program can read.
 */
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

type State = ReturnType<TestCase["result"]>["state"];

/** How a test ended. vitest gives those no result that stand two suites deep in one that is skipped. */
export function stateOf(test: TestCase): State {
  const { state } = test.result();
  if (state !== "pending") return state;
  for (let suite = test.parent; suite.type === "suite"; suite = suite.parent) {
    if (suite.options.mode === "skip") return "skipped";
  }
  return state;
}

/** A test that never ended counts as failed, and so does each error outside of any test. */
export function countsLine(states: readonly State[], errorsOutside: number): string {
  const count = (wanted: State) => states.filter((state) => state === wanted).length;
  const failed = count("failed") + count("pending") + errorsOutside;
  return `${count("passed")} passed, ${failed} failed, ${count("skipped")} skipped`;
}

const named = (test: TestCase): string => `${test.module.relativeModuleId} > ${test.fullName}`;

export default class TierReporter implements Reporter {
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

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    clearTimeout(this.#timer);
    const files = modules.map((each) => ({ name: each.relativeModuleId, ms: each.diagnostic().duration }));
    const lines = slowestLines(files);
    if (lines.length > 1) process.stdout.write(`\nThe slowest files:\n${lines.join("\n")}\n`);
    const tests = modules.flatMap((each) => [...each.children.allTests()]);
    const states = tests.map(stateOf);
    for (const test of tests) if (stateOf(test) === "pending") process.stdout.write(`Never ended: ${named(test)}\n`);
    const errors = modules.reduce((sum, each) => sum + each.errors().length, unhandledErrors.length);
    process.stdout.write(`\n${countsLine(states, errors)}\n`);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const names = [...this.#running].map((test) => `  ${named(test)}`);
      if (names.length > 0) process.stdout.write(`\nStill running after ${QUIET_MS / 1000} s:\n${names.join("\n")}\n`);
      this.#wait();
    }, QUIET_MS);
    this.#timer.unref();
  }
}
