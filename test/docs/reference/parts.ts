/** The generated parts of docs/reference/: words from comments, types from the compiler, the rest from the tables. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command, Option } from "commander";
import { doctorCommand } from "../../../src/cli/doctor";
import { emulatorCommand } from "../../../src/cli/emulator";
import { inventoryCommand } from "../../../src/cli/inventory";
import { planCommand } from "../../../src/cli/plan";
import { sweepCommand } from "../../../src/cli/sweep";
import { verifyCommand } from "../../../src/cli/verify";
import { settingsTable } from "../../../src/client";
import { evidence } from "../../../src/contract";
import { furtherVariants } from "../../../src/emulator";
import { kinds, typeToken } from "../../../src/fields/kinds";
import type { Shape, Table } from "../../../src/fields/row";
import { root } from "../blocks";
import { argumentOf, commentsOf, type DocumentedKind, FILES, fieldsOf, saysDefault, splitDefault } from "../fields";
import { argumentRows, type LifecycleClass } from "../lifecycle-table";
import { code, table } from "../sections";
import { type Exported, firstSentence, type Member, surfaceOf } from "./surface";

const INDEX = "src/index.ts";
const TESTING = "src/testing.ts";
const CLIENT = "src/client/index.ts";

/** The parts by their names. */
export function referenceParts(): Record<string, string> {
  const surface = surfaceOf([INDEX, TESTING, CLIENT]);
  const of = (entry: string) => surface.get(entry) ?? [];
  const named = (entry: string, name: string): Exported => {
    const found = of(entry).find((each) => each.name === name);
    if (found === undefined) throw new Error(`${entry} does not export ${name}`);
    return found;
  };
  const parts = {
    "service-user-arguments": fieldArguments("ServiceUser"),
    "service-user-outputs": outputs(named(INDEX, "ServiceUser"), kinds.ServiceUser.secrets),
    "api-key-arguments": fieldArguments("ApiKey"),
    "api-key-outputs": outputs(named(INDEX, "ApiKey"), kinds.ApiKey.secrets),
    "rotating-api-key-arguments": pairArguments(named(INDEX, "RotatingApiKeyArgs")),
    "rotating-api-key-outputs": outputs(named(INDEX, "RotatingApiKey"), ["value", "previousValue"]),
    "held-api-key": members(named(INDEX, "HeldApiKey")),
    "provider-arguments": providerArguments(named(INDEX, "ProviderArgs")),
    "look-ups": lookUps(of(INDEX)),
    "rotation-plan": [named(INDEX, "RotationPlanArgs"), named(INDEX, "RotationPlan")].map(members).join("\n\n"),
    "testing-exports": exportsTable(of(TESTING)),
    "emulator-options": members(named(TESTING, "EmulatorOptions")),
    "embedded-stack-arguments": members(named(TESTING, "EmbeddedStackArgs")),
    "run-options-of-the-engine": members(named(TESTING, "RunOptions")),
    "mock-options": members(named(TESTING, "MockOptions")),
    "client-exports": exportsTable(of(CLIENT)),
    commands: commands(),
    variants: variants(),
    "state-kinds": stateKinds(),
  };
  if (wordless.size > 0) throw new Error(`no comment says what these are: ${[...wordless].join(", ")}`);
  return parts;
}

/** What has no comment that says what it is. */
const wordless = new Set<string>();

/** The words of something that a reader meets; nothing exported goes without. */
function words(of: { readonly name: string; readonly words: string }, where: string): string {
  if (of.words === "") wordless.add(`${where}: ${of.name}`);
  return of.words;
}

function typeOf(shape: Shape): string {
  const types: Partial<Record<Shape["is"], string>> = {
    flag: "boolean",
    days: "number",
    ids: "string[]",
    values: "object",
  };
  if (shape.is === "choice") return shape.of.map((each) => `"${each}"`).join(" | ");
  if (shape.is === "user") return "ServiceUser | string";
  return types[shape.is] ?? "string";
}

/** What a preview shows after a change, as the lifecycle's table has it and its test plays it. */
function changeOf(kind: LifecycleClass, argument: string): string {
  const changes = argumentRows(kind)
    .filter((row) => row.argument === argument)
    .map(({ change }) => change);
  if (changes.length === 0) throw new Error(`docs/reference/lifecycle.md has no row for ${argument}`);
  return [...new Set(changes)].join("; or ");
}

function fieldArguments(kind: DocumentedKind): string {
  const comments = commentsOf(readFileSync(join(root, FILES[kind]), "utf8"));
  const rows = Object.entries<Table[string]>(fieldsOf[kind]).map(([name, row]) => {
    const argument = argumentOf(name);
    const comment = words({ name, words: comments.get(name) ?? "" }, FILES[kind]);
    if (!saysDefault(comment, name, row.default)) throw new Error(`${FILES[kind]}: ${name} says another default`);
    const { words: what, standard } = splitDefault(comment);
    return [
      `${code(argument)}${row.required ? " (required)" : ""}`,
      code(typeOf(row.shape)),
      standard,
      changeOf(kind, argument),
      what.replace(/ Changed in place\.$/, ""),
    ];
  });
  return table(ARGUMENTS, rows);
}

