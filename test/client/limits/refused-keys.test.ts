import { expect, it } from "vitest";
import { RefusedKeys } from "../../../src/client/limits/refused-keys";

it("leaves a refused key out for a minute, then lets one call try it", () => {
  const keys = new RefusedKeys();
  expect(keys.mayUse("a", 0)).toBe(true);
  expect(keys.refuse("a", 0)).toBe(true);
  expect([keys.mayUse("a", 59_999), keys.mayUse("b", 0), keys.mayUse("a", 60_000)]).toEqual([false, true, true]);
  keys.try("a", true);
  expect(keys.mayUse("a", 60_000)).toBe(false);
  keys.try("a", false); // no answer came: the next call tries it
  expect(keys.mayUse("a", 60_000)).toBe(true);
  expect([keys.accept("a"), keys.accept("a"), keys.mayUse("a", 60_000), keys.size]).toEqual([true, false, true, 0]);
});

it("leaves it out for longer each time it is refused again, for an hour at most, and says so once", () => {
  const keys = new RefusedKeys();
  const pauses: number[] = [];
  let now = 0;
  for (let i = 0; i < 9; i += 1) {
    expect(keys.refuse("a", now)).toBe(i === 0);
    const from = now;
    while (!keys.mayUse("a", now)) now += 60_000;
    pauses.push((now - from) / 60_000);
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

it("does not leave it out for longer because calls that have no other key try it meanwhile", () => {
  const keys = new RefusedKeys();
  keys.refuse("a", 0);
  for (let at = 0; at < 60_000; at += 1000) expect(keys.refuse("a", at)).toBe(false);
  expect(keys.mayUse("a", 60_000)).toBe(true);
});
