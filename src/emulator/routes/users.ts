import type { UserCreateRequest, UserUpdateRequest } from "../../contract";
import { invalid } from "../core/errors";
import type { Token, User, World } from "../core/model";
import { permissions } from "../core/roles";
import { tokenWireOf, userWireOf } from "../core/wire";
import { addToken, drawKeyValue, record, removeToken, removeUser, tokensOf } from "../core/world";
import { type Call, type Route, type RouteResponse, route } from "../http/router";
import {
  maySeeItself,
  refusePast,
  requireAccounts,
  requirePermission,
  requireReadableUser,
  requireRoles,
  requireUser,
  shareAnAccount,
} from "./access";
import { requireFreeUserName, spendUserName } from "./names";
import { merged, refuseBeforeItsKeys, refuseLosingPrimary, requirePrimary, requireWhole, textsOf } from "./user-body";

const isPresent = <T>(value: T | undefined): value is T => value !== undefined;

/** A user that is read, created or changed; the other reading leaves out what is not documented. */
const shown = ({ world }: Call, user: User): unknown =>
  userWireOf(world, user, !world.rules.on("user-carries-assignments"));

function listUsers(call: Call): RouteResponse {
  requirePermission(call, permissions.viewUsers, permissions.manageUsers);
  const { world, caller, query } = call;
  const type = query.user_type;
  const users = [...world.users.values()].filter(
    (user) => shareAnAccount(user, caller) && (type === undefined || user.userType === type),
  );
  return call.list(users, (index) => wireAt(call, users, index), "users");
}

function wireAt(call: Call, users: readonly User[], index: number): unknown {
  const user = users[index];
  return user === undefined ? undefined : shown(call, user);
}

function getUser(call: Call): RouteResponse {
  const user = requireReadableUser(call, call.params.id);
  const isItself = user.id === call.caller.id && maySeeItself(call.world, user);
  if (!isItself) requirePermission(call, permissions.viewUsers, permissions.manageUsers);
  return { status: 200, body: shown(call, user) };
}

/** The key that is made with a user; its name is the user's, its end the user's. */
function firstToken(world: World, user: User): Token {
  const token: Token = {
    id: world.chance.uuid(),
    value: drawKeyValue(world.chance),
    userId: user.id,
    createdAt: world.clock.now(),
    name: user.friendlyName ?? "",
    enabled: true,
  };
  if (isPresent(user.endDate)) token.endDate = user.endDate;
  addToken(world, token);
  return token;
}

function createdResponse(call: Call, user: User, token: Token): RouteResponse {
  const { rules } = call.world;
  const { id, name, end_date } = tokenWireOf(call.world, token);
  const shown = rules.on("masked-first-key") ? `${token.value.slice(0, 4)}********` : token.value;
  const key = rules.on("token-id-is-value")
    ? { token_id: shown }
    : rules.on("create-user-token-field")
      ? { api_token: shown, token_id: token.id }
      : { api_access_token: { id, name, token: shown, end_date } };
  const wire = userWireOf(call.world, user, !rules.on("create-user-answer"));
  return { status: rules.on("create-user-status") ? 200 : 201, body: { ...wire, ...key } };
}

function createUser(call: Call): RouteResponse {
  requirePermission(call, permissions.manageUsers);
  const { world, caller } = call;
  // The body was checked against this very schema before the route was called.
  const body = call.body as UserCreateRequest;
  requireWhole(world, { ...body, applications: body.applications ?? [] });
  if (world.rules.on("create-user-request") && !isPresent(body.primary_account_id)) {
    throw invalid("primary_account_id: is required");
  }
  requireAccounts(call, body.accounts);
  requireRoles(world, body.roles);
  refusePast(world, body.end_date);
  requireFreeUserName(world, body.friendly_name, body.accounts);
  const user: User = {
    id: world.chance.uuid(),
    userType: "service",
    createdAt: world.clock.now(),
    createdBy: caller.id,
    friendlyName: body.friendly_name,
    texts: { description: "", ...textsOf(body) },
    enabled: true,
    locked: false,
    accounts: [...body.accounts],
    primaryAccountId: requirePrimary(body.primary_account_id, body.accounts),
    roles: [...body.roles],
    applications: [...(body.applications ?? [])],
  };
  if (isPresent(body.end_date)) user.endDate = body.end_date;
  world.users.set(user.id, user);
  record(world, caller, { action: "CREATE", resourceType: "USER", resourceId: user.id });
  return createdResponse(call, user, firstToken(world, user));
}

