/** What this package does where the other reading of a fact holds. The lives of `test/variants/` show it. */

/** How far it copes: within limits that its user has to know, or not at all. */
export interface Coping {
  readonly copes: "within limits" | "no";
  readonly words: string;
}

/** By the id of the fact or variant. Whoever is not here is coped with, and nobody has to know. */
export const coping: Readonly<Record<string, Coping>> = {
  "another-host": { copes: "no", words: "Something else stands at this address: check baseUrl." },
  "requests-name-ids": { copes: "no", words: "It names accounts and roles by their ids, which are refused here." },
  "applications-optional": {
    copes: "within limits",
    words: "Declare `applicationIds` on each ServiceUser: one without them is refused here.",
  },
  "single-key": {
    copes: "no",
    words: 'No ApiKey or RotatingApiKey can be made here; a ServiceUser can keep its first key (initialKey: "keep").',
  },
  "masked-first-key": {
    copes: "within limits",
    words: "The value of a first key cannot be taken; where it is wanted, another key is made in its place.",
  },
  "token-end-date-fixed": {
    copes: "within limits",
    words: "The end of a key stands: change `triggers` together with its lifetime, so that a new key is made.",
  },
  "asked-life-granted": {
    copes: "within limits",
    words:
      "Keys get at most 30 days here: set lifetimeDays to that or less, or a RotatingApiKey refuses its first key.",
  },
  "grants-less": {
    copes: "within limits",
    words:
      "Keys get at most 30 days here: set lifetimeDays to that or less, or a RotatingApiKey refuses its first key.",
  },
};
