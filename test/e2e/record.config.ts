/** `npm run record`: writes the traces anew. Not part of the test run, for it needs Pulumi's command line. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/e2e/record.ts", "test/identity/record.ts", "test/previews/record.ts"],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    maxConcurrency: 2,
  },
});
