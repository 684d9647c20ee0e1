import { type Operation, operations } from "../../contract";
import type { Token, User, World } from "../core/model";

/** The response of a route; no body means 204. */
export interface RouteResponse {
  readonly status: number;
  readonly body?: unknown;
}

/** A call as a route sees it: authenticated and checked. */
export interface Call {
  readonly world: World;
  /** Who calls, and with which key (none with a client certificate alone). */
  readonly caller: User;
  readonly key: Token | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  /** Makes the response of a list: bare or in pages, shuffled. */
  readonly list: (
    items: readonly { readonly id: string }[],
    wire: (index: number) => unknown,
    name: ListName,
  ) => RouteResponse;
}

/** The lists of the API. */
export type ListName = "users" | "tokens" | "roles" | "accounts" | "audit";

/** One operation of the API, as the contract has it, and what serves it. */
export interface Route {
  readonly operation: Operation;
  /** Whether it is a list that may come in pages, and so takes offset and limit. */
  readonly list?: ListName;
  readonly handle: (call: Call) => RouteResponse;
}

/** The route of an operation; method, path, query and body are the contract's. */
export function route(id: string, handle: Route["handle"], list?: ListName): Route {
  const operation = operations.find((one) => one.id === id);
  if (operation === undefined) throw new Error(`The contract has no operation ${id}.`);
  return { operation, handle, ...(list !== undefined && { list }) };
}

/** A route and the varying segments of the path that led to it. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith("{")) {
      if (value === "") return undefined;
      params[segment.slice(1, -1)] = value;
    } else if (segment !== value) return undefined;
  }
  return params;
}

/** The route of a call, or the methods that its path has, or an empty list when there is no such path. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | readonly string[] {
  const allowed: string[] = [];
  for (const route of routes) {
    const params = paramsOf(route.operation.path, path);
    if (params === undefined) continue;
    if (route.operation.method === method) return { route, params };
    allowed.push(route.operation.method);
  }
  return allowed;
}
