/** An operation whose call is answered by somebody, as data, and what the operations share. */
import type { Props } from "../../src/provider/host/state";
import { Resource, userArgs, userOf } from "../provider/apply-harness";
import type { Asked } from "./gateway";
import type { Facts, Outcome, Truth } from "./oracle";
import type { Stage } from "./stage";

/** What is prepared for an operation. */
export interface Thing {
  /** Everything that a state holds. */
  readonly resources: Resource[];
  /** What the call under test asks about, below the API's prefix; taken away by hand where it is to be gone. */
  readonly path: string;
  run(stage: Stage): Promise<unknown>;
  /** A further call through the same client. */
  readonly again?: () => Promise<unknown>;
}

export interface Operation {
  readonly name: string;
  readonly facts: Facts;
  /** What a not-found of the API may mean here. */
  readonly truths: readonly Truth[];
  hits(asked: Asked, thing: Thing, stage: Stage): boolean;
  prepare(stage: Stage): Promise<Thing>;
  /** The call changes something, and may have done so before somebody else answers. */
  readonly writes?: true;
  /** A list that does not show what it should, so that each object is asked for alone. */
  readonly emptyList?: string;
}

type Verb = "GET" | "PUT" | "POST" | "DELETE";

/** The call about the thing itself. */
export const on =
  (method: Verb, suffix = "") =>
  (asked: Asked, { path }: Thing): boolean =>
    asked.method === method && asked.path === `${path}${suffix}`;

/** The call of a path. */
export const at =
  (method: Verb, path: string) =>
  (asked: Asked): boolean =>
    asked.method === method && asked.path === path;

export const KEYS = "/api-access-token";

export const IN_STATE: readonly Truth[] = ["gone", "unseen"];
export const GONE: readonly Truth[] = ["gone"];
export const THERE: readonly Truth[] = ["there"];

const ANY = [400, 401, 403, 404, 409, "foreign"] as const;
const DONE = { result: "done", saysHow: false, namesRole: false } as const;

/** A rule of its own for some statuses. */
export const own = (
  statuses: readonly (number | "foreign")[],
  outcome: Partial<Outcome>,
): NonNullable<Facts["own"]> => [{ at: statuses, outcome }];

export const asked = (own: Facts["own"] = []): Facts => ({ does: "object", effect: "nothing", own });
export const ends = (own: Facts["own"] = []): Facts => ({ does: "object", effect: "one goes", own });
export const written = (own: Facts["own"] = []): Facts => ({ does: "update", effect: "nothing", own });
export const other = (own: Facts["own"] = []): Facts => ({ does: "other", effect: "nothing", own });
export const makes = (own: Facts["own"] = []): Facts => ({ does: "create", effect: "one comes", own });

/** Goes on without an answer of some kind. */
export const passedOver = (...statuses: (number | "foreign")[]): NonNullable<Facts["own"]> => [
  { at: statuses.length > 0 ? statuses : ANY, outcome: DONE },
];

/** Something was made before, which state keeps. */
export const madeBefore = own(ANY, { effect: "one comes" });
/** The same, but where that is what is gone. */
export const itselfMade = own([400, 401, 403, 409, "foreign"], { effect: "one comes" });

export type Then = (resource: Resource, stage: Stage) => Promise<unknown>;
export const refresh: Then = (one) => one.refresh();
export const destroy: Then = (one) => one.destroy();

/** Runs the last of some resources in the hands of whoever the stage is set to. */
export function thing(resources: Resource[], path: string, then: Then): Thing {
  return {
    resources,
    path,
    async run(stage) {
      const before = resources.pop();
      if (before === undefined) throw new Error("nothing was prepared");
      const one = new Resource(stage.world, before.handlers);
      one.state = before.state;
      resources.push(one);
      await then(one, stage);
    },
  };
}

export async function madeUser({ world }: Stage, args: Props = {}): Promise<Resource> {
  const user = userOf(world);
  await user.up(userArgs(world, args));
  return user;
}
