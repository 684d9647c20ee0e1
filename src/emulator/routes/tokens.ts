import type { TokenCreateRequest, TokenUpdateRequest } from "../../contract";
import { dayAfter } from "../core/clock";
import { invalid, notFound, singleKey } from "../core/errors";
import type { Token, User, World } from "../core/model";
import { hasEnded, tokenWireOf } from "../core/wire";
import { addToken, drawKeyValue, record, removeToken, tokensOf } from "../core/world";
import { type Call, type Route, type RouteResponse, route } from "../http/router";
import {
  refusePast,
  requireManager,
  requireReadableToken,
  requireReadableUser,
  requireToken,
  requireUser,
  requireViewer,
} from "./access";
import { requireFreeTokenName, spendTokenName } from "./names";

/** The life that is granted under the other reading of `asked-life-granted`. */
const GRANTED_DAYS = 30;

/** The end date that a key really gets. */
function granted(world: World, asked: string | undefined): string | undefined {
  if (!world.rules.on("asked-life-granted")) return asked;
  const most = dayAfter(world.clock.today(), GRANTED_DAYS);
  return asked === undefined || asked > most ? most : asked;
}

function refuseBeyondUser(world: World, user: User, endDate: string | undefined): void {
  const { rules } = world;
  if (rules.on("token-within-user-life") || rules.broken("ignore-end-dates")) return;
  if (endDate !== undefined && user.endDate !== undefined && endDate > user.endDate) {
    throw invalid(`end_date: ${endDate} is after ${user.endDate}, the end date of the user`);
  }
}

function listTokens(call: Call): RouteResponse {
  const { world, query } = call;
  const owner = requireReadableUser(call, query.user_id);
  requireViewer(call, owner);
  const tokens = tokensOf(world, owner.id);
  const wire = (index: number): unknown => {
    const token = tokens[index];
    return token === undefined ? undefined : tokenWireOf(world, token);
  };
  return call.list(tokens, wire, "tokens");
}

function createToken(call: Call): RouteResponse {
  const { world, caller } = call;
  // The body was checked against this very schema before the route was called.
  const body = call.body as TokenCreateRequest;
  const owner = world.users.has(body.user_id) ? requireUser(call, body.user_id) : undefined;
  if (owner === undefined) throw notFound("user");
  requireManager(call, owner);
  if (world.rules.on("single-key")) throw singleKey();
  refusePast(world, body.end_date);
  refuseBeyondUser(world, owner, body.end_date);
  requireFreeTokenName(world, body.name, owner.id);
  const token: Token = {
    id: world.chance.uuid(),
    value: drawKeyValue(world.chance),
    userId: owner.id,
    createdAt: world.clock.now(),
    name: body.name,
    enabled: true,
  };
  const endDate = granted(world, body.end_date);
  if (endDate !== undefined) token.endDate = endDate;
  addToken(world, token);
  record(world, caller, { action: "CREATE", resourceType: "API_ACCESS_TOKEN", resourceId: token.id });
  const value = world.rules.on("create-token-value-field") ? { api_key: token.value } : { token: token.value };
  const status = world.rules.on("create-token-body") ? 200 : 201;
  return { status, body: { ...tokenWireOf(world, token), ...value } };
}

function getToken(call: Call): RouteResponse {
  const { token, owner } = requireReadableToken(call);
  requireViewer(call, owner);
  return { status: 200, body: tokenWireOf(call.world, token) };
}

function moveEnd(world: World, token: Token, owner: User, next: string | undefined): void {
  if (next === token.endDate) return;
  if (world.rules.on("token-end-date-fixed")) throw invalid("end_date: cannot be changed");
  if (hasEnded(world, token.endDate)) throw invalid("end_date: cannot be changed once it has passed");
  refusePast(world, next);
  refuseBeyondUser(world, owner, next);
  const endDate = granted(world, next);
  if (endDate === undefined) delete token.endDate;
  else token.endDate = endDate;
}

function updateToken(call: Call): RouteResponse {
  const { world, caller } = call;
  const { token, owner } = requireToken(call);
  requireManager(call, owner);
  const body = call.body as TokenUpdateRequest;
  requireFreeTokenName(world, body.name, owner.id, token.id);
  moveEnd(world, token, owner, body.end_date ?? (world.rules.on("put-token-replaces") ? token.endDate : undefined));
  token.name = body.name;
  token.enabled = body.enabled;
  record(world, caller, { action: "UPDATE", resourceType: "API_ACCESS_TOKEN", resourceId: token.id });
  return world.rules.on("put-token-answer") ? { status: 204 } : { status: 200, body: tokenWireOf(world, token) };
}

function deleteToken(call: Call): RouteResponse {
  const { world, caller } = call;
  const { token, owner } = requireToken(call);
  requireManager(call, owner);
  const last = tokenWireOf(world, token);
  removeToken(world, token);
  spendTokenName(world, owner.id, token.name);
  record(world, caller, { action: "DELETE", resourceType: "API_ACCESS_TOKEN", resourceId: token.id });
  return world.rules.on("delete-token-answer") ? { status: 200, body: last } : { status: 204 };
}

/** API keys: `/api-access-token`. */
export const tokenRoutes: readonly Route[] = [
  route("listApiAccessTokens", listTokens, "tokens"),
  route("createApiAccessToken", createToken),
  route("getApiAccessToken", getToken),
  route("updateApiAccessToken", updateToken),
  route("deleteApiAccessToken", deleteToken),
];