const ARGUMENTS = ["argument", "type", "default", "a change is", "what it is"];

/** The arguments of a pair; what a change does stands in the lifecycle's table, and a test plays that. */
function pairArguments({ members: all, name }: Exported): string {
  const known = argumentRows("RotatingApiKey").map(({ argument }) => argument);
  const unknown = known.filter((argument) => !all.some((member) => member.name === argument));
  if (unknown.length > 0) throw new Error(`${name} has no ${unknown.join()}`);
  const rows = all.map((member) => {
    const { words: what, standard } = splitDefault(words(member, name));
    return [
      `${code(member.name)}${member.isOptional ? "" : " (required)"}`,
      code(member.type),
      standard,
      changeOf("RotatingApiKey", member.name),
      what,
    ];
  });
  return table(ARGUMENTS, rows);
}

function providerArguments({ members: all, name }: Exported): string {
  const rows = all.map((member) => {
    const setting = settingsTable.find((each) => each.name === member.name);
    if (setting === undefined) throw new Error(`${member.name} is no setting`);
    const { words: what, standard } = splitDefault(words(member, name));
    if (standard !== "" && standard !== code(setting.default)) throw new Error(`${member.name} says another default`);
    return [code(member.name), code(member.type), code(setting.default), setting.secret ? "yes" : "", what];
  });
  return table(["argument", "type", "default", "secret", "what it is"], rows);
}

function outputs({ members: all, name }: Exported, secrets: readonly string[]): string {
  const own = all.filter((member) => member.name !== "get" && member.name !== "constructor" && member.name !== "");
  const rows = own.map((member) => [
    code(member.name),
    code(member.type),
    secrets.includes(member.name) ? "yes" : "",
    words(member, name),
  ]);
  const missing = secrets.filter((secret) => !own.some((member) => member.name === secret));
  if (missing.length > 0) throw new Error(`${name} has no ${missing.join()}`);
  return table(["output", "type", "secret", "what it is"], rows);
}

const row = (where: string) => (member: Member) => [
  code(member.name + (member.isOptional ? "?" : "")),
  code(member.type),
  words(member, where),
];

const members = ({ name, members: all }: Exported): string =>
  `\`${name}\`:\n\n${table(["member", "type", "what it is"], all.map(row(name)))}`;

function lookUps(all: readonly Exported[]): string {
  return ["Role", "Account", "ServiceUser"]
    .map((what) => {
      const find = (name: string) => {
        const found = all.find((each) => each.name === name);
        if (found === undefined) throw new Error(`no ${name} is exported`);
        return found;
      };
      const get = find(`get${what}`);
      return [
        `### get${what}`,
        words(get, INDEX),
        members(find(`Get${what}Args`)),
        members(find(`${what}Result`)),
      ].join("\n\n");
    })
    .join("\n\n");
}

function exportsTable(all: readonly Exported[]): string {
  const rows = all.map((each) => [code(each.name), each.kind, firstSentence(words(each, "exports"))]);
  return table(["export", "", "what it is"], rows);
}

const SHORT = 8;

function optionRow({ flags, description, defaultValue, defaultValueDescription, argChoices }: Option): string[] {
  const given = Array.isArray(defaultValue) && defaultValue.length === 0 ? undefined : defaultValue;
  const choices =
    argChoices === undefined || argChoices.length > SHORT ? "" : ` One of ${argChoices.map(code).join(", ")}`;
  const standard = defaultValueDescription ?? (given === undefined ? "" : String(given));
  return [code(flags), standard, `${description}${choices}`];
}

const asSentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;

/** The commands, as the command line makes them. */
export const COMMANDS = { emulatorCommand, planCommand, inventoryCommand, sweepCommand, doctorCommand, verifyCommand };

function commands(): string {
  return Object.values(COMMANDS)
    .map((make: () => Command) => {
      const command = make();
      const given = command.registeredArguments.map((each) => `- \`${each.name()}\`: ${each.description}`);
      const options = table(["option", "default", "what it does"], command.options.map(optionRow));
      return [`## ${command.name()}`, asSentence(command.description()), given.join("\n"), options]
        .filter((part) => part !== "")
        .join("\n\n");
    })
    .join("\n\n");
}

function variants(): string {
  const facts = evidence.flatMap(({ id, mark, statement, variant }) =>
    mark === "documented" ? [] : [[code(id), statement, variant ?? ""]],
  );
  const others = Object.entries(furtherVariants).map(([name, { statement }]) => [code(name), "", statement]);
  return table(["`--variant`", "by default", "with the variant"], [...facts, ...others]);
}

function stateKinds(): string {
  const rows = Object.entries(kinds).map(([kind, { secrets }]) => [
    code(typeToken(kind as keyof typeof kinds)),
    secrets.map(code).join(", "),
  ]);
  return table(["type", "secret outputs"], rows);
}
