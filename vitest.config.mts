import { existsSync, globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Three tiers, told by the name of a test file:
 * - `x.test.ts`: `npm test`, minutes to a verdict;
 * - `x.deep.test.ts`: `npm run test:deep`, what only real processes, many seeds or long series show;
 * - `x.prove.test.ts`: `npm run prove`, full counts, once per issue.
 */
const ALL = "test/**/*.test.ts";
const DEEP = "test/**/*.deep.test.ts";
const PROVE = "test/**/*.prove.test.ts";

/** Files with properties: `npm run prove` asks them once more, 30 times as often. */
const withProperties = globSync(ALL).filter((file) => readFileSync(file, "utf8").includes("support/property"));

const tier = (name: string, test: { include: string[]; exclude?: string[]; env?: Record<string, string> }) => ({
  extends: true as const,
  test: { name, ...test, exclude: ["**/node_modules/**", ...(test.exclude ?? [])] },
});

/** Files that take minutes: begun last they would run on alone. */
const LONG = [
  "test/model/processes-one.deep.test.ts",
  "test/model/processes-two.deep.test.ts",
  "test/model/processes.prove.test.ts",
  "test/e2e/crash/kills.deep.test.ts",
  "test/e2e/crash/native-kills.deep.test.ts",
  "test/e2e/conformance.deep.test.ts",
  "test/e2e/digicert/rotation-scenarios.deep.test.ts",
  "test/e2e/crash/pairs.test.ts",
  "test/e2e/crash/users.test.ts",
  "test/e2e/digicert/lifecycle.test.ts",
  "test/engine/processes.test.ts",
];
const moved = LONG.filter((file) => !existsSync(join(import.meta.dirname, file)));
if (moved.length > 0) throw new Error(`vitest.config.mts begins with files that are not there: ${moved.join(", ")}`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    projects: [
      tier("test", { include: [ALL], exclude: [DEEP, PROVE] }),
      tier("deep", { include: [DEEP] }),
      tier("prove", { include: [PROVE, ...withProperties], env: { FC_FACTOR: "30" } }),
    ],
    reporters: ["default", "./test/support/reporter.ts"],
    // Many tests run whole engines with processes of their own: more workers than this only wait for each other.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // A test that hangs fails under its own name. Twice what the slowest takes beside two busy processes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Hundreds of programs and providers load the same SDK, each in a process of its own: compiled once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules", ".cache", "node-compile") },
  },
});
