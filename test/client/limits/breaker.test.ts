import { describe, expect, it } from "vitest";
import { createBreaker } from "../../../src/client/limits/breaker";

const refusal = { status: 503, details: [], method: "GET", path: "/user" };
const closing = (until: number, askedUntil = until, status = 503) => ({
  until,
  askedUntil,
  refusal: { ...refusal, status },
});

describe("the breaker", () => {
  it("is open until it is closed, and lets any number of calls through", () => {
    const breaker = createBreaker();
    expect([breaker.readyAt(7), breaker.take(), breaker.take(), breaker.closing]).toEqual([
      7,
      undefined,
      undefined,
      undefined,
    ]);
    expect(breaker.isIdle(7)).toBe(true);
  });

  it("lets one probe through when the closing ends, and the others once it has its answer", () => {
    const breaker = createBreaker();
    breaker.close(closing(100, 500), 0);
    expect([breaker.readyAt(0), breaker.readyAt(99), breaker.readyAt(100)]).toEqual([100, 100, 100]);
    const probe = breaker.take();
    if (probe === undefined) throw new Error("no probe");
    expect(breaker.readyAt(101)).toBe(Infinity);
    expect(breaker.isIdle(1000)).toBe(false);
    breaker.settle(probe, true, 110);
    expect([breaker.readyAt(110), breaker.closing, breaker.take()]).toEqual([110, undefined, undefined]);
  });

  it("closes again when the probe is refused, for as long as that answer says", () => {
    const breaker = createBreaker();
    breaker.close(closing(100, 3600), 0);
    const probe = breaker.take();
    breaker.close(closing(250), 150);
    if (probe !== undefined) breaker.settle(probe, false, 150);
    // What the first one asked for is forgotten.
    expect(breaker.closing).toEqual(closing(250));
    expect([breaker.readyAt(150), breaker.readyAt(250)]).toEqual([250, 250]);
  });

  it("makes the next call a probe where the first got no answer", () => {
    const breaker = createBreaker();
    breaker.close(closing(100), 0);
    const [first, second] = [breaker.take(), breaker.take()];
    if (first === undefined || second === undefined) throw new Error("no probe");
    breaker.settle(second, false, 120);
    expect(breaker.readyAt(120)).toBe(120);
    const third = breaker.take();
    breaker.settle(first, true, 130); // the answer to an earlier one decides nothing any more
    expect(breaker.readyAt(130)).toBe(Infinity);
    if (third !== undefined) breaker.settle(third, true, 140);
    expect(breaker.readyAt(140)).toBe(140);
  });

  it("is not opened by a probe while a later refusal still counts", () => {
    const breaker = createBreaker();
    breaker.close(closing(100), 0);
    const probe = breaker.take();
    breaker.close(closing(900), 110); // of a call that was sent before
    if (probe !== undefined) breaker.settle(probe, true, 120);
    expect(breaker.readyAt(120)).toBe(900);
  });

  it("keeps the longer of two closings, and the words of the one that asks for more", () => {
    const breaker = createBreaker();
    breaker.close(closing(100, 100, 503), 0);
    breaker.close(closing(50, 400, 429), 10);
    breaker.close(closing(60, 70, 503), 20);
    expect(breaker.closing).toEqual(closing(100, 400, 429));
  });

  it("is idle again once nobody needs to know of it", () => {
    const breaker = createBreaker();
    breaker.close(closing(100, 400), 0);
    expect([breaker.isIdle(100), breaker.isIdle(399), breaker.isIdle(400)]).toEqual([false, false, true]);
  });
});
