/** `npm run record`: writes the traces anew. Not part of the test run, for it needs Pulumi's command line. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "test/{e2e,identity,previews,native/engine}/record.ts",
      "test/native/engine/{lifecycle,import.deep,rotation.deep,drift.deep,bad-arguments.deep,component-options.deep,moving.deep}.test.ts",
    ],
    // Those tests are the scenarios of the native host; with it they write what they see.
    env: { RECORD: "native" },
    testTimeout: 600_000,
    hookTimeout: 60_000,
    maxConcurrency: 2,
  },
});
