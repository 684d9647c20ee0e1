import { describe, expect, it } from "vitest";
import type { ApiResponse } from "../../../src/examiner/asking";
import { createRetryingAsk, type RetryDeps } from "../../../src/examiner/verify/retrying";

/** Of one request in 400 ms half are taken, at least one. */
const LIMITS = [{ requests: 1, windowSeconds: 0.4 }];

const response = (status: number): ApiResponse => ({
  status,
  header: () => undefined,
  headers: [],
  json: {},
  at: 0,
  isOfApi: true,
});

/** Asks of an API that answers as it is told; `timer` says how long a timer really takes. */
function asking(statuses: readonly number[], timer: (ms: number) => number, onSleep: () => void = () => undefined) {
  let nowMs = 0.5;
  const sentAt: number[] = [];
  const interrupt = new AbortController();
  const deps: RetryDeps = {
    elapsed: () => nowMs,
    sleep: (ms) => {
      onSleep();
      if (interrupt.signal.aborted) return Promise.reject(interrupt.signal.reason);
      nowMs += timer(ms);
      return Promise.resolve();
    },
    random: () => 0.5,
    onResponse: () => undefined,
    signal: interrupt.signal,
  };
  const send = () => {
    sentAt.push(nowMs);
    return Promise.resolve(response(statuses[sentAt.length - 1] ?? 200));
  };
  const settings = { rateLimits: LIMITS, capacityPercent: 100, maxRetrySeconds: 60 };
  return { ask: createRetryingAsk(send, settings, deps), sentAt, interrupt };
}

const question = { doing: "read the roles", path: "/roles" };

describe("a request waits for its turn", () => {
  it.each([
    ["on time", (ms: number) => ms],
    ["a little early", (ms: number) => ms - 0.7],
    ["far too early", (ms: number) => Math.max(1, ms / 3)],
    ["late", (ms: number) => ms * 2],
  ])("where timers fire %s", async (_, timer) => {
    const { ask, sentAt } = asking([], timer);
    for (let request = 0; request < 5; request++) expect(await ask(question)).toMatchObject({ status: 200 });
    expect(sentAt).toHaveLength(5);
    for (const [nth, at] of sentAt.slice(1).entries()) expect(at - (sentAt[nth] ?? 0)).toBeGreaterThanOrEqual(400);
  });

  it("and is not sent where somebody interrupts meanwhile", async () => {
    const { ask, sentAt, interrupt } = asking(
      [],
      (ms) => ms,
      () => interrupt.abort(),
    );
    expect(await ask(question)).toMatchObject({ status: 200 });
    expect(await ask(question)).toBeUndefined();
    expect(sentAt).toHaveLength(1);
  });
});

it("a repetition is not sent where somebody interrupts before it", async () => {
  const told = asking([503, 200], (ms) => ms);
  expect(await told.ask(question)).toMatchObject({ status: 200 });
  expect(told.sentAt).toHaveLength(2);

  const { ask, sentAt, interrupt } = asking(
    [503, 200],
    (ms) => ms,
    () => interrupt.abort(),
  );
  expect(await ask(question)).toMatchObject({ status: 503 });
  expect(sentAt).toHaveLength(1);
});
