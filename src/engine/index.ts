/**
 * Runs Pulumi programs of Node dynamic resources without the Pulumi CLI: for tests, dry runs and demonstrations.
 * See docs/embedded-engine.md for what it does as Pulumi does, and what it refuses.
 */
export type { DynamicProvider, LoadProvider } from "./host-in-process";
export type { Diagnostic, Op } from "./plan-memory";
export type { PulumiProgram } from "./program-in-process";
export type { PropertyChange } from "./property-diff";
export type { EngineEvent } from "./recorder";
export type { ExportedStack } from "./resource-state";
export { EngineRunError, type OutputValue, type RunResult, type StepResult } from "./results";
export { type ConfigValue, EmbeddedStack, type EmbeddedStackArgs, type RunOptions } from "./stack";
export { StateLockedError } from "./state-file";
export { UnsupportedError } from "./values";
