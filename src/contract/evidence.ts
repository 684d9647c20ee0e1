import { assumed } from "./evidence-assumed";
import { documented } from "./evidence-documented";
import { supported } from "./evidence-supported";

/**
 * How sure a fact is: DigiCert publishes it; a sibling service of the platform documents or shows it; or nothing that we
 * could read settles it.
 */
export type Mark = "documented" | "supported" | "assumed";

/**
 * One fact about the API. `documented` facts name the page they come from; `supported` and `assumed` ones say what the
 * other plausible reading does, and the emulator speaks that reading with `--variant <id>`.
 */
export interface Evidence {
  /** Kebab-case, never reused. */
  readonly id: string;
  /** Which of `factNumbers` it rests on. */
  readonly facts: readonly string[];
  readonly mark: Mark;
  readonly statement: string;
  /** Where it is documented. */
  readonly source?: string;
  /** What the other reading does; present on everything that is not documented. */
  readonly variant?: string;
}

/** The numbers of the list that all evidence was gathered in. */
export const factNumbers: readonly string[] = Array.from({ length: 62 }, (_, index) => `F${index + 1}`);

type Open = readonly [facts: string, id: string, statement: string, variant: string];

const open =
  (mark: Mark) =>
  ([facts, id, statement, variant]: Open): Evidence => ({ id, facts: facts.split(" "), mark, statement, variant });

/** Every fact the client, the emulator and the OpenAPI document rest on. */
export const evidence: readonly Evidence[] = [
  ...documented.map(
    ([facts, id, source, statement]): Evidence => ({
      id,
      facts: facts.split(" "),
      mark: "documented",
      statement,
      source,
    }),
  ),
  ...supported.map(open("supported")),
  ...assumed.map(open("assumed")),
];

/** The ids of everything that is not documented, which are also the names of the emulator's variants. */
export const openIds: readonly string[] = evidence.flatMap(({ id, mark }) => (mark === "documented" ? [] : [id]));
