import * as z from "zod";
import { API_PREFIX } from "../../contract";
import type { Chance } from "./random";

/** What can go wrong on request. */
export const faultKinds = [
  "status",
  "drop-before",
  "drop-after",
  "stall",
  "truncate",
  "html",
  "foreign",
  "delay",
] as const;

/** One of {@link faultKinds}. */
export type FaultKind = (typeof faultKinds)[number];

/** At which point of its way a kind hits a call: as it arrives, instead of the route, or as its response leaves. */
const points = {
  "drop-before": "arrival",
  stall: "arrival",
  delay: "arrival",
  status: "route",
  html: "route",
  foreign: "route",
  "drop-after": "departure",
  truncate: "departure",
} as const satisfies Record<FaultKind, string>;

/** The kinds that hit a call at this point. */
export type KindAt<P extends (typeof points)[FaultKind]> = {
  [K in FaultKind]: (typeof points)[K] extends P ? K : never;
}[FaultKind];

/** Whether a kind hits a call at this point. What it does to it stands in `http/fault-effects.ts`. */
export function hitsAt<P extends (typeof points)[FaultKind]>(kind: FaultKind, point: P): kind is KindAt<P> {
  return points[kind] === point;
}

/** Kinds that respond instead of the route. */
const routeKinds = faultKinds.filter((kind) => hitsAt(kind, "route"));

/** How others than the API respond: with nothing, a text, JSON of their own, or what only looks like the API's form. */
export const foreignForms = ["empty", "text", "json", "framework", "number", "oauth", "list"] as const;

/** A fault, as `POST /faults` takes it. */
export const faultRequest = z
  .strictObject({
    match: z
      .strictObject({
        method: z.string().toUpperCase().optional(),
        path: z.string().startsWith("/").optional(),
        nth: z.int().min(1).optional(),
      })
      .default({}),
    kind: z.enum(faultKinds),
    status: z.int().min(400).max(599).optional(),
    code: z.string().min(1).optional(),
    form: z.enum(foreignForms).optional(),
    retryAfter: z.union([z.number().min(0), z.string().min(1)]).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    times: z.int().min(1).optional(),
    probability: z.number().gt(0).max(1).optional(),
  })
  .superRefine((fault, context) => {
    const wrong = (field: string, message: string): void =>
      context.addIssue({ code: "custom", path: [field], message });
    if (["status", "foreign"].includes(fault.kind) && fault.status === undefined) {
      wrong("status", "is required by kinds status and foreign");
    }
    if ((fault.kind === "foreign") !== (fault.form !== undefined))
      wrong("form", "belongs to kind foreign, which requires it");
    if (fault.kind === "delay" && fault.delayMs === undefined) wrong("delayMs", "is required by kind delay");
    if (fault.kind !== "delay" && fault.delayMs !== undefined) wrong("delayMs", "belongs to kind delay");
    if (!hitsAt(fault.kind, "route")) {
      for (const field of ["status", "retryAfter"] as const) {
        if (fault[field] !== undefined) wrong(field, `belongs to kinds ${routeKinds.join(", ")}`);
      }
    }
    if (fault.kind !== "status" && fault.code !== undefined) wrong("code", "belongs to kind status");
  });

/**
 * A fault. `match.path` is a path with or without `/account/api/v1`, in which `*` stands for one segment and `**`
 * for any number; without it every path matches. `nth` is the first matching call to be hit, counted from 1.
 * `times` is how many calls are hit: 1 by default with `nth`, else every one until the faults are cleared.
 */
export type Fault = z.input<typeof faultRequest>;

/** A fault that is in force. */
export interface ActiveFault extends z.output<typeof faultRequest> {
  readonly id: string;
  /** Calls that matched, and calls that it hit. */
  seen: number;
  hits: number;
}

/** The faults in force, oldest first; the first that applies to a call is the one that hits it. */
export interface Faults {
  readonly add: (fault: z.output<typeof faultRequest>) => ActiveFault;
  readonly list: () => readonly ActiveFault[];
  readonly clear: () => void;
  readonly take: (method: string, path: string) => ActiveFault | undefined;
}

/** Whether a glob matches a path of the API: `*` is one segment, `**` any number of them. */
export function matchesPath(glob: string, path: string): boolean {
  const source = glob
    .split("/")
    .map((segment) => (segment === "**" ? ".*" : segment.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "[^/]*")))
    .join("/");
  const pattern = new RegExp(`^${source}$`);
  return pattern.test(path) || (path.startsWith(API_PREFIX) && pattern.test(path.slice(API_PREFIX.length)));
}

/** No faults yet. */
export function createFaults(chance: Chance): Faults {
  let active: ActiveFault[] = [];
  const applies = (fault: ActiveFault): boolean => {
    const times = fault.times ?? (fault.match.nth === undefined ? Number.POSITIVE_INFINITY : 1);
    if (fault.seen < (fault.match.nth ?? 1) || fault.hits >= times) return false;
    return fault.probability === undefined || chance.next() < fault.probability;
  };
  return {
    list: () => active,
    clear: () => {
      active = [];
    },
    add: (fault) => {
      const added = { ...fault, id: chance.uuid(), seen: 0, hits: 0 };
      active.push(added);
      return added;
    },
    take: (method, path) => {
      let hit: ActiveFault | undefined;
      for (const fault of active) {
        if (fault.match.method !== undefined && fault.match.method !== method) continue;
        if (fault.match.path !== undefined && !matchesPath(fault.match.path, path)) continue;
        fault.seen += 1;
        if (hit !== undefined || !applies(fault)) continue;
        fault.hits += 1;
        hit = fault;
      }
      return hit;
    },
  };
}
