/** A stack behind the native host: the program in this process, the provider in one of its own, as every plugin is. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import type { EmbeddedStackArgs } from "../../../src/engine";
import { nativeSdk } from "../../native/engine/sdk";
import { command } from "../../native/engine/stage";
import { repository } from "../project";
import { type Classes, declare, type Spec } from "./program";

/** Where the executable of the native host is, for an embedded engine. */
export const plugins = { "digicert-one": command } as const;

/** The classes of a program behind the native host, of the SDK that this process has. */
function nativeClasses(): Classes {
  const exports = {} as Classes;
  compileFunction(nativeSdk, ["require", "exports"])(createRequire(join(repository, "index.js")), exports);
  return exports;
}

/** What makes a stack one behind the native host. */
export function behindNative(
  spec: Spec,
  envVars: Record<string, string>,
): Pick<EmbeddedStackArgs, "host" | "plugins" | "program" | "envVars"> {
  return { host: "process", plugins, envVars, program: () => declare(nativeClasses(), spec) };
}
