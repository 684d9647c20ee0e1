import * as z from "zod";
import { endDate } from "../../contract";
import { invalid } from "../core/errors";
import type { User, World } from "../core/model";
import { stateOf } from "../core/state";
import { accountWireOf, tokenWireOf } from "../core/wire";
import { addToken, drawKeyValue } from "../core/world";

/**
 * A user that the API itself cannot make: a person, a locked user, or one with no name. Whatever is left out gets a
 * plain value. With `apiKey` the response carries a key of the user's.
 */
export const newUser = z.strictObject({
  user_type: z.enum(["standard", "service"]).default("standard"),
  friendly_name: z.string().optional(),
  email: z.string().optional(),
  description: z.string().default(""),
  end_date: endDate.optional(),
  accounts: z.array(z.string()).min(1).optional(),
  roles: z.array(z.string()).default([]),
  status: z.enum(["ACTIVE", "DISABLED", "LOCKED"]).default("ACTIVE"),
  apiKey: z.boolean().default(false),
});

/** Another account. `reachable: false` keeps it from the administrator. */
export const newAccount = z.strictObject({ name: z.string().min(1), reachable: z.boolean().default(true) });

/** Makes a user past all rules of the API but those that keep the world consistent. */
export function makeUser(world: World, wanted: z.output<typeof newUser>): unknown {
  const accounts = wanted.accounts ?? [world.users.get(world.administratorId)?.primaryAccountId ?? ""];
  const unknown = [
    ...accounts.filter((id) => !world.accounts.has(id)),
    ...wanted.roles.filter((id) => !world.roles.has(id)),
  ];
  if (unknown.length > 0) throw invalid(...unknown.map((id) => `unknown id ${JSON.stringify(id)}`));
  const user: User = {
    id: world.chance.uuid(),
    userType: wanted.user_type,
    createdAt: world.clock.now(),
    createdBy: world.administratorId,
    texts: { description: wanted.description, ...(wanted.email !== undefined && { email: wanted.email }) },
    enabled: wanted.status !== "DISABLED",
    locked: wanted.status === "LOCKED",
    accounts,
    primaryAccountId: accounts[0] ?? "",
    roles: wanted.roles,
    applications: [],
  };
  if (wanted.friendly_name !== undefined) user.friendlyName = wanted.friendly_name;
  if (wanted.end_date !== undefined) user.endDate = wanted.end_date;
  world.users.set(user.id, user);
  const wire = stateOf(world).users.find((one) => one.id === user.id);
  if (!wanted.apiKey) return { user: wire };
  const token = {
    id: world.chance.uuid(),
    value: drawKeyValue(world.chance),
    userId: user.id,
    createdAt: world.clock.now(),
    name: "management",
    enabled: true,
  };
  addToken(world, token);
  return { user: wire, token: tokenWireOf(world, token), apiKey: token.value };
}

/** Makes an account. */
export function makeAccount(world: World, wanted: z.output<typeof newAccount>): unknown {
  const account = { id: world.chance.uuid(), name: wanted.name, createdAt: world.clock.now() };
  world.accounts.set(account.id, account);
  if (wanted.reachable) world.users.get(world.administratorId)?.accounts.push(account.id);
  return accountWireOf(world, account);
}
