import { stamp } from "./clock";
import type { Certificate, Token, User, World } from "./model";
import { accountWireOf, auditWireOf, certificateWireOf, present, roleWireOf, tokenWireOf, userWireOf } from "./wire";

type Json = Record<string, unknown>;

/** The lists of objects that the emulator holds. */
type Lists = "users" | "tokens" | "roles" | "accounts" | "certificates" | "audit";

/**
 * Everything, as the management port shows it: as it is kept, whatever the API's responses look like. References are ids,
 * `enabled` is there, no variant applies, and no key's value is in it.
 */
export function stateOf(world: World): Record<Lists, Json[]> {
  const plain: World = { ...world, rules: { ...world.rules, on: () => false } };
  const all = <T>(items: Iterable<T>, wire: (item: T) => Json): Json[] => Array.from(items, wire);
  return {
    users: all(world.users.values(), (user) => userOf(plain, user)),
    tokens: all(world.tokens.values(), (token) => tokenOf(plain, token)),
    roles: all(world.roles.values(), (role) => roleWireOf(plain, role)),
    accounts: all(world.accounts.values(), (account) => accountWireOf(plain, account)),
    certificates: all(world.certificates.values(), (certificate) => certificateOf(plain, certificate)),
    audit: all(world.audit, (entry) => auditWireOf(plain, entry)),
  };
}

function userOf(plain: World, user: User): Json {
  const { accounts, roles, applications, enabled } = user;
  const ids = { accounts: [...accounts], roles: [...roles], applications: [...applications] };
  return { ...userWireOf(plain, user, true), ...ids, enabled };
}

function tokenOf(plain: World, token: Token): Json {
  const { userId: user_id, enabled, name, createdAt } = token;
  return present({ ...tokenWireOf(plain, token), user_id, enabled, name, created_at: stamp(createdAt) });
}

function certificateOf(plain: World, certificate: Certificate): Json {
  return { ...certificateWireOf(plain, certificate), user_id: certificate.userId, enabled: certificate.enabled };
}
