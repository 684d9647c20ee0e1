/** For tests of programs: an emulator of the API, an engine that needs no CLI, and mocks for unit tests. */
export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
export {
  type ConfigValue,
  type Diagnostic,
  EmbeddedStack,
  type EmbeddedStackArgs,
  type EngineEvent,
  EngineRunError,
  type ExportedStack,
  type Op,
  type OutputValue,
  type PropertyChange,
  type PulumiProgram,
  type RunOptions,
  type RunResult,
  StateLockedError,
  type StepResult,
  UnsupportedError,
} from "./engine";
export { digicertMocks, type MockOptions } from "./testing/mocks";
