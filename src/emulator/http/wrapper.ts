import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { API_PREFIX, pageQuery } from "../../contract";
import { bodyOf, broken, invalid, limited, methodNotAllowed, notFound, Refusal } from "../core/errors";
import type { ActiveFault, Faults } from "../core/faults";
import type { Journal, JournalEntry } from "../core/journal";
import type { World } from "../core/model";
import type { RateLimiter } from "../core/rate-limit";
import { retryAfter } from "../core/retry-after";
import { authenticate, presentedKey } from "./authenticate";
import { arrive, leaving, respondInstead } from "./fault-effects";
import { createLister, isPaged } from "./lists";
import { readJson } from "./request";
import { gatewayPage, type Message, send } from "./respond";
import { findRoute, type Route, type RouteResponse } from "./router";
import { requireBody, requireQuery } from "./validate";

/** What the wrapper needs to know of the emulator. The world changes with a reset, hence a function. */
export interface Surroundings {
  readonly world: () => World;
  readonly limiter: () => RateLimiter;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly routes: readonly Route[];
  readonly pageSize: number | undefined;
  readonly mutualTls: boolean;
}

const JSON_TYPE = { "content-type": "application/json;charset=utf-8" };

/** An operation that names no parameter takes none. */
const NO_QUERY = z.object({});

const toMessage = (response: RouteResponse): Message =>
  response.body === undefined
    ? { status: response.status, headers: {} }
    : { status: response.status, headers: JSON_TYPE, text: JSON.stringify(response.body) };

/**
 * The one wrapper round every route: journal, faults, who calls, how often, what exactly, and the response.
 * Nothing a client sends gets past it, and nothing a route throws either.
 */
export function createApi(surroundings: Surroundings): (request: IncomingMessage, response: ServerResponse) => void {
  const { journal, faults, routes, pageSize, mutualTls } = surroundings;
  let refusals = surroundings.world().chance.seed % 2;
  let limitTurn = 0;
  let calls = 0;

  const work = async (request: IncomingMessage, url: URL, world: World): Promise<Message> => {
    const { rules } = world;
    if (rules.on("another-host")) return gatewayPage(404);
    if ((request.headers["user-agent"] ?? "").trim() === "") throw invalid("The User-Agent header is missing.");
    const caller = authenticate(world, request, mutualTls);
    const nowMs = world.clock.now();
    const decision = surroundings.limiter().ask(caller.limitedBy, nowMs);
    if (!decision.allowed) {
      limitTurn += 1;
      throw limited(retryAfter(limitTurn - 1, nowMs, decision.waitMs), rules);
    }
    if (!url.pathname.startsWith(`${API_PREFIX}/`)) throw notFound("resource");
    const found = findRoute(routes, request.method ?? "", url.pathname.slice(API_PREFIX.length));
    if (!("route" in found)) throw found.length === 0 ? notFound("resource") : methodNotAllowed(found.join(", "));
    const { route, params } = found;
    const own = route.operation.query ?? NO_QUERY;
    const paged = route.list !== undefined && isPaged(rules, pageSize, route.list);
    const query = requireQuery(url.searchParams, paged ? own.extend(pageQuery.shape) : own, rules);
    const body = await bodyFor(route, request, world);
    const lister = createLister(rules, world.chance, pageSize);
    const response = route.handle({
      world,
      caller: caller.user,
      key: caller.key,
      params,
      query,
      body,
      list: (items, wire, name) => lister(items, wire, name, query),
    });
    return toMessage(response);
  };

  const respond = async (
    request: IncomingMessage,
    url: URL,
    world: World,
    fault: ActiveFault | undefined,
  ): Promise<Message> => {
    try {
      return respondInstead(fault, world) ?? (await work(request, url, world));
    } catch (error) {
      const refusal = error instanceof Refusal ? error : broken(world.rules);
      refusals += 1;
      const message = toMessage({ status: refusal.status, body: bodyOf(refusal, refusals - 1, world.rules) });
      return { ...message, headers: { ...message.headers, ...refusal.headers } };
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const world = surroundings.world();
    const url = parseUrl(request);
    const method = request.method ?? "";
    const fault = faults.take(method, url.pathname);
    const entry: JournalEntry = {
      method,
      path: url.pathname,
      status: 0,
      at: new Date(world.clock.now()).toISOString(),
    };
    if (url.search !== "") entry.query = url.search.slice(1);
    const keyId = presentedKey(world, request)?.id;
    if (keyId !== undefined) entry.keyId = keyId;
    if (fault !== undefined) entry.fault = fault.kind;
    journal.add(entry);
    if ((await arrive(request, fault)) === "ended") return;
    calls += 1;
    const requestId = `emulator-${world.chance.seed}-${calls}`;
    const message = await respond(request, url, world, fault);
    const part = leaving(fault);
    if (part === "nothing") {
      request.socket.destroy();
      return;
    }
    entry.status = message.status;
    const date = new Date(world.clock.now());
    request.resume();
    await send(response, message, {
      date,
      requestId,
      chunked: world.rules.on("chunked"),
      truncated: part === "half",
    });
  };

  return (request, response) => {
    request.on("error", () => {});
    response.on("error", () => {});
    void serve(request, response).catch(() => request.socket.destroy());
  };
}

/** The URL of a call. A target that is no path (`*`, an authority) ends as a path that nothing has. */
function parseUrl(request: IncomingMessage): URL {
  const target = request.url ?? "";
  return (
    URL.parse(target.startsWith("/") ? `http://localhost${target}` : "http://localhost/") ??
    new URL("http://localhost/")
  );
}

/** The checked body of a call; a body where none belongs is refused. */
async function bodyFor(route: Route, request: IncomingMessage, world: World): Promise<unknown> {
  const schema = route.operation.request;
  if (schema !== undefined) return requireBody(schema, await readJson(request), world.rules);
  const length = request.headers["content-length"];
  if ((length !== undefined && length !== "0") || request.headers["transfer-encoding"] !== undefined) {
    throw invalid("This operation takes no body.");
  }
  return undefined;
}
