import { defineConfig } from "vitest/config";

// One engine at a time: each starts processes of its own.
export default defineConfig({ test: { include: ["*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 } });
