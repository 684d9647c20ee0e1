import { setTimeout as sleepFor } from "node:timers/promises";
import { Command } from "commander";
import { announce, renderLeft, renderVerdict } from "../examiner/verify/announcement";
import { reportOf } from "../examiner/verify/report";
import { type Verdict, verdictOf } from "../examiner/verify/verdict";
import { planRun, verify } from "../examiner/verify/verify";
import { AS_OF_VARIABLE } from "../rotation";
import { EXIT, usage } from "./exit-codes";
import { type HelpParts, helpAfter } from "./help";
import { type CommandIo, processIo } from "./process-io";
import { reportFile } from "./report-file";
import { commandSettings } from "./settings";
import { STACK_OPTION, withStack } from "./tenant/stack-config";

interface VerifyFlags {
  readonly yes?: boolean;
  readonly email?: string;
  readonly report?: string;
  readonly stack?: string;
}

/** How somebody interrupts the command; a test passes its own. */
export interface Interrupts {
  /** The first one ends the requests, the second one the removal. */
  readonly on: (interrupted: () => void) => void;
  readonly off: (interrupted: () => void) => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const processInterrupts: Interrupts = {
  on: (interrupted) => {
    for (const signal of SIGNALS) process.on(signal, interrupted);
  },
  off: (interrupted) => {
    for (const signal of SIGNALS) process.off(signal, interrupted);
  },
};

const HELP: HelpParts = {
  examples: [
    ["digicert-one verify", "say what is made, ask, make it, and remove it again"],
    ["digicert-one verify --yes --report tenant.json", "the same without a question, and keep what was found"],
    ["digicert-one emulator --like tenant.json", "play that tenant afterwards"],
  ],
  ok: "this package copes with the tenant",
  found: "something was found that it is not known to cope with",
  signals:
    "SIGINT, SIGTERM and SIGHUP end the requests, and what was made is removed before it ends with 1; a second one ends the removal",
  variables: "settings",
};

const CODES: Readonly<Record<Verdict["outcome"], number>> = { works: EXIT.ok, found: EXIT.found, failed: EXIT.failure };

/**
 * The command `digicert-one verify`: writes to a tenant to learn which reading of each undocumented fact holds there and
 * whether this package copes, and removes everything again.
 */
export function verifyCommand(io: CommandIo = processIo, interrupts: Interrupts = processInterrupts): Command {
  return new Command("verify")
    .description(
      "learn by writing how this tenant behaves where DigiCert documents nothing, and remove everything again",
    )
    .option("--yes", "do not ask")
    .option("--email <address>", "e-mail address of the throwaway users (default: that of your own user)")
    .option("--report <file>", "write what was found, without names, ids and secrets: .json or .md")
    .option(...STACK_OPTION)
    .addHelpText("after", () => helpAfter(HELP))
    .allowExcessArguments(false)
    .action(async (flags: VerifyFlags) => run(flags, await withStack(flags.stack, io), interrupts));
}

async function run(flags: VerifyFlags, io: CommandIo, interrupts: Interrupts): Promise<void> {
  if ((io.env[AS_OF_VARIABLE] ?? "") !== "") throw usage(`verify writes, so it does not run under ${AS_OF_VARIABLE}.`);
  if (flags.yes !== true && !io.stdinIsTerminal()) {
    throw usage("Standard input is no terminal, so nobody can be asked: add --yes.");
  }
  const report = flags.report === undefined ? undefined : reportFile(flags.report);
  const settings = commandSettings(io);
  const planned = planRun(flags.email ?? "");
  io.writeError(announce(planned, settings.host));
  if (flags.yes !== true && (await io.ask("Go on? Type yes: ")).trim() !== "yes") {
    io.writeError("Nothing was sent.\n");
    io.exit(EXIT.failure);
    return;
  }
  const [stop, hurry] = [new AbortController(), new AbortController()];
  const interrupted = (): void => {
    if (stop.signal.aborted) hurry.abort();
    else stop.abort();
  };
  interrupts.on(interrupted);
  try {
    const verification = await verify(settings, planned, {
      now: io.now,
      elapsed: () => performance.now(),
      sleep: (ms, signal) => sleepFor(ms, undefined, signal === undefined ? {} : { signal }),
      random: Math.random,
      signal: stop.signal,
      hurry: hurry.signal,
      onStep: ({ name, method, path }, nth) =>
        io.writeError(`${nth + 1}/${planned.requests} ${name}: ${method} ${path}\n`),
      onRemoval: () => io.writeError("Removing what this run made.\n"),
    });
    const verdict = verdictOf(verification);
    io.writeError(renderLeft(verification));
    io.write(renderVerdict(verdict, verification));
    report?.(reportOf(verification, verdict));
    io.exit(CODES[verdict.outcome]);
  } finally {
    interrupts.off(interrupted);
  }
}
