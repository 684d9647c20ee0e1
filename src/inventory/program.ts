/** The program that adopts what nobody manages, as TypeScript. */
import { isLoopback, withoutPort } from "../basics/loopback";
import type { ApiKey } from "../client/reading/types";
import { type Arguments, adoptionOf, isShownWhole } from "./adoption";
import { counted } from "./inventory";
import { inComment, quoted } from "./literal";
import { managementOfUser, showsMarks } from "./management";
import { resourceNames, tableKeys, variableNames } from "./names";
import type { SeenUser, Tenant } from "./types";

/** A program, and how many users are in it and are left out. */
export interface AdoptingProgram {
  readonly text: string;
  readonly adopted: number;
  readonly leftOut: number;
  readonly managed: number;
}

interface Adopted {
  readonly seen: SeenUser;
  readonly args: Arguments;
}

interface LeftOut {
  readonly seen: SeenUser;
  readonly why: string;
}

/** Prints the program for all users that nobody manages: sorted by nickname, those that cannot be adopted at its end. */
export function adoptingProgram(tenant: Tenant, today: string): AdoptingProgram {
  const marksAreShown = showsMarks(tenant.users.map(({ user }) => user));
  const adopted: Adopted[] = [];
  const leftOut: LeftOut[] = [];
  let managed = 0;
  for (const seen of [...tenant.users].sort(byNickname)) {
    const management = managementOfUser(seen.user, marksAreShown);
    if (management.is === "stack") managed += 1;
    else if (management.is === "unknown") leftOut.push({ seen, why: `${management.why}.` });
    else {
      const adoption = adoptionOf(seen, tenant, today);
      if (adoption.is === "adopted") adopted.push({ seen, args: adoption.args });
      else leftOut.push({ seen, why: adoption.why });
    }
  }
  const counts = { adopted: adopted.length, leftOut: leftOut.length, managed };
  const parts = [
    header(tenant, today, counts),
    ...(adopted.length > 0 ? body(adopted, tenant) : ["export {};"]),
    ...footer(leftOut, tenant),
  ];
  return { text: `${parts.join("\n\n")}\n`, ...counts };
}

function byNickname({ user: one }: SeenUser, { user: other }: SeenUser): number {
  const [a, b] = [`${one.nickname ?? ""}\0${one.id}`, `${other.nickname ?? ""}\0${other.id}`];
  return a < b ? -1 : 1;
}

function header({ host }: Tenant, today: string, { adopted, leftOut, managed }: Omit<AdoptingProgram, "text">): string {
  const besides = [
    ...(leftOut > 0 ? [`${leftOut} more ${leftOut === 1 ? "is" : "are"} left out: see the end`] : []),
    ...(managed > 0 ? [`${managed} ${managed === 1 ? "is" : "are"} managed by a stack already`] : []),
  ];
  const lines = [
    `Adopts ${counted(adopted, "service user")} of ${inComment(host)} that nobody manages, as seen on ${today}.`,
    ...(besides.length > 0 ? [`${besides.join("; ")}.`] : []),
    "Printed by `digicert-one inventory --program`. How to run it, as index.ts of a Pulumi program:",
    "",
    `  pulumi config set digicert-one:baseUrl ${inComment(`${isLoopback(withoutPort(host)) ? "http" : "https"}://${host}`)}`,
    "  pulumi config set --secret digicert-one:apiKey   (of the user that saw what is in here)",
    "  pulumi preview                                   (creations that take users over; it writes nothing)",
    "  pulumi up                                        (writes the owner's mark behind each description)",
    "  pulumi preview                                   (no changes)",
    "",
    "An adopted user stays when its resource is destroyed. Its keys stay as they are: nobody can read their values again.",
  ];
  return lines.map((line) => `// ${line}`.trimEnd()).join("\n");
}

function body(adopted: readonly Adopted[], tenant: Tenant): string[] {
  const applications = tenant.users.flatMap(({ user }) => user.applications ?? []);
  const tables = {
    accountIds: tableOf("accounts", adopted, "accountIds", tenant.accounts),
    roleIds: tableOf("roles", adopted, "roleIds", tenant.roles),
    applicationIds: tableOf("applications", adopted, "applicationIds", applications),
  };
  const names = resourceNames(adopted.map(({ seen: { user } }) => ({ id: user.id, name: user.nickname ?? "" })));
  const variables = variableNames(
    adopted.map(({ seen: { user } }, index) => ({ id: user.id, name: names[index] ?? "" })),
  );
  const guessed = adopted.filter(({ args }) => !isShownWhole(args)).length;
  return [
    'import * as digicert from "pulumi-digicert-one";',
    ...Object.values(tables).flatMap(tableText),
    ...(guessed > 0 ? [switchText(guessed)] : []),
    ...adopted.map((each, index) =>
      resource(each, { name: names[index] ?? "", variable: variables[index] ?? "" }, tables),
    ),
  ];
}

