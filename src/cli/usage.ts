/** What every command does when it was called wrongly. */
import { CommanderError } from "commander";

/** The exit code of a command that was called wrongly (EX_USAGE of sysexits.h): 1 is a failure, 2 and 3 are findings. */
export const EXIT_USAGE = 64;

/** A mistake in how the command was called. */
export function usage(message: string): CommanderError {
  return new CommanderError(EXIT_USAGE, "digicert-one.usage", message);
}
