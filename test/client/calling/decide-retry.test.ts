import { describe, expect, it } from "vitest";
import {
  backoffMs,
  type CallKind,
  decideRetry,
  type Outcome,
  type RetryDecision,
  type RetryFacts,
  retryBudget,
} from "../../../src/client/calling/decide-retry";

function facts(kind: CallKind, outcome: Outcome, over: Partial<RetryFacts> = {}): RetryFacts {
  return {
    kind,
    outcome,
    attempt: 1,
    spentMs: 0,
    maxRetryMs: 900_000,
    everResponded: true,
    everSpoke: true,
    otherKeyLeft: false,
    preset: "full",
    random: 0.5,
    ...over,
  };
}

type Row = readonly [Outcome, read: string, idempotent: string, create: string];

// What each outcome leads to: every published status, the gateways' two, and every network failure.
const table: readonly Row[] = [
  [{ status: 200 }, "return", "return", "return"],
  [{ status: 201 }, "return", "return", "return"],
  [{ status: 204 }, "return", "return", "return"],
  [{ status: 302 }, "fail", "fail", "fail"],
  [{ status: 400 }, "fail", "fail", "fail"],
  [{ status: 401 }, "fail", "fail", "fail"],
  [{ status: 403 }, "fail", "fail", "fail"],
  [{ status: 404 }, "fail", "fail", "fail"],
  [{ status: 409 }, "fail", "fail", "fail"],
  [{ status: 429, nameTaken: true }, "fail", "fail", "fail"],
  [{ status: 429 }, "retry 500 key", "retry 500 key", "retry 500 key"],
  [{ status: 429, retryAfterMs: 3000 }, "retry 3000 key", "retry 3000 key", "retry 3000 key"],
  [{ status: 500 }, "retry 500 call", "retry 500 call", "look"],
  [{ status: 502 }, "retry 500 call", "retry 500 call", "look"],
  [{ status: 503 }, "retry 500 host", "retry 500 host", "look"],
  [{ status: 503, retryAfterMs: 60_000 }, "retry 60000 host", "retry 60000 host", "retry 60000 host"],
  [{ status: 504 }, "retry 500 call", "retry 500 call", "look"],
  [{ status: 401, foreign: true }, "retry 500 call", "fail", "look"],
  [{ status: 404, foreign: true }, "retry 500 call", "fail", "look"],
  [{ failure: "not-connected" }, "retry 500 call", "retry 500 call", "retry 500 call"],
  [{ failure: "lost" }, "retry 500 call", "retry 500 call", "look"],
  [{ failure: "timeout" }, "retry 500 call", "retry 500 call", "look"],
  [{ failure: "garbled" }, "fail", "fail", "look"],
  [{ failure: "tls" }, "fail", "fail", "fail"],
  [{ failure: "aborted" }, "fail", "fail", "fail"],
];

function words(kind: CallKind, outcome: Outcome, over?: Partial<RetryFacts>): string {
  const decision = decideRetry(facts(kind, outcome, over));
  return decision.action === "retry" ? `retry ${decision.waitMs} ${decision.scope}` : decision.action;
}

/** How a status is decided where it is the API's own, by the words of its row; the rest of a hundred is one word each. */
const LASTING = [501, 505, 511];
const every = Array.from({ length: 200 }, (_, i) => 400 + i);
const later = (status: number): boolean =>
  status === 408 || status === 425 || (status >= 500 && !LASTING.includes(status));

type Method = "GET" | "PUT" | "DELETE" | "POST";
const kindOf: Record<Method, CallKind> = { GET: "read", PUT: "idempotent", DELETE: "idempotent", POST: "create" };

/** What stands around an answer: with or without `Retry-After`, within or beyond the budget, heard of the API or not. */
const phases: Record<string, { outcome?: { retryAfterMs: number }; over?: Partial<RetryFacts> }> = {
  first: {},
  "first, of a host that never spoke": { over: { everSpoke: false, everResponded: false } },
  "with Retry-After": { outcome: { retryAfterMs: 60_000 } },
  "with Retry-After beyond the budget": { outcome: { retryAfterMs: 1_000_000 } },
  "with the budget used up": { over: { spentMs: 900_000 } },
  "without a budget": { over: { maxRetryMs: 0 } },
};

/** What is right, written independently: a word for each method. */
function expected(status: number, method: Method, phase: string): string {
  const isCreate = method === "POST";
  const hasRetryAfter = phase.includes("Retry-After");
  const scope = status === 429 ? "key" : status === 503 ? "host" : "call";
  const over = ["with Retry-After beyond the budget", "with the budget used up", "without a budget"].includes(phase);
  const again = over ? "fail over budget" : `retry ${hasRetryAfter ? 60_000 : 500} ${scope}`;
  if (status === 429) return again;
  if (LASTING.includes(status)) return isCreate ? "look" : "fail";
  if (!later(status)) return "fail";
  return isCreate && !(status === 503 && hasRetryAfter) ? "look" : again;
}

function wordsOf(decision: RetryDecision): string {
  if (decision.action === "retry") return `retry ${decision.waitMs} ${decision.scope}`;
  return decision.action === "fail" && decision.overBudget === true ? "fail over budget" : decision.action;
}

