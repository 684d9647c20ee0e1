/** Settings: which are set and where, which names nothing reads, and which host they mean. Never a secret's value. */
import {
  type ClientSettings,
  hasClientCertificate,
  placesOf,
  type SettingRow,
  settingsProblems,
  settingsTable,
} from "../../../client";
import { unreadInEnvironment } from "../../../client/settings/unread-settings";
import { firstSentence } from "../../asking";
import { type Check, type Finding, fail, ok, warn } from "../check";
import type { DoctorContext, StackOfSettings } from "../context";

export const settingsChecks: readonly Check<DoctorContext>[] = [
  { id: "names", title: "Names of settings", needs: [], run: ({ env }) => namesFinding(env) },
  { id: "settings", title: "Settings", needs: ["names"], run: ({ env, stack }) => settingsFinding(env, stack) },
  { id: "host", title: "Host", needs: ["settings"], run: ({ settings, env }) => hostFinding(settings(), env) },
];

type Env = DoctorContext["env"];

function namesFinding(env: Env): Finding {
  const { errors, warnings } = unreadInEnvironment(env, () => false);
  const [first, ...more] = [...errors, ...warnings];
  if (first === undefined) return ok("every DIGICERT_ONE_* variable is a setting");
  const remedy = "Rename or unset what is named here.";
  return errors.length > 0 ? fail(first, remedy, more) : warn(first, remedy, more);
}

function settingsFinding(env: Env, stack: StackOfSettings | undefined): Finding {
  const rows = settingsTable.filter((row) => isSet(env, row));
  const from = (row: SettingRow): string =>
    stack?.names.has(row.name) === true ? `the config of stack ${stack.name}` : row.env;
  const lines = rows.map((row) => `${row.name} = ${shown(row, env[row.env]?.trim() ?? "")} (from ${from(row)})`);
  const note =
    stack === undefined
      ? "A stack's config, whose values go before these, is read with --stack NAME only."
      : "Arguments of a Provider in the program, which go before these, are not read.";
  const details = [...lines, note];
  const problems = settingsProblems({ env });
  const [first, ...others] = problems;
  const where = stack === undefined ? "in the environment" : `in the config of stack ${stack.name} or the environment`;
  if (first === undefined) return ok(`${rows.length} set ${where}, the others have their defaults`, details);
  const remedies = [...new Set(problems.map(({ remedy }) => remedy ?? ""))];
  return fail(firstSentence(first), [...remedies, ...inStack(env, stack), ...wrongVariable(env)].join(" "), [
    ...others.map(firstSentence),
    ...details,
  ]);
}

const isSet = (env: Env, row: SettingRow): boolean => (env[row.env] ?? "").trim() !== "";

/** A certificate may be its text instead of a path; an address may hold a password where none belongs. */
function shown({ secret }: SettingRow, value: string): string {
  if (secret) return "set, not shown";
  if (value.includes("-----BEGIN")) return "a text in PEM";
  return URL.canParse(value) && /@/.test(value) ? "an address with a user in it, not shown" : value;
}

/** Most programs have their key in a stack's config. */
function inStack(env: Env, stack: StackOfSettings | undefined): string[] {
  const isUnset = (env.DIGICERT_ONE_API_KEY ?? "") === "" && stack === undefined;
  return isUnset ? ["If it stands in a stack's config, add --stack NAME."] : [];
}

/** The variable of DigiCert's other services is never read. */
function wrongVariable(env: Env): string[] {
  if ((env.DIGICERT_API_KEY ?? "") === "" || (env.DIGICERT_ONE_API_KEY ?? "") !== "") return [];
  return ["DIGICERT_API_KEY is set, but belongs to another host of DigiCert's and is not read."];
}

function hostFinding(settings: ClientSettings, env: Env): Finding {
  const { host, region, environment, baseUrl } = settings;
  const place =
    region === undefined
      ? `as baseUrl says${environment === undefined ? "" : ` (${environment})`}`
      : `region ${region}, ${environment}`;
  const how = hasClientCertificate(settings.tls)
    ? settings.apiKeys.length === 0
      ? "with a client certificate alone"
      : "with a client certificate and an API key"
    : "with an API key";
  // An address of DigiCert's has a region as well, which nobody set.
  const isAddressSet = settingsTable.some((row) => row.name === "baseUrl" && isSet(env, row));
  const details = [`address ${baseUrl}`, `set as ${placesOf(isAddressSet ? "baseUrl" : "region")}`];
  return ok(`${host}, ${place}, ${how}`, details);
}
