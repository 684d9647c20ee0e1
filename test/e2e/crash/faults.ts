/** The ways in which a run breaks at one request. */

export const faults = ["dropped before", "dropped after", "500", "provider killed", "engine killed"] as const;
export type Fault = (typeof faults)[number];

/** How long it lasts, or where exactly it strikes. */
const lasting = ["once", "until the run is over", "and nothing answers any more"] as const;
export const modes = {
  "dropped before": lasting,
  "dropped after": lasting,
  "500": lasting,
  "provider killed": ["before the request", "after the request"],
  "engine killed": [
    "the provider goes on",
    "with its provider, before the request",
    "with its provider, after the request",
  ],
} as const satisfies Record<Fault, readonly string[]>;
export type Mode = (typeof modes)[Fault][number];

/** Every fault in each of its modes. */
export const breaks: readonly (readonly [Fault, Mode])[] = faults.flatMap((fault) =>
  modes[fault].map((mode) => [fault, mode] as const),
);

/** Whether the server did what was asked although nobody heard of it, and nobody could ask it afterwards. */
export function isUnheard(fault: Fault, mode: Mode): boolean {
  return (fault === "dropped after" && mode === "and nothing answers any more") || mode.endsWith("after the request");
}

/** Whether nobody lives to clean up. */
export const isKill = (fault: Fault): boolean => fault.endsWith("killed");
