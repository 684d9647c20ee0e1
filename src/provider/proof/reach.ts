/**
 * Whether this process sees the place where an object lived, so that a not-found means "gone". Pure: what has been seen goes
 * in, and the next question to ask comes out, the cheapest first.
 */

/** What can be asked, in this order: who we are, which accounts we reach, and last which users we see. */
export type Question = "me" | "accounts" | "users";

/** What one key says of itself: its accounts, that nobody accepts it, or why it could not be asked. */
export type Self =
  | { readonly key: string; readonly accounts: readonly string[] }
  | { readonly key: string; readonly refused: true }
  | { readonly key: string; readonly failed: string };

/** What this process knows of its own sight. */
export interface Sight {
  /**
   * The accounts of each user, and each account alone, that a response named. A user is seen from any of its accounts, so
   * of each list at least one account is within reach.
   */
  readonly named: Iterable<readonly string[]>;
  /** Whether calls are spread over several keys. Nobody knows which of them a response was for, so each has to see the place. */
  readonly severalKeys: boolean;
  /** One for each key; undefined until asked. */
  readonly me?: readonly Self[] | undefined;
  /** Empty where the response is among what was named; else why it could not be asked. */
  readonly accounts?: string | undefined;
  readonly users?: string | undefined;
}

export type ReachDecision =
  | { readonly is: "proved" }
  | { readonly is: "open"; readonly ask: Question }
  | { readonly is: "unproved"; readonly why: string };

/**
 * Decides whether one of the accounts of an object is within reach.
 * @param accounts where the object lived, as state says; empty where it does not say
 */
export function decideReach(accounts: readonly string[], sight: Sight): ReachDecision {
  if (accounts.length === 0) return { is: "unproved", why: "state does not say in which account it was" };
  const includesOne = (list: readonly string[]) => list.some((id) => accounts.includes(id));
  if (sight.severalKeys) {
    if (sight.me === undefined) return { is: "open", ask: "me" };
    const used = sight.me.filter((self) => !("refused" in self));
    const proved = used.length > 0 && used.every((self) => "accounts" in self && includesOne(self.accounts));
    return proved
      ? { is: "proved" }
      : { is: "unproved", why: `of several keys each has to see it: ${described(sight.me)}` };
  }
  for (const list of sight.named) {
    if (list.length > 0 && list.every((id) => accounts.includes(id))) return { is: "proved" };
  }
  if (sight.me === undefined) return { is: "open", ask: "me" };
  if (sight.accounts === undefined) return { is: "open", ask: "accounts" };
  if (sight.accounts !== "" && sight.users === undefined) return { is: "open", ask: "users" };
  const failures = [...new Set([sight.accounts, sight.users ?? ""])].filter((text) => text !== "");
  const sees = `this key is not seen to reach its account (${accounts.join(", ")})`;
  const why = failures.length === 0 ? described(sight.me) : `${described(sight.me)}; ${failures.join("; ")}`;
  return { is: "unproved", why: `${sees}: ${why}` };
}

function described(me: readonly Self[]): string {
  const line = (self: Self): string => {
    if ("refused" in self) return `${self.key} is not accepted`;
    if ("failed" in self) return `${self.key} could not be asked for its accounts: ${self.failed}`;
    return `${self.key} is of ${self.accounts.length === 0 ? "an account that it does not name" : self.accounts.join(", ")}`;
  };
  return me.map(line).join("; ");
}
