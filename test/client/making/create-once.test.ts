import { describe, expect, it } from "vitest";
import { LostResponse } from "../../../src/client/calling/call";
import { type CreateOnceDeps, createOnce, type Intent } from "../../../src/client/making/create-once";
import { ConnectionError } from "../../../src/errors";

const broke = new ConnectionError("the connection broke", { mayHaveBeenProcessed: true });

/** Time that passes only while something sleeps. */
function deps(change: Partial<CreateOnceDeps> = {}): CreateOnceDeps & { slept: number[] } {
  const slept: number[] = [];
  let nowMs = 0;
  return {
    slept,
    host: "one.example.test",
    notices: { dueAt: () => Number.POSITIVE_INFINITY, report: () => undefined },
    clock: {
      now: () => nowMs,
      elapsed: () => nowMs,
      sleep: async (ms) => {
        slept.push(ms);
        nowMs += ms;
      },
    },
    random: () => 0,
    maxRetrySeconds: 900,
    retry: "full",
    log: () => undefined,
    ...change,
  };
}

type Lossy = Intent<string> & { attempts: number; looks: number };

/** A create whose answers are lost `losses` times, and which was never made meanwhile. */
function lossy(losses: number, details: ConstructorParameters<typeof LostResponse>[2] = {}): Lossy {
  return {
    attempts: 0,
    looks: 0,
    attempt() {
      this.attempts += 1;
      return this.attempts > losses
        ? Promise.resolve("made")
        : Promise.reject(new LostResponse(broke, { doing: "make it", host: "one.digicert.com" }, details));
    },
    look() {
      this.looks += 1;
      return Promise.resolve({ found: "not-found" });
    },
    existing: () => Promise.resolve(undefined),
  };
}

describe("a create whose answer was lost and that made nothing", () => {
  it("is sent again while there is time", async () => {
    const intent = lossy(2);
    expect(await createOnce(intent, deps())).toBe("made");
    expect(intent.attempts).toBe(3);
  });

  it("is not sent again without a budget, though no time has passed", async () => {
    const intent = lossy(1);
    await expect(createOnce(intent, deps({ maxRetrySeconds: 0 }))).rejects.toBe(broke);
    expect(intent.attempts).toBe(1);
  });

  it("is not sent again once the budget is used up", async () => {
    const intent = lossy(99);
    await expect(createOnce(intent, deps({ maxRetrySeconds: 2, random: () => 1 }))).rejects.toBe(broke);
    expect(intent.attempts).toBe(2);
  });

  it("is what its caller gets when the look finds it", async () => {
    const intent: Intent<string> = { ...lossy(1), look: () => Promise.resolve({ found: "done", result: "found" }) };
    expect(await createOnce(intent, deps({ maxRetrySeconds: 0 }))).toBe("found");
  });

  it("is not sent again sooner than its answer asked for", async () => {
    const clock = deps();
    const intent = lossy(1, { retryAfterMs: 60_000 });
    expect(await createOnce(intent, clock)).toBe("made");
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(60_000);
    // The twin: without that the backoff alone is waited for.
    const soon = deps();
    await createOnce(lossy(1), soon);
    expect(soon.slept).toEqual([0]);
  });

  it("is looked for at once and not sent again where its answer asked for more than the budget", async () => {
    const clock = deps();
    const intent = lossy(1, { retryAfterMs: 900_001 });
    await expect(createOnce(intent, clock)).rejects.toBe(broke);
    expect([intent.attempts, intent.looks, ...clock.slept]).toEqual([1, 1, 0]);
  });

  it("is looked for and not sent again where no other attempt would fare better", async () => {
    const intent = lossy(1, { isFinal: true });
    await expect(createOnce(intent, deps())).rejects.toBe(broke);
    expect([intent.attempts, intent.looks]).toEqual([1, 1]);
  });
});
