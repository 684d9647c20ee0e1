import { openIds } from "../../contract";

/** A variant that is not the other reading of one fact. */
interface FurtherVariant {
  readonly statement: string;
  /** The facts whose other reading it speaks. */
  readonly implies: readonly string[];
}

/** Variants beside those of the facts that are not documented. */
export const furtherVariants: Readonly<Record<string, FurtherVariant>> = {
  chunked: { statement: "Answers come in chunks, without a Content-Length.", implies: [] },
  "another-host": {
    statement: "Something else stands in the API's place: everything answers 404 with an HTML page.",
    implies: [],
  },
  "paged-lists": { statement: "Every list comes in the envelope items, total, offset, limit, in pages.", implies: [] },
  "token-end-date-fixed": { statement: "The end date of a key can never be changed: 400.", implies: [] },
  "token-id-is-value": {
    statement: "The value of a first key stands in token_id alone, which is no UUID then.",
    implies: [],
  },
  "masked-first-key": { statement: "The first key's value comes masked, as reads of a sibling show it.", implies: [] },
  "single-key": { statement: "A user holds only the key it was made with: another one answers 403.", implies: [] },
  "grants-less": { statement: "Keys get at most 30 days of life.", implies: ["asked-life-granted"] },
  "user-as-documented": {
    statement: "A user that is read has exactly the documented fields.",
    implies: ["user-carries-assignments"],
  },
  "put-merge": {
    statement: "A PUT keeps what it omits, of users and of keys.",
    implies: ["put-user-replaces", "put-token-replaces"],
  },
};

/** Every name that `--variant` takes. */
export const variantNames: readonly string[] = [...openIds, ...Object.keys(furtherVariants)];

/** Ways to break the emulator on purpose, so that tests can show that they would notice. Never a public option. */
export const breakageNames = ["no-409", "ignore-end-dates", "accept-unknown-fields"] as const;

/** One way to break the emulator. */
export type Breakage = (typeof breakageNames)[number];

/** Which reading of each fact is spoken. */
export interface Rules {
  /** Whether the other reading of this fact, or this further variant, is on. */
  readonly on: (name: string) => boolean;
  readonly broken: (name: Breakage) => boolean;
  readonly variants: readonly string[];
}

function isBreakage(name: string): name is Breakage {
  return breakageNames.some((known) => known === name);
}

/** The rules for a choice of variants; a name that nobody knows is an error. */
export function createRules(variants: readonly string[] = [], breakage: readonly string[] = []): Rules {
  for (const name of variants) {
    if (!variantNames.includes(name)) {
      throw new Error(`Unknown variant ${JSON.stringify(name)}. Known are: ${variantNames.join(", ")}.`);
    }
  }
  for (const name of breakage) {
    if (!isBreakage(name)) throw new Error(`Unknown breakage ${JSON.stringify(name)}: ${breakageNames.join(", ")}.`);
  }
  const active = new Set([...variants, ...variants.flatMap((name) => furtherVariants[name]?.implies ?? [])]);
  const broken = new Set(breakage);
  return { on: (name) => active.has(name), broken: (name) => broken.has(name), variants: [...variants] };
}
