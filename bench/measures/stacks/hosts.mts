/** The native host beside the dynamic one, in the same turns. */
import type { Table } from "../../report/section.mts";
import { shown } from "../../report/statistics.mts";
import { type EngineName, engineWords } from "../../stage/engine.mts";
import { NATIVE, OURS } from "../../variants/index.mts";
import type { Settings } from "../measure.mts";
import { cpuRatio, medianOf, ratio } from "./group.mts";
import type { Sample } from "./sample.mts";

/** Nothing where one of the two was not measured. */
export function hosts(
  samples: readonly Sample[],
  { sizes, operations }: Pick<Settings, "sizes" | "operations">,
): Table[] {
  const engine: EngineName = samples[0]?.engine ?? "embedded";
  const rows = sizes.flatMap((size) => {
    const bytes = (variant: string) => medianOf(samples, { size, variant }, ({ stateBytes }) => stateBytes);
    const [dynamic, native] = [bytes(OURS), bytes(NATIVE)];
    if (dynamic === undefined || native === undefined) return [];
    const each = (total: number) => (total / size).toFixed(0);
    const state = [
      String(size),
      "bytes of state for each",
      each(dynamic),
      each(native),
      (native / dynamic).toFixed(2),
      "",
    ];
    const times = operations.map((operation) => {
      const where = { engine, size, operation, variant: NATIVE };
      return [
        String(size),
        operation,
        "",
        "",
        shown(ratio(samples, where, OURS)),
        shown(cpuRatio(samples, where, OURS)),
      ];
    });
    return [state, ...times];
  });
  const head = ["users", "what", "dynamic", "native", "native / dynamic", "× processor"];
  return rows.length === 0 ? [] : [{ title: `Two hosts: ${engineWords[engine]}`, head, rows }];
}
