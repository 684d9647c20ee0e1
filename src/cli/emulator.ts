import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { didYouMean } from "../basics/nearest";
import { messageOf } from "../basics/unknown";
import { type EmulatorOptions, startEmulator, variantNames } from "../emulator";
import { parseReport, unplayedOf, variantsOf } from "../examiner/report/report";
import { usage } from "./exit-codes";
import { type HelpParts, helpAfter, variantsHelp } from "./help";
import { type CommandIo, processIo } from "./process-io";
import { launcherEnds } from "./running/launcher";

/** Options as commander hands them over. */
interface Flags {
  readonly port: number;
  readonly managementPort: number;
  readonly seed?: number;
  readonly rateLimits?: string;
  readonly pageSize?: number;
  readonly variant: readonly string[];
  readonly like?: string;
  readonly now?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly clientCa?: string;
  readonly background?: boolean;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function variantOption(name: string, before: readonly string[]): string[] {
  if (variantNames.includes(name)) return [...before, name];
  throw new InvalidArgumentError(
    `There is no such variant.${didYouMean(name, variantNames)} digicert-one emulator --help lists all ${variantNames.length}.`,
  );
}

/** The variants that play the tenant of a report of `digicert-one verify` or `doctor`. */
function likeReport(path: string, io: CommandIo): string[] {
  const report = parseReport(readText("--like", path));
  if (report === undefined)
    throw usage(
      `--like ${path}: it is no report of \`digicert-one verify\` or \`doctor\` with \`--report FILE.json\`.`,
    );
  if (report.command === "doctor") io.writeError("This report is of doctor: what only writing shows is as assumed.\n");
  const unplayed = unplayedOf(report);
  if (unplayed.length > 0)
    io.writeError(`Not played, because no variant does what was seen: ${unplayed.join(", ")}.\n`);
  return variantsOf(report);
}

function readText(flag: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw usage(`${flag} ${path}: ${messageOf(error)}`);
  }
}

function tlsOf(flags: Flags): Pick<EmulatorOptions, "tls"> {
  const { tlsCert, tlsKey, clientCa } = flags;
  if (tlsCert === undefined && tlsKey === undefined && clientCa === undefined) return {};
  if (tlsCert === undefined || tlsKey === undefined) throw usage("TLS needs both --tls-cert and --tls-key.");
  const ca = clientCa === undefined ? {} : { clientCa: readText("--client-ca", clientCa) };
  return { tls: { cert: readText("--tls-cert", tlsCert), key: readText("--tls-key", tlsKey), ...ca } };
}

function optionsOf(flags: Flags, io: CommandIo): EmulatorOptions {
  return {
    port: flags.port,
    managementPort: flags.managementPort,
    variants: [...new Set([...flags.variant, ...(flags.like === undefined ? [] : likeReport(flags.like, io))])],
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.rateLimits === undefined ? {} : { rateLimits: flags.rateLimits }),
    ...(flags.pageSize === undefined ? {} : { pageSize: flags.pageSize }),
    ...(flags.now === undefined ? {} : { now: flags.now }),
    ...tlsOf(flags),
  };
}

/** Resolves when somebody asks the process to stop, or when nobody is left who started it. */
function stopAsked(inBackground: boolean): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
    process.on("SIGHUP", () => (inBackground ? undefined : resolve())); // its terminal has closed
  });
  return inBackground ? asked : Promise.race([asked, launcherEnds()]);
}

async function run(flags: Flags, io: CommandIo): Promise<void> {
  const options = optionsOf(flags, io);
  const stopped = stopAsked(flags.background === true);
  const emulator = await startEmulator(options).catch((error: unknown) => {
    const failed = error instanceof Error ? error : new Error(String(error));
    // A port that is taken is no mistake in the command line; an option that makes no sense is.
    throw "code" in failed ? failed : usage(failed.message);
  });
  const { url, managementUrl, apiKey, accountId, seed } = emulator;
  io.write(`${JSON.stringify({ url, managementUrl, apiKey, accountId, seed })}\n`);
  await stopped;
  await emulator.close();
}

const HELP: HelpParts = {
  examples: [
    ["digicert-one emulator --port 8080", "point a program at http://127.0.0.1:8080, with the key that is printed"],
    ["digicert-one emulator --variant paged-lists name-case", "the same with two other readings of the API"],
    ["digicert-one emulator --now 2027-01-31 --rate-limits off", "with a clock of its own and no limits"],
    ["digicert-one emulator --background > emulator.json &", "on its own, until it is sent SIGTERM"],
  ],
  ok: "it was asked to stop, or the process that started it has ended",
  signals:
    "SIGINT, SIGTERM and SIGHUP (a terminal that closes) stop it with 0; with --background SIGHUP does nothing. On Linux, a " +
    "session of its own (setsid) keeps it like --background; nohup cannot, because Node undoes it",
  variables: [],
};

/** `digicert-one emulator`: serves the emulator until SIGTERM or SIGINT, and prints one JSON line when ready. */
export function emulatorCommand(io: CommandIo = processIo): Command {
  return new Command("emulator")
    .description(
      "Serve an emulator of DigiCert ONE's Account Manager API on loopback. It prints one JSON line when ready.",
    )
    .option("--port <port>", "port of the API; 0 takes a free one", wholeNumber, 0)
    .option("--management-port <port>", "port of the management API; 0 takes a free one", wholeNumber, 0)
    .option("--seed <number>", "where all chance comes from (default: drawn, and printed)", wholeNumber)
    .option(
      "--rate-limits <limits>",
      'rolling windows per key, "1000/180s,100/5s" or "off" (default: the documented ones)',
    )
    .option("--page-size <number>", "lists come in pages of this size (default: bare arrays)", wholeNumber)
    .addOption(
      new Option("--variant <name...>", "other readings of what DigiCert does not document, as listed below")
        .argParser(variantOption)
        .default([], "none"),
    )
    .option("--like <file>", "play the tenant of this report of `verify` or `doctor`, --report FILE.json")
    .option("--now <instant>", "where the clock starts, an RFC 3339 instant or a day (default: the machine's time)")
    .option("--tls-cert <file>", "speak TLS with this certificate (PEM)")
    .option("--tls-key <file>", "the certificate's key (PEM)")
    .option("--client-ca <file>", "require client certificates that this authority (PEM) has issued")
    .addHelpText("after", () => helpAfter({ ...HELP, sections: [variantsHelp()] }))
    .option("--background", "go on when the process that started it ends or its terminal closes")
    .allowExcessArguments(false)
    .action((flags: Flags) => run(flags, io));
}
