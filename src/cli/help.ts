/** What stands below the options in the help of every command. */
import { wrap } from "../basics/text-table";
import { settingsTable } from "../client";
import { evidence } from "../contract";
import { furtherVariants } from "../emulator";
import { exitCodes } from "./exit-codes";
import { inVariables } from "./settings";

const WIDTH = 100;

/** Examples, exit codes and variables of a command. */
export interface HelpParts {
  /** Command lines, each with what it is for. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** What its exit codes mean, in its words. */
  readonly ok: string;
  readonly found?: string;
  /** What a signal does, unless it ends the command like any other program. */
  readonly signals?: string;
  /** Further sections, between the examples and the variables. */
  readonly sections?: readonly string[];
  /** Whether it calls a tenant, and so reads every setting; else the variables that it reads. */
  readonly variables: "settings" | readonly (readonly [name: string, what: string])[];
}

const PROXY_ROW = [
  "HTTPS_PROXY, HTTP_PROXY, NO_PROXY",
  "the proxy that calls go through, and hosts that go without",
] as const;

/** The day that reading commands take for today. */
export const AS_OF_ROW = ["DIGICERT_ONE_AS_OF", "the day that counts as today, YYYY-MM-DD"] as const;

export function helpAfter(parts: HelpParts): string {
  const examples = parts.examples.map(([line, what]) => `  $ ${line}\n      ${what}`);
  const rows = parts.variables === "settings" ? [...settingRows(), PROXY_ROW] : parts.variables;
  const variables = rows.length === 0 ? [] : [section("Environment variables", rows)];
  const signals =
    parts.signals ?? "SIGINT, SIGTERM and SIGHUP end it as they end any program (in a shell 130, 143, 129)";
  const codes = `Exit codes:\n${exitCodes(parts)}${wrap(`${signals}.`, WIDTH, { first: "  ", further: "  " }).join("\n")}\n`;
  return ["", `Examples:\n${examples.join("\n")}\n`, ...(parts.sections ?? []), ...variables, codes].join("\n");
}

/** What the other readings and the further variants of the emulator do, in the contract's own words. */
export function variantsHelp(): string {
  const facts = evidence.flatMap(({ id, statement, variant }): [string, string][] =>
    variant === undefined ? [] : [[id, `instead of "${statement}": ${variant}`]],
  );
  const further = Object.entries(furtherVariants).map(([name, { statement }]): [string, string] => [name, statement]);
  return section("Variants (--variant), each another reading of what DigiCert does not document", [
    ...facts,
    ...further,
  ]);
}

function settingRows(): [string, string][] {
  return settingsTable.map(({ env, default: usual, text }) => [
    env,
    inVariables(`${text.replaceAll("`", "")}${usual === "" ? "" : ` Default ${usual}.`}`),
  ]);
}

const INDENT = "      ";

function section(title: string, rows: readonly (readonly [name: string, what: string])[]): string {
  const lines = rows.flatMap(([name, what]) => [`  ${name}`, ...wrap(what, WIDTH, { first: INDENT, further: INDENT })]);
  return `${title}:\n${lines.join("\n")}\n`;
}