/** Nothing is written of what was guessed before a person has looked: the provider refuses such an adoption. */
const switchText = (count: number): string =>
  [
    `// DigiCert ONE does not show everything of ${counted(count, "user")}, and an adoption writes the whole user. The lines that say`,
    '// "not shown" are made of what it does show. Compare them with Account Manager and correct them, then set this to true:',
    "// until then `pulumi up` refuses to adopt these users and changes nothing.",
    "const isChecked = false;",
  ].join("\n");

/** Ids under the names by which the program speaks of them. */
interface NameTable {
  readonly variable: string;
  readonly keys: ReadonlyMap<string, string>;
}
type Tables = { readonly [K in "accountIds" | "roleIds" | "applicationIds"]: NameTable };

function tableOf(
  variable: string,
  adopted: readonly Adopted[],
  field: keyof Tables,
  seen: readonly { readonly id: string; readonly name?: string }[] | undefined,
): NameTable {
  const ids = [...new Set(adopted.flatMap(({ args }) => textsOf(args[field].value)))];
  const names = new Map(seen?.map(({ id, name }) => [id, name]));
  const named = ids.map((id) => ({ id, name: names.get(id) ?? id })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const keys = tableKeys(named);
  return { variable, keys: new Map(named.map(({ id }, index) => [id, keys[index] ?? id])) };
}

function tableText({ variable, keys }: NameTable): string[] {
  if (keys.size === 0) return [];
  const rows = [...keys].map(([id, key]) => `  ${quoted(key)}: ${quoted(id)},`);
  return [[`const ${variable} = {`, ...rows, "};"].join("\n")];
}

function resource(
  { seen, args }: Adopted,
  { name, variable }: { readonly name: string; readonly variable: string },
  tables: Tables,
): string {
  const { user } = seen;
  const fields = Object.entries(args).flatMap(([field, { value, note }]) => {
    const code = value === undefined ? undefined : codeOf(field, value, tables);
    const comment = note === undefined ? [] : [`  // ${inComment(note)}`];
    return [...comment, ...(code === undefined ? [] : [`  ${field}: ${code},`])];
  });
  return [
    `// ${aboutUser(seen)}`,
    ...aboutKeys(seen).map((line) => `// ${line}`),
    `const ${variable} = new digicert.ServiceUser(${quoted(name)}, {`,
    `  adoptId: ${quoted(user.id)},`,
    ...fields,
    ...(isShownWhole(args) ? [] : ["  adoptChanges: isChecked,"]),
    "});",
  ].join("\n");
}

function codeOf(field: string, value: string | boolean | readonly string[], tables: Tables): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  const table = Object.entries(tables).find(([name]) => name === field)?.[1];
  const codes = value.map((id) => {
    const key = table?.keys.get(id);
    return table === undefined || key === undefined ? quoted(id) : `${table.variable}[${quoted(key)}]`;
  });
  return `[${codes.join(", ")}]`;
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

const aboutUser = ({ user }: SeenUser): string =>
  inComment(`Made on ${user.createdAt?.slice(0, 10) ?? "a day that is not shown"}, ${user.status ?? "no status"}.`);

function aboutKeys({ keys, problem }: SeenUser): string[] {
  if (keys === undefined) return [`Its keys could not be listed: ${inComment(problem ?? "no reason was given")}`];
  return keys.map((key) => inComment(aboutKey(key)));
}

function aboutKey({ id, name, status, endDate }: ApiKey): string {
  const end = endDate === undefined ? "has no end" : `ends on ${endDate}`;
  return `Key ${name === undefined ? id : `${quoted(name)} (${id})`}, ${status ?? "no status"}, ${end}.`;
}

function footer(leftOut: readonly LeftOut[], { people, problems }: Tenant): string[] {
  const lines = [
    ...leftOut.map(({ seen: { user }, why }) => `  ${quoted(user.nickname ?? "")} (${user.id}): ${why}`),
    ...(people > 0 ? [`  ${people === 1 ? "1 user who is a person" : `${people} users who are people`}.`] : []),
  ];
  const out = lines.length === 0 ? [] : [["// Left out:", ...lines.map(commentLine)].join("\n")];
  const unseen =
    problems.length === 0 ? [] : [["// Not seen:", ...problems.map((text) => commentLine(`  ${text}`))].join("\n")];
  return [...out, ...unseen];
}

const commentLine = (text: string): string => `//   ${inComment(text)}`;
