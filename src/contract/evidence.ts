import { assumed } from "./evidence-assumed";
import { documented } from "./evidence-documented";

/**
 * One fact about the API. `documented` facts name the page they come from; `assumed` ones say what the other
 * plausible reading does, and the emulator speaks that reading with `--variant <id>`.
 */
export interface Evidence {
  /** Kebab-case, never reused. */
  readonly id: string;
  readonly mark: "documented" | "assumed";
  readonly statement: string;
  /** Where it is documented. */
  readonly source?: string;
  /** What the other reading does; present on every assumption and on nothing else. */
  readonly variant?: string;
}

/** Every fact the client, the emulator and the OpenAPI document rest on. */
export const evidence: readonly Evidence[] = [
  ...documented.map(
    ([id, source, statement]): Evidence => ({
      id,
      mark: "documented",
      statement,
      source,
    }),
  ),
  ...assumed.map(([id, statement, variant]): Evidence => ({ id, mark: "assumed", statement, variant })),
];

/** The ids of all assumptions, which are also the names of the emulator's variants. */
export const assumptionIds: readonly string[] = assumed.map(([id]) => id);
