/**
 * Runs Pulumi programs of Node dynamic resources without the Pulumi CLI: for tests, dry runs and demonstrations.
 * See docs/reference/embedded-engine.md for what it does as Pulumi does, and what it refuses.
 */

export type { EngineEvent } from "./display/recorder";
export { EngineRunError, type OutputValue, type RunResult, type StepResult } from "./display/results";
export type { PropertyChange } from "./model/property-diff";
export { UnsupportedError } from "./model/values";
export type { Diagnostic, Op } from "./planning/plan-memory";
export type { PulumiProgram } from "./program/program-in-process";
export type { DynamicProvider, LoadProvider } from "./provider/host-in-process";
export { EmbeddedStack } from "./stack";
export type { ConfigValue, EmbeddedStackArgs, RunOptions } from "./stack-options";
export { StateLockedError } from "./state/lock";
export type { ExportedStack } from "./state/resource-state";
