/** Which role a name or a code means, and what to say where it means none, or several: pure. */
import { didYouMeanNamed } from "../basics/nearest";
import { type ApiError, ConfigurationError, DigiCertOneError, listed, shortened } from "../errors/index";
import type { Role } from "./reading/types";

/** A role by its name or its code, one of them; `application` by its code, name or id, where several have such a role. */
export interface RoleQuery {
  readonly name?: string | undefined;
  readonly code?: string | undefined;
  readonly application?: string | undefined;
}

/** A list that was asked for, of one application or of all, and what it showed. */
export interface Looked {
  readonly application: string | undefined;
  readonly roles: readonly Role[];
  /** Why it showed nothing. */
  readonly refused?: ApiError;
}

/** The name or the code that is wanted. */
export function wantedOf({ name, code, application }: RoleQuery): string {
  for (const [property, value] of Object.entries({ name, code, application })) {
    if (value === undefined || typeof value === "string") continue;
    throw new ConfigurationError(`A role is found by texts, and ${property} is none`, {
      property,
      remedy: "Give a text.",
    });
  }
  const wanted = name ?? code;
  if (wanted !== undefined && (name === undefined || code === undefined)) return wanted;
  throw new ConfigurationError("A role is found by its name or by its code", {
    property: name === undefined ? "name" : "code",
    remedy: "Give one of the two.",
  });
}

/** The one role of a list that is meant; undefined where it has none, an error where it has several. */
export function chooseRole(list: Looked, query: RoleQuery): Role | undefined {
  const found = matching(candidates(list, query), query);
  if (found.length > 1) throw severalRoles(query, found);
  return found[0];
}

/**
 * The roles that are meant. A role may have a code beside its name, and which of the two a person has at hand is not certain,
 * so either matches: what was asked for first, and the very spelling before another case of it.
 */
function matching(roles: readonly Role[], query: RoleQuery): readonly Role[] {
  const wanted = wantedOf(query);
  const [own, other] = query.name === undefined ? (["code", "name"] as const) : (["name", "code"] as const);
  const by = (key: "name" | "code", read: (text: string) => string) =>
    roles.filter((role) => role[key] !== undefined && read(role[key]) === read(wanted));
  const ways = [exact, folded].flatMap((read) => [by(own, read), by(other, read)]);
  return ways.find((found) => found.length > 0) ?? [];
}

const exact = (text: string): string => text;
const folded = (text: string): string => text.toLowerCase();

/** Whether a role shows that it is of an application. */
function isOf(application: string, role: Role): boolean {
  const shown = [role.applicationCode, role.applicationName, role.applicationId];
  return shown.some((each) => each !== undefined && folded(each) === folded(application));
}

const applicationOf = ({ applicationCode, applicationName, applicationId }: Role): string | undefined =>
  applicationCode ?? applicationName ?? applicationId;

/** The roles of a list that may be meant: what was asked for by its application is of it, whether it shows that or not. */
function candidates({ application, roles }: Looked, query: RoleQuery): readonly Role[] {
  const wanted = query.application;
  return wanted === undefined || application !== undefined ? roles : roles.filter((role) => isOf(wanted, role));
}

/** The error for a role that none of the lists shows; where none was to be had at all, the last refusal says why. */
export function noSuchRole(query: RoleQuery, looked: readonly Looked[]): DigiCertOneError {
  const last = looked.at(-1)?.refused;
  if (last !== undefined && query.application === undefined) return last;
  const near = looked.flatMap((each) => candidates(each, query));
  const there = distinct((near.length > 0 ? near : looked.flatMap((each) => each.roles)).map(quoted)).sort();
  const known = near.flatMap(({ name, code = name }) => (query.name === undefined ? code : name));
  const elsewhere =
    query.application === undefined
      ? "If it is of an application that is not among these, name that by its code: application."
      : "Correct application, which is the code of one, or leave it out.";
  return new DigiCertOneError(
    `No role has the ${askedFor(query)}, as far as this key can see: ${looked.map(inWords).join("; ")}.`,
    { remedy: `${didYouMeanNamed(wantedOf(query), known)}Roles there are: ${listed(there)}. ${elsewhere}` },
  );
}

/** The error for a name that several roles have. */
function severalRoles(query: RoleQuery, found: readonly Role[]): DigiCertOneError {
  const each = found.map((role) => `${role.id} (application ${applicationOf(role) ?? "not shown"})`);
  const differByApplication =
    query.application === undefined && distinct(found.map(applicationOf)).length === found.length;
  return new DigiCertOneError(`${found.length} roles have the ${askedFor(query)}: ${listed(each, LONGEST_ROLES)}.`, {
    remedy: differByApplication
      ? "Say of which application: application."
      : "Give the id of the one that is meant to roleIds.",
  });
}

function askedFor({ name, code, application }: RoleQuery): string {
  const what = name === undefined ? `code "${code}"` : `name "${name}"`;
  return application === undefined ? what : `${what} in the application "${application}"`;
}

function inWords({ application, roles, refused }: Looked): string {
  const path = application === undefined ? "/role" : `/role?application_code=${encodeURIComponent(application)}`;
  if (refused !== undefined) {
    return `GET ${path} was refused (${refused.status} ${shortened(refused.serverMessage || refused.code, LONGEST_LIST)})`;
  }
  const applications = distinct(roles.flatMap((role) => applicationOf(role) ?? [])).sort();
  const of = applications.length === 0 ? "" : ` of ${listed(applications, LONGEST_LIST)}`;
  return `GET ${path} shows ${roles.length} role${roles.length === 1 ? "" : "s"}${of}`;
}

/** What a list has of applications, or was refused with, is not what the message is about. */
const LONGEST_LIST = 60;
const LONGEST_ROLES = 240;

const quoted = (role: Role): string => (role.code === undefined ? `"${role.name}"` : `"${role.name}" (${role.code})`);
const distinct = <T>(all: readonly T[]): T[] => [...new Set(all)];
