/** What comes of a name that is taken, from the rules alone: docs/decisions/0307. Written before the table. */

/** How the API answers a name that is taken. */
export const answers = ["409", "400 with the code", "400 `invalid_input`", "another 400"] as const;
export type Answer = (typeof answers)[number];

/** The emulator's variant that answers so. */
export const variantOf: Readonly<Record<Answer, readonly string[]>> = {
  "409": [],
  "400 with the code": ["duplicate-status"],
  "400 `invalid_input`": ["duplicate-code"],
  "another 400": ["duplicate-words"],
};

/** What is done, and who stands in its way. */
export interface Facts {
  readonly does: "make a user" | "rename a user" | "make a key";
  /** Who holds the name where it is wanted. `unseen`: nobody that this provider's key sees. */
  readonly holder: "service user" | "own" | "another stack's" | "person" | "key" | "every name" | "unseen" | "nobody";
  readonly adopts?: "as it is" | "with changes";
  /** An answer was lost before: in this run, which finds nothing at its first look, or in an earlier one. */
  readonly lost?: "in this run" | "in an earlier run";
}

export interface Outcome {
  readonly result: string;
  /** Users, or keys, that there are more of on the server. */
  readonly more: number;
}

// --- the oracle
export function expected({ does, holder, adopts, lost }: Facts, answer: Answer): Outcome {
  const fails = (why: string): Outcome => ({ result: `fails: ${why}`, more: 0 });
  const isSaid = answer !== "another 400";
  if (holder === "nobody" || (holder === "unseen" && !isSaid)) return fails("the refusal itself");
  if (does === "make a key") {
    if (holder === "every name") return fails("every name is taken");
    return { result: lost ? "made under another name, the lost one deleted" : "made under another name", more: 1 };
  }
  if (holder === "unseen") return fails("held by what this key cannot see");
  if (does === "rename a user") return fails("names the holder");
  if (holder === "own")
    return lost === "in this run" ? { result: "made once", more: 1 } : { result: "taken back", more: 0 };
  if (holder === "person") return fails("a person");
  if (adopts === undefined) return fails("names the holder");
  if (holder === "another stack's") return fails("asks for adoptFrom");
  return adopts === "with changes" ? fails("asks for adoptChanges") : { result: "adopted", more: 0 };
}
// --- end of the oracle
