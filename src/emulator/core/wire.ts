import { dayOf, stamp } from "./clock";
import type { Account, AuditEntry, Certificate, Role, Token, User, World } from "./model";
import { applicationNames, otherSpelling } from "./roles";

type Json = Record<string, unknown>;

/** A field without a value is left out, not null (`absent-not-null`). */
const present = (fields: Json): Json => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined));

/** Whether an end date has passed; `ignore-end-dates` is the breakage that tests use to prove they would notice. */
export function hasEnded(world: World, endDate: string | undefined): boolean {
  return endDate !== undefined && endDate < world.clock.today() && !world.rules.broken("ignore-end-dates");
}

function endDate(world: World, day: string | undefined): string | undefined {
  return day !== undefined && world.rules.on("end-date-format") ? `${day}T23:59:59Z` : day;
}

function status(
  world: World,
  object: { enabled: boolean; endDate?: string; locked?: boolean; deleted?: true },
): string {
  if (object.deleted) return "DELETED";
  if (object.enabled && object.locked !== true && !hasEnded(world, object.endDate)) return "ACTIVE";
  if (world.rules.on("status-values")) return "INACTIVE";
  if (hasEnded(world, object.endDate)) return "EXPIRED";
  return object.locked === true ? "LOCKED" : "DISABLED";
}

function permissionNames(world: World, names: readonly string[]): string[] {
  return world.rules.on("permission-names") ? names.map(otherSpelling) : [...names];
}

function applicationsOf(world: World, user: User): Json[] {
  const roles = user.roles.flatMap((id) => world.roles.get(id) ?? []);
  const byCode = new Map<string, { role: Role; permissions: Set<string> }>();
  for (const role of roles) {
    const entry = byCode.get(role.applicationCode) ?? { role, permissions: new Set<string>() };
    for (const permission of role.permissions) entry.permissions.add(permission);
    byCode.set(role.applicationCode, entry);
  }
  const ofRoles = [...byCode.values()].map(({ role }) => role.applicationId);
  const all = new Map([...world.roles.values()].map((role) => [role.applicationId, role.applicationCode]));
  return (user.applications ?? ofRoles).map((id) => {
    const code = all.get(id) ?? "";
    return {
      id,
      name: applicationNames[code],
      permissions: permissionNames(world, [...(byCode.get(code)?.permissions ?? [])]),
    };
  });
}

function assignments(world: World, user: User): Json {
  const refer = (ids: readonly string[], named: ReadonlyMap<string, { name: string }>): unknown[] =>
    world.rules.on("assignments-are-ids") ? ids.map((id) => ({ id, name: named.get(id)?.name })) : [...ids];
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
    created_at: stamp(user.createdAt),
    created_by: user.createdBy,
    user_type: user.userType,
    friendly_name: user.friendlyName,
    locale: "en_US",
    ...user.texts,
    applications: applicationsOf(world, user),
    ...(withAssignments ? assignments(world, user) : {}),
  });
}

/** What keys and certificates have in common; the bare form leaves out whose it is and whether it is enabled. */
function credentialWire(world: World, credential: Token | Certificate, isBare: boolean): Json {
  return {
    id: credential.id,
    user_id: isBare ? undefined : credential.userId,
    enabled: isBare ? undefined : credential.enabled,
    status: status(world, credential),
    created_at: stamp(credential.createdAt),
    end_date: endDate(world, credential.endDate),
  };
}

/** A key without its value. */
export function tokenWireOf(world: World, token: Token): Json {
  return present({ ...credentialWire(world, token, world.rules.on("token-metadata")), name: token.name });
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
  const isBare = world.rules.on("certificate-body");
  return present({ ...credentialWire(world, certificate, isBare), nickname: certificate.nickname });
}

/** An audit entry. */
export function auditWireOf(world: World, entry: AuditEntry): Json {
  const time = world.rules.on("audit-entry-body") ? "timestamp" : "created_at";
  return {
    id: entry.id,
    [time]: stamp(entry.at),
    user_id: entry.userId,
    user_name: entry.userName,
    action: entry.action,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    status: entry.status,
    account_id: entry.accountId,
  };
}

/** Everything, as the management port shows it: no variant applies, and no key's value is in it. */
export function stateOf(
  world: World,
): Record<"users" | "tokens" | "roles" | "accounts" | "certificates" | "audit", Json[]> {
  const plain: World = { ...world, rules: { ...world.rules, on: () => false } };
  const all = <T>(items: Iterable<T>, wire: (item: T) => Json): Json[] => Array.from(items, wire);
  return {
    users: all(world.users.values(), (user) => ({ ...userWireOf(plain, user, true), enabled: user.enabled })),
    tokens: all(world.tokens.values(), (token) => tokenWireOf(plain, token)),
    roles: all(world.roles.values(), (role) => roleWireOf(plain, role)),
    accounts: all(world.accounts.values(), (account) => accountWireOf(plain, account)),
    certificates: all(world.certificates.values(), (certificate) => certificateWireOf(plain, certificate)),
    audit: all(world.audit, (entry) => auditWireOf(plain, entry)),
  };
}
