/** Runs the script: each step once, in order, until somebody interrupts. */
import { messageOf } from "../../basics/unknown";
import { type ApiResponse, dayOf } from "../asking";
import { isDone, nameOf, type Observed, observe, type Seen } from "../readings/observed";
import type { Context, Placeholder } from "./context";
import type { RetryingAsk } from "./retrying";
import type { Step } from "./script/step";

/** What a run needs. */
export interface RunDeps {
  readonly ask: RetryingAsk;
  readonly script: readonly Step[];
  /** Ends the run after the request under way, and a wait for the next one. */
  readonly signal: AbortSignal;
  /** A client certificate goes with each request, and may speak for another user than a key that is sent along. */
  readonly certificate: boolean;
  /** Ends that one too. */
  readonly hurry?: AbortSignal | undefined;
  /** Before each step that is sent. */
  readonly onStep?: (step: Step, nth: number) => void;
}

/** Runs the script; the context then knows what was made. Never rejects. */
export async function runScript(
  context: Context,
  { ask, script, signal, certificate, hurry, onStep }: RunDeps,
): Promise<Observed[]> {
  const observed = new Map<string, Observed>();
  const seen: Seen = (name) => observed.get(name);
  for (const [nth, step] of script.entries()) {
    if (signal.aborted) break;
    const skipped = step.skip?.(seen, context) ?? missing(step, context, certificate);
    if (skipped !== undefined) {
      observed.set(step.name, { ...nameOf(step), skipped });
      continue;
    }
    onStep?.(step, nth);
    if (step.form !== undefined) context.form = step.form;
    const body = step.body?.(context);
    const response = await ask({
      doing: step.name,
      method: step.method,
      path: filled(step.path, context),
      ...(body !== undefined && { body }),
      ...(step.asItself && { apiKey: context.firstKeyValue }),
      signal: hurry,
    });
    if (response === undefined) break;
    observed.set(step.name, kept(step, response, context));
    // Each further request would be waited for as long. What is wrong there, doctor knows.
    if (response.status === undefined && observed.size === 1) break;
  }
  return [...observed.values()];
}

/** Why a step cannot be sent: something that stands in its path was never made. */
function missing({ path, asItself }: Step, { ids, firstKeyValue }: Context, certificate: boolean): string | undefined {
  const unknown = placeholders(path).find((name) => ids[name] === undefined);
  if (unknown !== undefined) return UNKNOWN[unknown];
  if (asItself && certificate) return "a client certificate goes along, which may speak for its own user";
  return asItself && firstKeyValue === undefined ? "the value of the throwaway user's key is not known" : undefined;
}

const UNKNOWN: Readonly<Record<Placeholder, string>> = {
  user: "no service user could be made",
  other: "no second service user could be made",
  firstKey: "the key that came with the user was not found",
  key: "no API key could be made",
  longKey: "no API key with a longer life could be made",
  account: "no account is known",
  missing: "no id was drawn",
};

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(UNKNOWN, name);
const placeholders = (path: string): Placeholder[] =>
  [...path.matchAll(/:([A-Za-z]+)/g)].flatMap(([, name = ""]) => (isPlaceholder(name) ? [name] : []));

function filled(path: string, { ids }: Context): string {
  return path.replace(/:([A-Za-z]+)/g, (whole, name: string) =>
    isPlaceholder(name) ? encodeURIComponent(ids[name] ?? "") : whole,
  );
}

/** What is kept of a response: its shape, and in the context the ids that later steps need. */
function kept(step: Step, response: ApiResponse, context: Context): Observed {
  if (response.status !== undefined) context.today ||= dayOf(response);
  const seen = observe(step, response, context.today);
  if (!isDone(seen)) return seen;
  try {
    step.keep?.(context, response);
  } catch (error) {
    // The shape shows what the package could not read; the words name fields, never what stands in them.
    return { ...seen, unread: messageOf(error) };
  }
  return seen;
}
