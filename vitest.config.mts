import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Three tiers, told by the name of a test file:
 * - `x.test.ts`: `npm test`, minutes to a verdict;
 * - `x.deep.test.ts`: `npm run test:deep`, what only real processes, many seeds or long series show;
 * - `x.prove.test.ts`: `npm run prove`, full counts, once per issue.
 */
const tier = (name: string, include: string, exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include: [include], exclude: ["**/node_modules/**", ...exclude] },
});

/** Files that take minutes: begun last they would run on alone. */
const LONG = [
  "test/model/processes.deep.test.ts",
  "test/e2e/crash/kills.deep.test.ts",
  "test/e2e/conformance.deep.test.ts",
  "test/e2e/digicert/rotation-scenarios.deep.test.ts",
  "test/e2e/crash/pairs.test.ts",
  "test/e2e/crash/users.test.ts",
  "test/e2e/digicert/lifecycle.test.ts",
  "test/engine/processes.test.ts",
];

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
      tier("test", "test/**/*.test.ts", ["**/*.deep.test.ts", "**/*.prove.test.ts"]),
      tier("deep", "test/**/*.deep.test.ts"),
      tier("prove", "test/**/*.prove.test.ts"),
    ],
    reporters: ["default", "./test/support/durations.ts"],
    // Many tests run whole engines with processes of their own: more workers than this only wait for each other.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // A test that hangs fails under its own name. Twice what the slowest takes beside two busy processes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