describe("every status from 400 to 599, with each method, in each phase", () => {
  it("is decided: reads, updates and deletions are repeated, creations are looked for", () => {
    const counts: Record<string, number> = {};
    for (const status of every) {
      for (const method of ["GET", "PUT", "DELETE", "POST"] as const) {
        for (const [phase, { outcome, over }] of Object.entries(phases)) {
          const word = wordsOf(decideRetry(facts(kindOf[method], { status, ...outcome }, over)));
          expect(word, `${method} ${status} ${phase}`).toBe(expected(status, method, phase));
          const [action = ""] = word.split(" ");
          counts[action] = (counts[action] ?? 0) + 1;
        }
      }
    }
    // At once fail 97 of the 4xx, three of the 5xx but for creations, and what is over its budget; a creation is looked for.
    expect(counts).toEqual({
      fail: 97 * 24 + 3 * 18 + 99 * 9 + 12 + 1,
      look: 102 * 6 - 2,
      retry: 99 * 9 + 12 + 1,
    });
    expect(every).toHaveLength(200);
  });

  it("is decided alike where a gateway invents one beyond them", () => {
    for (const status of [600, 999]) {
      expect(words("read", { status })).toBe("retry 500 call");
      expect(words("create", { status })).toBe("look");
    }
  });

  it("is not taken for a refusal of the API where that needs the API's form: reads are repeated, creations looked for", () => {
    for (const status of [400, 401, 403, 404, 409]) {
      expect(words("read", { status, foreign: true }), String(status)).toBe("retry 500 call");
      expect(words("idempotent", { status, foreign: true }), String(status)).toBe("fail");
      expect(words("create", { status, foreign: true }), String(status)).toBe("look");
    }
  });
});

describe("decideRetry", () => {
  it.each(table)("after %o: read %s, idempotent write %s, create %s", (outcome, read, idempotent, create) => {
    expect([words("read", outcome), words("idempotent", outcome), words("create", outcome)]).toEqual([
      read,
      idempotent,
      create,
    ]);
  });

  it("never repeats a create that may have been processed", () => {
    for (const [outcome] of table) {
      const decision = decideRetry(facts("create", outcome));
      const mayBeProcessed =
        "failure" in outcome
          ? ["lost", "timeout", "garbled"].includes(outcome.failure)
          : [500, 502, 504].includes(outcome.status);
      if (mayBeProcessed) expect(decision.action).toBe("look");
    }
  });

  it("goes on with another key after a 401 while one is left", () => {
    expect(words("create", { status: 401 }, { otherKeyLeft: true })).toBe("other-key");
    expect(words("create", { status: 401 })).toBe("fail");
  });

  it("gives up at once when Retry-After exceeds what is left of the budget, to the millisecond", () => {
    const outcome = { status: 503, retryAfterMs: 60_000 };
    expect(words("read", outcome, { spentMs: 840_000 })).toBe("retry 60000 host");
    expect(decideRetry(facts("read", outcome, { spentMs: 840_001 }))).toEqual({ action: "fail", overBudget: true });
    expect(words("read", { status: 500 }, { maxRetryMs: 0 })).toBe("fail");
  });

  it("waits for an unknown host that cannot be reached 20 s, for one that has answered the whole budget", () => {
    const outcome: Outcome = { failure: "not-connected" };
    expect(words("read", outcome, { everResponded: false, spentMs: 19_000 })).toBe("retry 500 call");
    expect(words("read", outcome, { everResponded: false, spentMs: 19_600 })).toBe("fail");
    expect(words("read", outcome, { everResponded: true, spentMs: 19_600 })).toBe("retry 500 call");
  });

  it.each<[string, Outcome, Partial<RetryFacts>, number, boolean]>([
    ["an unknown host that cannot be reached", { failure: "not-connected" }, { everResponded: false }, 20_000, true],
    ["a host that has answered", { failure: "not-connected" }, { everSpoke: false }, 900_000, false],
    ["a foreign answer of an unknown host", { status: 404, foreign: true }, { everSpoke: false }, 20_000, true],
    ["a foreign answer of a known one", { status: 404, foreign: true }, {}, 900_000, false],
    ["a lost answer", { failure: "lost" }, { everResponded: false, everSpoke: false }, 900_000, false],
    ["a status of the API", { status: 503 }, { everResponded: false, everSpoke: false }, 900_000, false],
    ["a budget below that", { failure: "not-connected" }, { everResponded: false, maxRetryMs: 5000 }, 5000, false],
  ])("names the budget that it keeps: %s", (_, outcome, over, budgetMs, unproven) => {
    const given = facts("read", outcome, { random: 1, ...over });
    expect(retryBudget(given)).toEqual({ budgetMs, unproven });
    expect(decideRetry({ ...given, spentMs: budgetMs - 1000 }).action).toBe("retry");
    expect(decideRetry({ ...given, spentMs: budgetMs - 999 }).action).toBe("fail");
  });

  it("backs off with full jitter up to 30 s", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 60].map((n) => backoffMs(n, 1))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
    expect(backoffMs(3, 0)).toBe(0);
  });

  it("does not spin when the server says Retry-After: 0 again and again", () => {
    expect(words("read", { status: 429, retryAfterMs: 0 }, { attempt: 5 })).toBe("retry 8000 key");
  });

  it("equals the published sample under the preset simple: three tries, 1 s and 2 s apart", () => {
    const simple = { preset: "simple" as const, random: 0.1 };
    expect(words("read", { status: 500 }, { ...simple, attempt: 1 })).toBe("retry 1000 call");
    expect(words("read", { status: 500 }, { ...simple, attempt: 2 })).toBe("retry 2000 call");
    expect(words("read", { status: 500 }, { ...simple, attempt: 3 })).toBe("fail");
  });

  it("makes no second attempt without a budget, even where chance draws a wait of nothing", () => {
    const none = { maxRetryMs: 0, random: 0 };
    expect(words("read", { status: 500 }, none)).toBe("fail");
    expect(words("read", { status: 429, retryAfterMs: 0 }, none)).toBe("fail");
    expect(words("create", { failure: "not-connected" }, none)).toBe("fail");
    expect(words("read", { status: 500 }, { ...none, maxRetryMs: 1 })).toBe("retry 0 call"); // the twin
  });
});
