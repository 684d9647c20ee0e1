import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry, EntryKind, Ledger } from "../../../src/client/limits/ledger";
import { type CallLog, createCallLog, type Window } from "../../../src/client/limits/limiter";
import { createSharedLog } from "../../../src/client/limits/shared-log";
import { holds } from "../../support/property";

const WINDOWS: readonly Window[] = [
  { requests: 6, windowMs: 300 },
  { requests: 3, windowMs: 50 },
];

/** Processes that share one ledger, on a clock that a test moves. */
function machine({ processes = 2, isShared = true, dead = new Set<number>() } = {}) {
  const entries: Entry[] = [];
  const clock = { now: 1000 };
  /** What another process does between the line of a call and the look at the others'. */
  let race: (() => void) | undefined;
  const logs = Array.from({ length: processes }, (_, pid): CallLog => {
    let read = 0;
    const ledger: Ledger = {
      who: `${pid}.ab`,
      append(kind: EntryKind, overAt?: number) {
        entries.push({ kind, who: ledger.who, at: clock.now, ...(overAt !== undefined && { overAt }) });
        const other = race;
        race = undefined;
        other?.();
        return true;
      },
      read() {
        const since = entries.slice(read);
        read = entries.length;
        return since;
      },
    };
    if (!isShared) return createCallLog();
    return createSharedLog(createCallLog(), ledger, { epoch: () => clock.now, isAlive: (id) => !dead.has(id) });
  });
  const at = (pid: number): CallLog => {
    const log = logs[pid % logs.length];
    if (log === undefined) throw new Error("there is no process");
    return log;
  };
  const during = (work: () => void): void => {
    race = work;
  };
  return { at, clock, dead, entries, during };
}

interface Sent {
  readonly pid: number;
  readonly at: number;
  endedAt?: number;
}

const step = fc.record({
  pid: fc.nat(2),
  gap: fc.nat(30),
  does: fc.constantFrom("send", "send", "send", "respond", "cancel"),
  rival: fc.option(fc.nat(2), { nil: undefined }),
});

/** Plays steps, and counts what a window would have refused. */
function play(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[], isShared: boolean) {
  const { at, clock, during } = machine({ processes: 3, isShared });
  const sent: Sent[] = [];
  let above = 0;
  let waited = 0;
  const isFull = (): boolean =>
    WINDOWS.some(
      ({ requests, windowMs }) =>
        sent.filter(({ endedAt = Infinity }) => endedAt + windowMs > clock.now).length >= requests,
    );
  const send = (pid: number): void => {
    if (at(pid).readyAt(clock.now, WINDOWS) > clock.now || !at(pid).take(clock.now, WINDOWS)) {
      waited += 1;
      return;
    }
    if (isFull()) above += 1;
    sent.push({ pid, at: clock.now });
  };
  for (const { pid, gap, does, rival } of steps) {
    clock.now += gap;
    if (does === "send") {
      if (rival !== undefined && rival !== pid) during(() => send(rival));
      send(pid);
      continue;
    }
    const call = sent.find((each) => each.pid === pid && each.endedAt === undefined);
    if (call === undefined) continue;
    if (does === "cancel") {
      sent.splice(sent.indexOf(call), 1);
      at(pid).cancelled();
    } else {
      call.endedAt = clock.now;
      at(pid).responded(clock.now);
    }
  }
  return { above, waited, sent: sent.length };
}

describe("processes that share a log", () => {
  const steps = fc.array(step, { minLength: 10, maxLength: 80 });

  it("are never above a window together, whoever is quicker", () => {
    let [waited, sent] = [0, 0];
    holds(
      fc.property(steps, (drawn) => {
        const seen = play(drawn, true);
        waited += seen.waited;
        sent += seen.sent;
        expect(seen.above).toBe(0);
      }),
    );
    expect(waited).toBeGreaterThan(1000);
    expect(sent).toBeGreaterThan(1000);
  });

  it("would be, if they did not share it", () => {
    const above = fc.sample(steps, { numRuns: 200, seed: 1 }).map((drawn) => play(drawn, false).above);
    expect(Math.max(...above)).toBeGreaterThan(0);
  });

  it("give the room to one of two that ask at the same time", () => {
    const { at, clock, during } = machine();
    const one: Window[] = [{ requests: 1, windowMs: 50 }];
    expect([at(0).readyAt(clock.now, one), at(1).readyAt(clock.now, one)]).toEqual([1000, 1000]);
    let other: boolean | undefined;
    during(() => {
      other = at(1).take(clock.now, one);
    });
    expect([at(0).take(clock.now, one), other]).toEqual([true, false]);
    // Nobody wakes the other one: it looks again.
    expect(at(1).readyAt(clock.now, one)).toBe(1020);
    expect(at(0).readyAt(clock.now, one)).toBe(Infinity);
    clock.now = 1010;
    at(0).responded(clock.now);
    expect(at(1).readyAt(clock.now, one)).toBe(1060);
  });

  it("wait a window for what one of them left under way when it died, and no longer", () => {
    const { at, clock, dead } = machine();
    const one: Window[] = [{ requests: 1, windowMs: 50 }];
    expect(at(1).take(clock.now, one)).toBe(true);
    clock.now = 9_000;
    expect(at(0).readyAt(clock.now, one)).toBe(9_020);
    dead.add(1);
    clock.now = 10_000;
    expect(at(0).readyAt(clock.now, one)).toBe(10_050);
    clock.now = 10_050;
    expect(at(0).take(clock.now, one)).toBe(true);
  });

  it.each([
    { says: "30 s", timeoutMs: 30_000, most: 35_000 },
    { says: "nothing of its end", timeoutMs: undefined, most: 3_605_000 },
  ])("wait no longer than a call may take that says $says, where the id of a dead process is in use again", (call) => {
    const { at, clock } = machine();
    const one: Window[] = [{ requests: 1, windowMs: 50 }];
    expect(at(1).take(clock.now, one, call.timeoutMs)).toBe(true);
    clock.now += call.most - 1;
    expect(at(0).readyAt(clock.now, one)).toBe(clock.now + 20);
    clock.now += 1_000;
    expect(at(0).readyAt(clock.now, one)).toBe(clock.now + 50);
  });

  it("count a response whose call they have not seen", () => {
    const { at, clock, entries } = machine();
    entries.push({ kind: "responded", who: "7.ab", at: clock.now - 10 });
    expect(at(0).readyAt(clock.now, [{ requests: 1, windowMs: 50 }])).toBe(clock.now + 40);
  });
});
