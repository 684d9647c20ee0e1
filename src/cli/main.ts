#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { messageOf } from "../basics/unknown";
import { packageVersion } from "../basics/version";
import { doctorCommand } from "./doctor";
import { emulatorCommand } from "./emulator";
import { EXIT } from "./exit-codes";
import { inventoryCommand } from "./inventory";
import { planCommand } from "./plan";
import { endProcess, outliveOutput, processIo } from "./process-io";
import { sweepCommand } from "./sweep";
import { verifyCommand } from "./verify";

/** Every mistake in the command line exits with 64, whatever commander would choose. */
function createProgram(): Command {
  const program = new Command("digicert-one")
    .description(
      "Service users and API keys of DigiCert ONE: emulate the API, plan rotations, take inventory, sweep up what was left, find out what is wrong.",
    )
    .version(packageVersion() ?? "unknown")
    .showHelpAfterError("(digicert-one --help shows the commands)");
  const commands = [
    emulatorCommand(),
    planCommand(),
    inventoryCommand(),
    sweepCommand(),
    doctorCommand(),
    verifyCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...program.commands]) command.exitOverride();
  return program;
}

/** Runs the command line and returns its exit code. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(argv);
    // A command that has something to say through its exit code has set it.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // commander has printed its own complaints; ours are not printed yet.
      if (!error.code.startsWith("commander.")) processIo.writeError(`error: ${error.message}\n`);
      return EXIT.usage;
    }
    processIo.writeError(`error: ${messageOf(error)}\n`);
    return EXIT.failure;
  }
}

outliveOutput(EXIT.failure);
void main(process.argv).then(endProcess);
