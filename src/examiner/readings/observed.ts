/** What came of one request, without values: what every reading is decided from. Pure. */
import { listShape } from "./lists";
import { type Shape, shapeOf } from "./shape";
import { type Asked, CREATIONS, type Method } from "./steps";

/** What came of a request: the shape of its response, or why there is none. */
export interface Observed {
  readonly step: string;
  readonly method: Method;
  /** With placeholders for what varies. */
  readonly path: string;
  readonly status?: number;
  /** Absent where the body was empty, or none of the API's. */
  readonly body?: Shape;
  /** How many objects a list holds, where that decides something. */
  readonly count?: number;
  /** Something other than the API responded. */
  readonly foreign?: boolean;
  /** What the package could not read of a good response. */
  readonly unread?: string;
  /** It was not sent, and why. */
  readonly skipped?: string;
}

/** A response, as far as it is looked at. */
export interface Response {
  readonly status?: number;
  readonly json: unknown;
  /** The API itself responded. */
  readonly isOfApi: boolean;
}

/** What was observed so far. */
export type Seen = (step: string) => Observed | undefined;

/** A request as it stands in front of what came of it. */
export const nameOf = ({ name, method, path }: Asked): Pick<Observed, "step" | "method" | "path"> => ({
  step: name,
  method,
  path,
});

/**
 * What is kept of a response: its shape.
 * @param today the server's day
 */
export function observe(asked: Asked, { status, json, isOfApi }: Response, today: string): Observed {
  if (status === undefined) return nameOf(asked);
  const isForeign = status < 500 && status !== 429 && !isOfApi;
  const body = json === undefined ? undefined : shapeOf(json, { status, today });
  const seen: Observed = {
    ...nameOf(asked),
    status,
    ...(body !== undefined && { body }),
    ...(isForeign && { foreign: true }),
  };
  const count = asked.counts && isDone(seen) ? listShape(json)?.total : undefined;
  return count === undefined ? seen : { ...seen, count };
}

/** Statuses that the server responds with when it fails or refuses for its load. */
const INCIDENTS: readonly number[] = [429, 500, 502, 503, 504];

/** What a failure of the server looked like; undefined where the response is none. */
export function incidentOf({ status, json, isOfApi }: Response, today: string): Observed | undefined {
  if (status === undefined || !INCIDENTS.includes(status)) return undefined;
  return observe({ name: `incident-${status}`, method: "GET", path: "/" }, { status, json, isOfApi }, today);
}

/** Whether a request was carried out. */
export function isDone(observed: Observed | undefined): observed is Observed & { readonly status: number } {
  const { status, foreign } = observed ?? {};
  return status !== undefined && status >= 200 && status < 300 && foreign !== true;
}

/** Whether the API refused a request. */
export function isRefused(observed: Observed | undefined): observed is Observed & { readonly status: number } {
  const { status, foreign } = observed ?? {};
  return status !== undefined && status >= 400 && status < 500 && status !== 429 && foreign !== true;
}

/** Why a request shows nothing, in words. */
export function whyNot(observed: Observed | undefined, name: string): string {
  if (observed === undefined) return `the run ended before ${name}`;
  const { method, path, status, skipped, foreign } = observed;
  if (skipped !== undefined) return skipped;
  if (status === undefined) return `${method} ${path} got no response`;
  return `${method} ${path} answered ${status}${foreign === true ? ", which was not the API" : ""}`;
}

/** The creation that made the throwaway user. */
export const creationOf = (seen: Seen) => CREATIONS.map(seen).find(isDone);
