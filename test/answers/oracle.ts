/** What an answer may lead to, from the rules alone: docs/decisions/0305, docs/explanation/safety.md. Written before the table. */

/** What a call under test does, as far as the rules ask. */
export interface Facts {
  /** `object`: asks for or deletes what a state holds. `update`: writes to it. `create`: makes something. `other`: the rest. */
  readonly does: "object" | "update" | "create" | "other";
  /** What the operation changes on the server when all goes well. */
  readonly effect: Effect;
  readonly keys?: 1 | 2;
  /** A key's name: another is drawn where it is taken. */
  readonly redraws?: true;
  /** Rules of its own: what was made before the call, or goes on without its answer. */
  readonly own?: readonly { readonly at: readonly (number | "foreign")[]; readonly outcome: Partial<Outcome> }[];
}

export type Effect = "nothing" | "one comes" | "one goes";

export interface Outcome {
  readonly result: string;
  readonly effect: Effect;
  /** What lives, is ours, stands in no state, and no sweep lists. */
  readonly lost: number;
  /** What a state held and holds no longer, although it is in force. */
  readonly forgotten: number;
  readonly keysLeft: number;
  readonly namesRole: boolean;
  readonly saysHow: boolean;
}

/** Who answers: the API; somebody else, before the API has seen the call or after it carried the call out; a proxy. */
export type Speaker = "API" | "other" | "other, once it was done" | "proxy";

/** Of what a not-found speaks: of something gone, of a place that the caller does not see, of something that is there. */
export type Truth = "gone" | "unseen" | "there";

// --- the oracle
const REFUSALS: Readonly<Record<number, string>> = {
  400: "invalid request",
  401: "key not accepted",
  404: "not found",
  409: "name taken",
};

export function expected(speaker: Speaker, status: number, truth: Truth, op: Facts): Outcome {
  const { keys = 1, does, effect } = op;
  const at = speaker === "API" ? status : "foreign";
  const own = speaker === "proxy" ? undefined : op.own?.find((rule) => rule.at.includes(at))?.outcome;
  const nothing = { effect: "nothing", lost: 0, forgotten: 0, keysLeft: keys, namesRole: false } as const;
  const fails = (result: string): Outcome => ({ ...nothing, result, saysHow: true, ...own });
  const succeeds = (change: Partial<Outcome>): Outcome => ({ ...nothing, result: "done", saysHow: false, ...change });
  if (speaker === "proxy") return fails("proxy");
  if (speaker === "other") return fails("unexpected answer");
  // A user is found by its mark, a key of which nobody has the value is undone; of the rest the next run sees what was done.
  if (speaker !== "API" && does === "create") return op.redraws ? fails("unexpected answer") : succeeds({ effect });
  if (speaker !== "API") return { ...fails("unexpected answer"), effect };
  if (status === 401 && keys > 1) return succeeds({ effect, keysLeft: keys - 1 });
  if (status === 409 && op.redraws) return succeeds({ effect });
  if (status === 403) return { ...fails("role missing"), namesRole: own?.namesRole ?? true };
  if (status !== 404 || truth === "there") return fails(REFUSALS[status] ?? "");
  if (truth === "unseen") return fails("unverified");
  return does === "update" ? fails("is gone") : succeeds({ ...own });
}
// --- end of the oracle
