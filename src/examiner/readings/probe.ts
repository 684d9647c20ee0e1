/** A probe is data: a fact, the steps it looks at, and which reading their responses show. Pure. */
import { isDone, isRefused, type Observed, type Seen, whyNot } from "./observed";
import { codeOf, fieldOf, isNameTaken, type Shape } from "./shape";

/** Which reading holds: the assumed one, the other one, something else, or it cannot be said, and why. */
export type Reading = "assumed" | "other" | { readonly else: string } | { readonly undecided: string };

/** How one fact is decided. */
export interface Probe {
  /** The id of the fact in `src/contract/evidence*.ts`, or of a further variant of the emulator. */
  readonly fact: string;
  readonly decide: (seen: Seen) => Reading;
}

export const otherwise = (what: string): Reading => ({ else: what });
export const undecided = (why: string): Reading => ({ undecided: why });

/** Undecided, because a step shows nothing. */
export const unseen = (seen: Seen, step: string): Reading => undecided(whyNot(seen(step), step));

/** Decides by a step that was carried out. */
export const by =
  (step: string, decide: (observed: Observed & { readonly status: number }, seen: Seen) => Reading) =>
  (seen: Seen): Reading => {
    const observed = seen(step);
    return isDone(observed) ? decide(observed, seen) : unseen(seen, step);
  };

/** Decides by the status of a step that was carried out, and by whether it has a body. */
export function byResponse(step: string, assumed: string, other: string): Probe["decide"] {
  return by(step, ({ status, body }) => {
    const response = `${status}${body === undefined ? " without a body" : ""}`;
    if (response === assumed) return "assumed";
    return response === other ? "other" : otherwise(`It answers ${response}.`);
  });
}

/** Decides by whether a request was taken or refused with 400. */
export const byRefusal =
  (step: string, taken: "assumed" | "other") =>
  (seen: Seen): Reading => {
    const observed = seen(step);
    if (isDone(observed)) return taken;
    if (isRefused(observed) && observed.status === 400) return taken === "assumed" ? "other" : "assumed";
    return unseen(seen, step);
  };

/** Decides by whether a name is free, where another step shows how a taken one is refused. */
export const byName =
  (step: string, taken: string, free: "assumed" | "other") =>
  (seen: Seen): Reading => {
    const [observed, refusal] = [seen(step), seen(taken)];
    if (isDone(observed)) return isDone(refusal) ? undecided("the very same name is no duplicate either") : free;
    if (!isRefused(observed)) return unseen(seen, step);
    if (!isRefused(refusal)) return unseen(seen, taken);
    const alike = observed.status === refusal.status && codeOf(observed.body) === codeOf(refusal.body);
    if (!alike && !isNameTaken(observed.body)) return unseen(seen, step);
    return free === "assumed" ? "other" : "assumed";
  };

/**
 * Decides by the form of what was seen, wherever it was seen.
 * @param none where nothing was seen
 * @param strange where some are of neither form
 */
export function byForms(
  forms: readonly Shape[],
  isAssumed: (form: Shape) => boolean,
  isOther: (form: Shape) => boolean,
  none: Reading,
  strange: (form: Shape) => string,
): Reading {
  if (forms.length === 0) return none;
  if (forms.every(isAssumed)) return "assumed";
  if (forms.every(isOther)) return "other";
  const first = forms.find((form) => !isAssumed(form) && !isOther(form));
  return otherwise(first === undefined ? "Both forms stand side by side." : strange(first));
}

/** Whether a text names its own kind of shape. */
export const isText = (shape: Shape | undefined): shape is string => typeof shape === "string";

/** Which of these fields an object lacks. */
export const lacking = (body: Shape | undefined, names: readonly string[]): string[] =>
  names.filter((name) => fieldOf(body, name) === undefined);

/** Names of fields, for a sentence. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
