/** The tables of the stacks: times with ratios, what they are made of, and what one more object costs. */
import { kilobytes, seconds, type Table } from "../../report/section.mts";
import { shown, slopes } from "../../report/statistics.mts";
import { engineWords } from "../../stage/engine.mts";
import type { Settings } from "../measure.mts";
import { callCount } from "./calls.mts";
import { cpuRatio, medianOf, ratio } from "./group.mts";
import { hosts } from "./hosts.mts";
import type { Sample } from "./sample.mts";

export function tablesOf(samples: readonly Sample[], settings: Settings): Table[] {
  return settings.engines.flatMap((engine) => {
    const own = samples.filter((sample) => sample.engine === engine);
    return own.length === 0
      ? []
      : [times(own, settings), parts(own, settings), ...hosts(own, settings), growth(own, settings)];
  });
}

const engineOf = (samples: readonly Sample[]) => samples[0]?.engine ?? "embedded";

/** Seconds, with the ratio to the floor of the same turn behind them. */
function times(samples: readonly Sample[], { sizes, variants, operations }: Settings): Table {
  const engine = engineOf(samples);
  const rows = sizes.flatMap((size) =>
    variants.flatMap(({ name: variant }) => {
      const bytes = medianOf(samples, { size, variant }, (sample) => sample.stateBytes);
      const cells = operations.map((operation) => {
        const ms = medianOf(samples, { size, variant, operation }, (sample) => sample.ms);
        const against = ratio(samples, { engine, size, variant, operation });
        return ms === undefined
          ? ""
          : `${seconds(ms)} s${against === undefined ? "" : ` ×${against.median.toFixed(2)}`}`;
      });
      return bytes === undefined
        ? []
        : [[String(size), variant, kilobytes(bytes), (bytes / size).toFixed(0), ...cells]];
    }),
  );
  return {
    title: `Stacks of service users: ${engineWords[engine]}`,
    head: ["users", "variant", "state kB", "bytes each", ...operations],
    rows,
    notes: [
      "Seconds are medians. × is the median of the ratios to the floor in the same turn: `floor` for a preview, which makes no call, and `floor-calls` for the rest.",
    ],
  };
}

/** Ours alone: how the ratios spread, and what the time is made of. */
function parts(samples: readonly Sample[], { sizes, variants, operations }: Settings): Table {
  const engine = engineOf(samples);
  const rows = sizes.flatMap((size) =>
    operations.flatMap((operation) =>
      variants.flatMap(({ name: variant, isOurs }) => {
        const where = { engine, size, operation, variant };
        const wall = ratio(samples, where);
        const ms = medianOf(samples, where, (sample) => sample.ms);
        if (ms === undefined || !isOurs) return [];
        const calls = medianOf(samples, where, callCount) ?? 0;
        const emulator = medianOf(samples, where, (sample) => (100 * sample.emulatorMs) / sample.ms) ?? 0;
        return [
          [
            String(size),
            operation,
            variant,
            String(calls),
            shown(wall),
            shown(cpuRatio(samples, where)),
            `${emulator.toFixed(0)} %`,
          ],
        ];
      }),
    ),
  );
  return {
    title: `Ours, in parts: ${engineWords[engine]}`,
    head: ["users", "operation", "variant", "calls", "× wall clock", "× processor", "emulator"],
    rows,
    notes: [
      "`emulator` is the emulator's processor time as a share of the wall clock; `× processor` leaves it out. In brackets: least, most, and how many turns.",
    ],
  };
}

/** Milliseconds for one more user between two sizes. Where they grow, the whole grows faster than the number of users. */
function growth(samples: readonly Sample[], { sizes, variants, operations }: Settings): Table {
  const rows = operations.flatMap((operation) =>
    variants.flatMap(({ name: variant }) => {
      const points = sizes.flatMap((size) => {
        const value = medianOf(samples, { size, operation, variant }, (sample) => sample.ms);
        return value === undefined ? [] : [{ size, value }];
      });
      const found = slopes(points);
      return found.length === 0 ? [] : [[operation, variant, ...found.map(({ each }) => each.toFixed(2))]];
    }),
  );
  const sorted = [...sizes].sort((a, b) => a - b);
  return {
    title: `Milliseconds for one more user: ${engineWords[engineOf(samples)]}`,
    head: ["operation", "variant", ...sorted.slice(1).map((size, at) => `${sorted[at]} to ${size}`)],
    rows,
  };
}
