/** For tests of programs: an emulator of the API, an engine that needs no CLI, and mocks for unit tests. */
export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
export { EmbeddedStack, EngineRunError } from "./engine";
export { digicertMocks, type MockOptions } from "./testing/mocks";
