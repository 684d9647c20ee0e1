import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes, whole engines in processes of their own: begun last they would run on alone. */
const LONG = [
  "test/model/processes.test.ts",
  "test/e2e/crash/kills.test.ts",
  "test/e2e/conformance.test.ts",
  "test/e2e/digicert/rotation-scenarios.test.ts",
  "test/e2e/digicert/rotation.test.ts",
  "test/model/stories-one.test.ts",
  "test/model/stories-two.test.ts",
  "test/model/stories-three.test.ts",
  "test/model/stories-four.test.ts",
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
    include: ["test/**/*.test.ts"],
    // Many tests run whole engines with processes of their own: more workers than this only wait for each other.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
