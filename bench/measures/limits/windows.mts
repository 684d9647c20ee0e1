/** What rolling windows allow at best: pure. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { parseRateLimits }: typeof import("../../../src/client/index.js") = require("../../../dist/client/index.js");

interface Window {
  readonly requests: number;
  readonly windowMs: number;
}

export function windowsOf(limits: string): Window[] {
  const parsed = parseRateLimits(limits);
  if (parsed === undefined) throw new Error(`"${limits}" is not of the form 1000/180s,100/5s`);
  return parsed.map(({ requests, windowSeconds }) => ({ requests, windowMs: windowSeconds * 1000 }));
}

/** When an ideal limiter has sent the last of these arrivals: no latency, each key a perfect rolling window. */
export function idealMs(arrivals: readonly number[], keys: number, windows: readonly Window[]): number {
  const sent: number[][] = Array.from({ length: keys }, () => []);
  const readyAt = (log: readonly number[], at: number): number =>
    windows.reduce((ready, { requests, windowMs }) => {
      const nth = log[log.length - requests];
      return nth === undefined ? ready : Math.max(ready, nth + windowMs);
    }, at);
  let last = 0;
  for (const at of arrivals) {
    const from = Math.max(at, last);
    const best = sent.reduce((a, b) => (readyAt(b, from) < readyAt(a, from) ? b : a));
    last = readyAt(best, from);
    best.push(last);
  }
  return last;
}

/** The same for calls that all want to go at once. */
export const boundMs = (calls: number, limits: string, keys = 1): number =>
  idealMs(
    Array.from({ length: calls }, () => 0),
    keys,
    windowsOf(limits),
  );
