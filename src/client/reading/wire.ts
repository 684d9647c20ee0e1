/**
 * The one place that reads DigiCert's JSON. What is not documented is read in every plausible form (see the evidence
 * ids of `src/contract`), so that a wrong guess is a change here and nowhere else. A field that is absent, null or
 * of another type is unknown and left out.
 */
import { createdKeyOf } from "./created-key";
import { dayOf, filled, flag, idsOf, instantOf, namesOf, record, statusOf, text } from "./plain";
import type {
  Account,
  ApiKey,
  AuditEntry,
  CreatedApiKey,
  CreatedServiceUser,
  InitialApiKey,
  Role,
  ServiceUser,
  UserApplication,
} from "./types";

type Json = Record<string, unknown>;

/** A response that does not hold what it should. Becomes an UnexpectedResponseError where the call is known. */
export class Unreadable extends Error {
  readonly remedy: string | undefined;
  /** @param detail what the response holds instead, after "answered 200 with" */
  constructor(detail: string, remedy?: string) {
    super(detail);
    this.remedy = remedy;
  }
}

/** The object without its unknown properties. */
function known<T extends object>(fields: { [K in keyof T]-?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** What a response that holds no such object is called. */
function requireId(json: Json | undefined, what: string): { json: Json; id: string } {
  const id = filled(json?.id);
  if (json === undefined || id === undefined) {
    throw new Unreadable(`no ${what} that has an id`);
  }
  return { json, id };
}

/** Adds the response as it came, where inspection and JSON do not show it. */
export function withRaw<T extends object>(object: T, raw: unknown, wanted: boolean): T {
  if (wanted) Object.defineProperty(object, "raw", { value: raw, enumerable: false });
  return object;
}

/** Some servers wrap a single object: `{"user": {…}}`. */
function unwrapped(value: unknown, name: string): Json | undefined {
  const outer = record(value);
  return outer !== undefined && outer.id === undefined ? (record(outer[name]) ?? outer) : outer;
}

export function toServiceUser(value: unknown): ServiceUser {
  const { json, id } = requireId(unwrapped(value, "user"), "user");
  return known<ServiceUser>({
    id,
    nickname: filled(json.friendly_name) ?? filled(json.nickname),
    description: text(json.description),
    email: filled(json.email),
    status: statusOf(json.status),
    userType: filled(json.user_type) ?? filled(json.userType),
    accessScope: filled(json.access_scope),
    createdAt: instantOf(json.created_at ?? json.createdAt),
    createdBy: filled(json.created_by),
    endDate: dayOf(json.end_date ?? json.endDate),
    roleIds: idsOf(json.roles ?? json.role_ids),
    accountIds: idsOf(json.accounts ?? json.account_ids),
    primaryAccountId: filled(json.primary_account_id),
    applicationIds: idsOf(json.applications ?? json.application_ids),
    applications: applicationsOf(json.applications),
    raw: undefined,
  });
}

/** Applications that are shown as objects; bare ids say no more than `applicationIds`. */
function applicationsOf(value: unknown): UserApplication[] | undefined {
  if (!Array.isArray(value) || value.some((item) => record(item) === undefined)) return undefined;
  return value.flatMap((item) => {
    const json = record(item);
    const id = filled(json?.id);
    if (id === undefined) return [];
    return [known<UserApplication>({ id, name: filled(json?.name), permissions: namesOf(json?.permissions) })];
  });
}

/**
 * A new user with the key that came with it, and what is wrong with that: a key whose value is not certain is as good as
 * one whose response was lost.
 */
export function toCreatedServiceUser(value: unknown): { user: CreatedServiceUser; problem?: string } {
  // First of all: what stands there in clear is a secret, whatever else is wrong with the response.
  const { problem, endDate, ...first } = createdKeyOf(value, "user");
  const user: CreatedServiceUser = toServiceUser(value);
  const key = known<InitialApiKey>({ id: first.id, name: first.name, value: first.value, endDate: dayOf(endDate) });
  if (Object.keys(key).length > 0) user.initialApiKey = key;
  return problem === undefined ? { user } : { user: { ...user, recovered: true }, problem };
}

export function toApiKey(value: unknown): ApiKey {
  const { json, id } = requireId(unwrapped(value, "api_access_token"), "API key");
  const status = statusOf(json.status);
  return known<ApiKey>({
    id,
    userId: filled(json.user_id),
    name: filled(json.name),
    enabled: flag(json.enabled) ?? (status === undefined ? undefined : enabledBy(status)),
    status,
    createdAt: instantOf(json.created_at ?? json.createdAt),
    endDate: dayOf(json.end_date ?? json.endDate),
    raw: undefined,
  });
}

// An expired key may be enabled or not: unknown.
function enabledBy(status: string): boolean | undefined {
  if (status === "ACTIVE") return true;
  return status === "DISABLED" ? false : undefined;
}

/** A new key with its value. `id`: where the response shows none, the one that it has in the list of its user's keys. */
export function toCreatedApiKey(value: unknown, id?: string): CreatedApiKey {
  const created = createdKeyOf(value, "key");
  const { endDate, name } = created;
  const shown = { id: created.id ?? id, name, end_date: endDate };
  const key = toApiKey({ ...unwrapped(value, "api_access_token"), ...known<typeof shown>(shown) });
  if (created.value === undefined) {
    throw new Unreadable(
      `the API key ${key.id}, but ${created.problem ?? "not its value"}`,
      "The value cannot be read again, so the key is deleted, unless a notice names it. " +
        "This version does not know the form in which the tenant shows new keys: report it, with the names of the fields.",
    );
  }
  return { ...key, value: created.value };
}

export function toRole(value: unknown): Role {
  const { json, id } = requireId(record(value), "role");
  const application = record(json.application);
  const code = filled(json.code);
  return known<Role>({
    id,
    name: filled(json.name) ?? code ?? id,
    code,
    permissions: namesOf(json.permissions),
    applicationId: filled(json.application_id) ?? filled(application?.id),
    applicationCode: filled(json.application_code) ?? filled(application?.code),
    applicationName: filled(json.application_name) ?? filled(application?.name),
    raw: undefined,
  });
}

export function toAccount(value: unknown): Account {
  const { json, id } = requireId(unwrapped(value, "account"), "account");
  return known<Account>({
    id,
    name: filled(json.name) ?? id,
    active: flag(json.active),
    friendlyIdentifier: filled(json.friendly_identifier) ?? filled(json.friendlyIdentifier),
    raw: undefined,
  });
}

/** Siblings nest who did it, in which account and to what. */
export function toAuditEntry(value: unknown): AuditEntry {
  const { json, id } = requireId(record(value), "audit entry");
  const [user, account, resource] = [record(json.user), record(json.account), record(json.resource)];
  return known<AuditEntry>({
    id,
    createdAt: instantOf(json.created_at ?? json.createdAt ?? json.timestamp),
    userId: filled(json.user_id) ?? filled(user?.id),
    userName: filled(json.user_name) ?? filled(user?.name),
    action: filled(json.action),
    resourceType: filled(json.resource_type) ?? filled(resource?.type) ?? filled(json.resource),
    resourceId: filled(json.resource_id) ?? filled(resource?.id),
    status: filled(json.status)?.toUpperCase(),
    accountId: filled(json.account_id) ?? filled(account?.id),
    raw: undefined,
  });
}
