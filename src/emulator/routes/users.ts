import { type UserCreateRequest, type UserUpdateRequest, userCreateRequest, userUpdateRequest } from "../../contract";
import { denied, invalid } from "../core/errors";
import type { Token, User, UserTexts, World } from "../core/model";
import { permissions } from "../core/roles";
import { tokenWireOf, userWireOf } from "../core/wire";
import { addToken, drawKeyValue, record, removeToken, removeUser, tokensOf } from "../core/world";
import type { Call, Route, RouteResponse } from "../http/router";
import {
  refusePast,
  requireAccounts,
  requireApplications,
  requirePermission,
  requireReadableUser,
  requireRoles,
  requireUser,
  requireViewer,
  shareAnAccount,
} from "./access";
import { requireFreeUserName, spendUserName } from "./names";

const isPresent = <T>(value: T | undefined): value is T => value !== undefined;

/** A user that is read, created or changed; the other reading leaves out what is not documented. */
const shown = ({ world }: Call, user: User): unknown =>
  userWireOf(world, user, !world.rules.on("user-carries-assignments"));

function requirePrimary(given: string | undefined, accounts: readonly string[]): string {
  const primary = given ?? accounts[0] ?? "";
  if (!accounts.includes(primary)) throw invalid("primary_account_id: is not one of the accounts");
  return primary;
}

function listUsers(call: Call): RouteResponse {
  requirePermission(call, permissions.viewUsers, permissions.manageUsers);
  const { world, caller, query } = call;
  const type = query.user_type;
  if (isPresent(type) && !["service", "standard"].includes(type)) {
    throw invalid(`user_type: ${JSON.stringify(type)} is neither "service" nor "standard"`);
  }
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
  const self = user.id === call.caller.id;
  if (!self) requireViewer(call, user);
  if (self && user.roles.length === 0 && call.world.rules.on("me-without-role")) throw denied(permissions.viewUsers);
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
  if (world.rules.on("create-user-request")) {
    const missing = (["description", "email"] as const).filter((field) => body[field] === undefined);
    if (missing.length > 0) throw invalid(...missing.map((field) => `${field}: is required`));
  }
  requireAccounts(call, body.accounts);
  requireRoles(world, body.roles);
  requireApplications(world, body.applications ?? []);
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
  };
  if (isPresent(body.end_date)) user.endDate = body.end_date;
  if (isPresent(body.applications)) user.applications = [...body.applications];
  world.users.set(user.id, user);
  record(world, caller, { action: "CREATE", resourceType: "USER", resourceId: user.id });
  return createdResponse(call, user, firstToken(world, user));
}

/** What a body writes of a user that is kept as it is. */
function textsOf(body: UserUpdateRequest): UserTexts {
  const { user_type: _type, access_scope: _scope, friendly_name: _name, end_date: _end, ...rest } = body;
  const { accounts: _accounts, primary_account_id: _primary, roles: _roles, applications: _apps, ...texts } = rest;
  return texts;
}

/** What a PUT means: the whole object, or (the other reading) what it names on top of what was there. */
function merged(world: World, user: User, body: UserUpdateRequest) {
  const kept = world.rules.on("put-user-replaces");
  return {
    friendlyName: body.friendly_name,
    texts: { description: "", ...(kept && user.texts), ...textsOf(body) },
    endDate: body.end_date ?? (kept ? user.endDate : undefined),
    accounts: body.accounts,
    primary:
      body.primary_account_id ??
      (kept && body.accounts.includes(user.primaryAccountId) ? user.primaryAccountId : undefined),
    roles: body.roles ?? (kept ? user.roles : []),
    applications: body.applications ?? (kept ? user.applications : undefined),
  };
}

function refuseBeforeItsKeys(world: World, user: User, endDate: string | undefined): void {
  if (!world.rules.on("user-end-before-its-keys") || endDate === undefined) return;
  const beyond = tokensOf(world, user.id).filter((token) => isPresent(token.endDate) && token.endDate > endDate);
  if (beyond.length > 0) throw invalid(`end_date: the user has keys that end after ${endDate}`);
}

function updateUser(call: Call): RouteResponse {
  requirePermission(call, permissions.manageUsers);
  const { world, caller } = call;
  const user = requireUser(call, call.params.id);
  const body = call.body as UserUpdateRequest;
  if (isPresent(body.user_type) && body.user_type !== user.userType) throw invalid("user_type: cannot be changed");
  const next = merged(world, user, body);
  // Accounts beyond the caller's reach that the user has already are no business of the caller.
  requireAccounts(
    call,
    next.accounts.filter((id) => !user.accounts.includes(id)),
  );
  requireRoles(world, next.roles);
  requireApplications(world, next.applications ?? []);
  if (next.endDate !== user.endDate) refusePast(world, next.endDate);
  refuseBeforeItsKeys(world, user, next.endDate);
  requireFreeUserName(world, next.friendlyName, next.accounts, user);
  const primary = requirePrimary(next.primary, next.accounts);
  user.friendlyName = next.friendlyName;
  user.texts = next.texts;
  user.accounts = [...next.accounts];
  user.primaryAccountId = primary;
  user.roles = [...next.roles];
  if (next.endDate === undefined) delete user.endDate;
  else user.endDate = next.endDate;
  if (next.applications === undefined) delete user.applications;
  else user.applications = [...next.applications];
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
  { method: "GET", path: "/user", query: ["user_type"], list: "users", handle: listUsers },
  { method: "POST", path: "/user", body: userCreateRequest, handle: createUser },
  { method: "GET", path: "/user/:id", handle: getUser },
  { method: "PUT", path: "/user/:id", body: userUpdateRequest, handle: updateUser },
  { method: "PUT", path: "/user/:id/enable", handle: switchUser(true) },
  { method: "PUT", path: "/user/:id/disable", handle: switchUser(false) },
  { method: "DELETE", path: "/user/:id", handle: deleteUser },
];
