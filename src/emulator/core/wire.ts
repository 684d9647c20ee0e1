import { dayOf, stamp } from "./clock";
import type { Account, AuditEntry, Certificate, Role, Token, User, World } from "./model";
import { applicationNames, otherSpelling } from "./roles";

type Json = Record<string, unknown>;

/** A field without a value is left out, not null (`absent-not-null`). */
export const present = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined));

/** Whether an end date has passed; `ignore-end-dates` is the breakage that tests use to prove they would notice. */
export function hasEnded(world: World, endDate: string | undefined): boolean {
  return endDate !== undefined && endDate < world.clock.today() && !world.rules.broken("ignore-end-dates");
}

function endDate(world: World, day: string | undefined): string | undefined {
  return day !== undefined && world.rules.on("end-date-format") ? `${day}T23:59:59Z` : day;
}

interface Stateful {
  readonly enabled: boolean;
  readonly endDate?: string;
  readonly locked?: boolean;
  readonly deleted?: true;
}

const status = (world: World, object: Stateful): string => spelt(world, statusOf(world, object));

/** A status in capitals, or (the other reading) in small letters. */
function spelt(world: World, text: string): string {
  return world.rules.on("status-in-capitals") ? text.toLowerCase() : text;
}

/** An instant in whole seconds of UTC, or (the other reading) with a fraction and an offset. */
function instant(world: World, at: number): string {
  return world.rules.on("times-in-seconds") ? new Date(at).toISOString().replace("Z", "+0000") : stamp(at);
}

function statusOf(world: World, object: Stateful): string {
  if (object.deleted) return "DELETED";
  if (object.enabled && object.locked !== true && !hasEnded(world, object.endDate)) return "ACTIVE";
  if (world.rules.on("status-values")) return "INACTIVE";
  if (hasEnded(world, object.endDate)) return "EXPIRED";
  return object.locked === true ? "LOCKED" : "DISABLED";
}

function permissionNames(world: World, names: readonly string[]): string[] {
  return world.rules.on("permission-names") ? names.map(otherSpelling) : [...names];
}

/** The applications that a user was given, or else those of its roles, with what it may do there. */
function applicationsOf(world: World, user: User): Json[] {
  const known = new Map([...world.roles.values()].map((role) => [role.applicationId, role.applicationCode]));
  const allowed = new Map<string, Set<string>>(user.applications.map((id) => [id, new Set()]));
  for (const role of user.roles.flatMap((id) => world.roles.get(id) ?? [])) {
    if (user.applications.length > 0 && !allowed.has(role.applicationId)) continue;
    const names = allowed.get(role.applicationId) ?? new Set();
    for (const permission of role.permissions) names.add(permission);
    allowed.set(role.applicationId, names);
  }
  return [...allowed].map(([id, names]) => ({
    id,
    name: applicationNames[known.get(id) ?? ""],
    permissions: permissionNames(world, [...names]),
  }));
}

function assignments(world: World, user: User): Json {
  const refer = (ids: readonly string[], named: ReadonlyMap<string, { name: string }>): unknown[] =>
    world.rules.on("assignments-are-objects") ? [...ids] : ids.map((id) => ({ id, name: named.get(id)?.name }));
  return {
    end_date: endDate(world, user.endDate),
    accounts: refer(user.accounts, world.accounts),
    roles: refer(user.roles, world.roles),
  };
}

/** A user with the documented fields and, if asked for, end date, accounts and roles. */
export function userWireOf(world: World, user: User, withAssignments: boolean): Json {
  return present({
    id: user.id,
    status: status(world, user),
    access_scope: "account",
    primary_account_id: user.primaryAccountId,
    created_at: instant(world, user.createdAt),
    created_by: user.createdBy,
    user_type: user.userType,
    friendly_name: user.friendlyName,
    locale: "en_US",
    ...user.texts,
    applications: applicationsOf(world, user),
    ...(withAssignments ? assignments(world, user) : {}),
  });
}

/** What keys and certificates have in common. */
function credentialWire(world: World, credential: Token | Certificate): Json {
  return {
    id: credential.id,
    status: status(world, credential),
    created_at: instant(world, credential.createdAt),
    end_date: endDate(world, credential.endDate),
  };
}

/** A key without its value. */
export function tokenWireOf(world: World, token: Token): Json {
  const { rules } = world;
  return present({
    ...credentialWire(world, token),
    user_id: rules.on("token-metadata") ? undefined : token.userId,
    token: rules.on("reads-hold-no-value") ? `${token.value.slice(0, 4)}********` : undefined,
    name: token.name,
    enabled: rules.on("token-without-enabled") ? token.enabled : undefined,
  });
}

/** A role. */
export function roleWireOf(world: World, role: Role): Json {
  const other = world.rules.on("role-body");
  const names = permissionNames(world, role.permissions);
  return present({
    id: role.id,
    name: role.name,
    description: role.description,
    application_id: role.applicationId,
    application_code: other ? undefined : role.applicationCode,
    permissions: other ? names.map((name) => ({ id: name.toLowerCase(), name })) : names,
  });
}

/** An account. */
export function accountWireOf(world: World, account: Account): Json {
  const administrator = world.users.get(world.administratorId);
  return {
    id: account.id,
    name: account.name,
    active: true,
    service_period: { from: dayOf(account.createdAt), to: "2099-12-31" },
    friendly_identifier: `EMU-${account.id.slice(0, 4).toUpperCase()}`,
    admins: administrator === undefined ? [] : [present({ id: administrator.id, email: administrator.texts.email })],
    sign_in_methods: ["standard"],
    locale: "en_US",
  };
}

/** A client certificate. */
export function certificateWireOf(world: World, certificate: Certificate): Json {
  const { userId: user_id, nickname, enabled } = certificate;
  // Bare: neither whose it is nor whether it is enabled.
  const whole = world.rules.on("certificate-body") ? {} : { user_id, enabled };
  return present({ ...credentialWire(world, certificate), ...whole, nickname });
}

/** An audit entry. */
export function auditWireOf(world: World, entry: AuditEntry): Json {
  const { rules } = world;
  const time = rules.on("audit-entry-body") ? "timestamp" : "created_at";
  const who = !rules.on("audit-entry-nested")
    ? {
        user: { id: entry.userId, name: entry.userName },
        account: { id: entry.accountId },
        resource: { type: entry.resourceType, id: entry.resourceId },
      }
    : {
        user_id: entry.userId,
        user_name: entry.userName,
        account_id: entry.accountId,
        resource_type: entry.resourceType,
        resource_id: entry.resourceId,
      };
  return {
    id: entry.id,
    [time]: instant(world, entry.at),
    ...who,
    action: entry.action,
    status: spelt(world, entry.status),
  };
}
