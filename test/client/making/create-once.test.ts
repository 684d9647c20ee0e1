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
    now: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
    random: () => 0,
    maxRetrySeconds: 900,
    retry: "full",
    log: () => undefined,
    ...change,
  };
}

/** A create whose answers are lost `losses` times, and which was never made meanwhile. */
function lossy(losses: number): Intent<string> & { attempts: number } {
  return {
    attempts: 0,
    attempt() {
      this.attempts += 1;
      return this.attempts > losses
        ? Promise.resolve("made")
        : Promise.reject(new LostResponse(broke, { doing: "make it", host: "one.digicert.com" }));
    },
    look: () => Promise.resolve({ found: "not-found" }),
    holder: () => Promise.resolve(undefined),
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
});