function updateUser(call: Call): RouteResponse {
  requirePermission(call, permissions.manageUsers);
  const { world, caller } = call;
  const user = requireUser(call, call.params.id);
  const body = call.body as UserUpdateRequest;
  if (isPresent(body.user_type) && body.user_type !== user.userType) throw invalid("user_type: cannot be changed");
  const next = merged(world, user, body);
  requireWhole(world, { ...next, email: next.texts.email });
  refuseLosingPrimary(world, user, next);
  // Accounts beyond the caller's reach that the user has already are no business of the caller.
  requireAccounts(
    call,
    next.accounts.filter((id) => !user.accounts.includes(id)),
  );
  requireRoles(world, next.roles);
  if (next.endDate !== user.endDate) refusePast(world, next.endDate);
  refuseBeforeItsKeys(world, user, next.endDate);
  requireFreeUserName(world, next.friendlyName, next.accounts, user);
  const primary = requirePrimary(next.primary, next.accounts);
  user.friendlyName = next.friendlyName;
  user.texts = next.texts;
  user.accounts = [...next.accounts];
  user.primaryAccountId = primary;
  user.roles = [...next.roles];
  user.applications = [...next.applications];
  if (next.endDate === undefined) delete user.endDate;
  else user.endDate = next.endDate;
  record(world, caller, { action: "UPDATE", resourceType: "USER", resourceId: user.id });
  return world.rules.on("put-user-answer") ? { status: 204 } : { status: 200, body: shown(call, user) };
}

function refuseSelf(call: Call, user: User): void {
  if (user.id === call.caller.id && call.world.rules.on("delete-own-user")) {
    throw invalid("You cannot delete or disable yourself.");
  }
}

function switchUser(enabled: boolean): Route["handle"] {
  return (call) => {
    requirePermission(call, permissions.manageUsers);
    const user = requireUser(call, call.params.id);
    if (!enabled) refuseSelf(call, user);
    user.enabled = enabled;
    const action = enabled ? "ENABLE" : "DISABLE";
    record(call.world, call.caller, { action, resourceType: "USER", resourceId: user.id });
    return call.world.rules.on("enable-disable-user") ? { status: 204 } : { status: 200, body: shown(call, user) };
  };
}

function deleteUser(call: Call): RouteResponse {
  requirePermission(call, permissions.manageUsers);
  const { world, caller } = call;
  const user = requireUser(call, call.params.id);
  refuseSelf(call, user);
  const last = shown(call, user);
  for (const token of tokensOf(world, user.id)) removeToken(world, token);
  for (const certificate of [...world.certificates.values()]) {
    if (certificate.userId === user.id) world.certificates.delete(certificate.id);
  }
  removeUser(world, user);
  spendUserName(world, user);
  record(world, caller, { action: "DELETE", resourceType: "USER", resourceId: user.id });
  return world.rules.on("delete-user-answer") ? { status: 200, body: last } : { status: 204 };
}

/** Users: `/user`. */
export const userRoutes: readonly Route[] = [
  route("listUsers", listUsers, "users"),
  route("createUser", createUser),
  route("getUser", getUser),
  route("updateUser", updateUser),
  route("enableUser", switchUser(true)),
  route("disableUser", switchUser(false)),
  route("deleteUser", deleteUser),
];
