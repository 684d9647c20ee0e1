/** What a failure that came out of random draws has to say: the one command that draws the same again. */
import { relative } from "node:path";
import { expect } from "vitest";

type Settings = Readonly<Record<string, string | number | undefined>>;

/** Adds the command to the message of whatever `run` throws. A setting that is undefined is left out. */
export async function repeatable<T>(settings: Settings, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw withCommand(error, settings);
  }
}

/** The error, its message followed by the command that runs the current test file again with these settings. */
export function withCommand(error: unknown, settings: Settings): unknown {
  if (!(error instanceof Error)) return error;
  const given = Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const file = relative(process.cwd(), expect.getState().testPath ?? "");
  error.message = `${error.message}\nRepeat it: ${[...given, "npx vitest run", file].join(" ")}`;
  return error;
}
