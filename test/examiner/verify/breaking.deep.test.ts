/** Every request of a run broken in every way, and an interrupt at every step. */
import { expect, it } from "vitest";
import { script } from "../../../src/examiner/verify/script";
import { breaks, brokenAt, interruptedAt, requestsOfARun } from "./breaking";

it.each(breaks)(
  "leaves nothing behind, whichever request breaks by %s",
  async (kind) => {
    const requests = await requestsOfARun();
    expect(requests).toBeGreaterThan(50);
    for (let nth = 1; nth <= requests; nth += 1) {
      expect((await brokenAt(nth, kind)).left, `request ${nth}`).toEqual({ users: [] });
    }
  },
  300_000,
);

it("leaves nothing behind, at whichever step it is interrupted", async () => {
  for (let nth = 1; nth <= script.length; nth += 1) {
    expect((await interruptedAt(nth)).left, `step ${nth}`).toEqual({ users: [] });
  }
}, 300_000);
