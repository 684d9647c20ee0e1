/** The wall clock and the processor's, round one piece of work. */
import { readFileSync } from "node:fs";

export interface Timed<T> {
  readonly result: T;
  readonly ms: number;
  /** Of this process and of the children that it has waited for. Undefined where the system does not say it. */
  readonly cpuMs: number | undefined;
}

export async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const cpuBefore = cpuTimeMs();
  const from = performance.now();
  const result = await work();
  const ms = performance.now() - from;
  const cpuAfter = cpuTimeMs();
  return { result, ms, cpuMs: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore };
}

/** Linux counts in ticks of 10 ms; proc(5) gives them a constant length for every processor that Node runs on. */
const MS_A_TICK = 10;

function cpuTimeMs(): number | undefined {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    // proc(5): behind the name come state, parent … then utime, stime, cutime, cstime as fields 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * MS_A_TICK;
  } catch {
    return undefined;
  }
}
