import type { Clock } from "./clock";
import type { Account, AuditEntry, Token, User, World } from "./model";
import type { Chance } from "./random";
import { initialRoles } from "./roles";
import type { Rules } from "./variants";

/** How many audit entries are kept. */
const AUDIT_LIMIT = 5000;

/** What the emulator was started with and keeps over a reset, so that a caller's settings stay right. */
export interface Identity {
  readonly accountId: string;
  readonly administratorId: string;
  readonly apiKeyId: string;
  readonly apiKey: string;
  readonly roleIds: readonly string[];
  readonly applicationIds: Readonly<Record<string, string>>;
}

/** Draws the ids and the key that one run of the emulator keeps. */
export function drawIdentity(chance: Chance): Identity {
  return {
    accountId: chance.uuid(),
    administratorId: chance.uuid(),
    apiKeyId: chance.uuid(),
    apiKey: drawKeyValue(chance),
    roleIds: initialRoles.map(() => chance.uuid()),
    applicationIds: Object.fromEntries(initialRoles.map((role) => [role.applicationCode, chance.uuid()])),
  };
}

/** A key's value; the mark says to every secret scanner and reader that it opens nothing. */
export function drawKeyValue(chance: Chance): string {
  return `emu_${chance.hex(48)}`;
}

/** A world with one account, the roles, and one administrator with one key. */
export function createWorld(identity: Identity, clock: Clock, chance: Chance, rules: Rules): World {
  const createdAt = clock.now();
  const { accountId, administratorId } = identity;
  const administrator: User = {
    id: administratorId,
    userType: "service",
    createdAt,
    createdBy: administratorId,
    friendlyName: "Emulator administrator",
    texts: { description: "Made with the emulator", email: "administrator@example.com" },
    enabled: true,
    locked: false,
    accounts: [accountId],
    primaryAccountId: accountId,
    roles: identity.roleIds.slice(0, 1),
    applications: [],
  };
  const apiKey: Token = {
    id: identity.apiKeyId,
    value: identity.apiKey,
    userId: administratorId,
    createdAt,
    name: "Emulator administrator",
    enabled: true,
  };
  const account: Account = { id: accountId, name: "Emulator account", createdAt };
  const roles = initialRoles.map((role, index) => ({
    ...role,
    id: identity.roleIds[index] ?? "",
    applicationId: identity.applicationIds[role.applicationCode] ?? "",
  }));
  return {
    rules,
    clock,
    chance,
    users: new Map([[administratorId, administrator]]),
    tokens: new Map([[apiKey.id, apiKey]]),
    byValue: new Map([[apiKey.value, apiKey]]),
    accounts: new Map([[accountId, account]]),
    roles: new Map(roles.map((role) => [role.id, role])),
    certificates: new Map(),
    audit: [],
    spentNames: new Set(),
    administratorId,
  };
}

/** Remembers a key. */
export function addToken(world: World, token: Token): void {
  world.tokens.set(token.id, token);
  world.byValue.set(token.value, token);
}

/** Forgets a key, or keeps it as a deleted one; it opens nothing any more. */
export function removeToken(world: World, token: Token): void {
  world.byValue.delete(token.value);
  if (world.rules.on("deleted-not-found")) Object.assign(token, { enabled: false, deleted: true });
  else world.tokens.delete(token.id);
}

/** Forgets a user, or keeps it as a deleted one. */
export function removeUser(world: World, user: User): void {
  if (world.rules.on("deleted-not-found")) Object.assign(user, { enabled: false, deleted: true });
  else world.users.delete(user.id);
}

/** The keys of a user. */
export function tokensOf(world: World, userId: string): Token[] {
  return [...world.tokens.values()].filter((token) => token.userId === userId);
}

/** Writes an audit entry; the oldest make way. */
export function record(world: World, by: User, what: Pick<AuditEntry, "action" | "resourceType" | "resourceId">): void {
  world.audit.push({
    id: world.chance.uuid(),
    at: world.clock.now(),
    userId: by.id,
    userName: by.friendlyName ?? by.texts.email ?? by.id,
    ...what,
    status: "SUCCESS",
    accountId: by.primaryAccountId,
  });
  // A quarter more before cutting, so that a full log is not copied on every change.
  if (world.audit.length > AUDIT_LIMIT * 1.25) world.audit = world.audit.slice(-AUDIT_LIMIT);
}
