import { duplicate } from "../core/errors";
import type { User, World } from "../core/model";
import { shareAnAccount } from "./access";

/** Names are compared without regard to case, unless the other reading of `name-case` is spoken. */
function fold(world: World, name: string): string {
  return world.rules.on("name-case") ? name : name.toLowerCase();
}

const spent = (kind: string, scope: string, name: string): string => `${kind} ${scope} ${name}`;

/** Refuses a user name that is taken in one of the accounts. */
export function requireFreeUserName(world: World, name: string, accounts: readonly string[], except?: User): void {
  if (world.rules.broken("no-409")) return;
  const wanted = fold(world, name);
  const everywhere = world.rules.on("name-scope");
  const candidate = { accounts: [...accounts] };
  for (const user of world.users.values()) {
    if (user.id === except?.id || user.friendlyName === undefined) continue;
    if (fold(world, user.friendlyName) !== wanted) continue;
    if (everywhere || shareAnAccount(user, { ...user, ...candidate })) throw duplicate(name, world.rules);
  }
  if (accounts.some((account) => world.spentNames.has(spent("user", account, wanted)))) {
    throw duplicate(name, world.rules);
  }
}

/** Refuses a key name that its user has already. */
export function requireFreeTokenName(world: World, name: string, userId: string, exceptId?: string): void {
  if (world.rules.broken("no-409")) return;
  const wanted = fold(world, name);
  const everywhere = world.rules.on("name-scope");
  for (const token of world.tokens.values()) {
    if (token.id === exceptId || (token.userId !== userId && !everywhere)) continue;
    if (fold(world, token.name) === wanted) throw duplicate(name, world.rules);
  }
  if (world.spentNames.has(spent("token", userId, wanted))) throw duplicate(name, world.rules);
}

/** Refuses a certificate nickname that its user has already. */
export function requireFreeNickname(world: World, name: string, userId: string): void {
  if (world.rules.broken("no-409")) return;
  for (const certificate of world.certificates.values()) {
    if (certificate.userId === userId && fold(world, certificate.nickname) === fold(world, name)) {
      throw duplicate(name, world.rules);
    }
  }
}

/** Remembers the name of a deleted user where names are not released. */
export function spendUserName(world: World, user: User): void {
  if (!world.rules.on("name-released") || user.friendlyName === undefined) return;
  for (const account of user.accounts) world.spentNames.add(spent("user", account, fold(world, user.friendlyName)));
}

/** Remembers the name of a deleted key where names are not released. */
export function spendTokenName(world: World, userId: string, name: string): void {
  if (world.rules.on("name-released")) world.spentNames.add(spent("token", userId, fold(world, name)));
}
