/**
 * Making something exactly once although responses get lost. A create is never repeated blindly: after a lost response
 * we look for what this very attempt may have made, by its nonce or its name, and send again only if it is not there.
 */
import { type ApiError, isDuplicateError, isInvalidRequestError, nameTaken } from "../../errors/index";
import { LostResponse } from "../calling/call";
import { abortErrorInDoubt, notLookedUp } from "../calling/call-errors";
import { backoffMs } from "../calling/decide-retry";
import type { LogHook } from "../calling/log";
import type { Clock } from "../limits/clock";
import { type Wait, type WaitNotices, waitFor } from "../limits/notices";

/** What is to be made, and how to recognise it. */
export interface Intent<T> {
  /** Sends the create once. `doubt`: the response to an earlier one was lost. */
  attempt(doubt: boolean): Promise<T>;
  /**
   * Looks for what an earlier attempt may have made and settles it: `done` continues with it, `again` means that
   * it was undone (or another name was drawn) and the create is to be sent anew, `not-found` that nothing is there.
   */
  look(lost: LostResponse): Promise<{ found: "done"; result: T } | { found: "again" } | { found: "not-found" }>;
  /** Who is seen to hold the name, in words: asked after a 400 that does not say what it is about. */
  existing(): Promise<string | undefined>;
  /** A name was taken though no response was lost: true if another was drawn and the create may be sent again. */
  redraw?(): boolean;
}

/** What `createOnce` works with. */
export interface CreateOnceDeps {
  readonly notices: WaitNotices;
  readonly host: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly maxRetrySeconds: number;
  readonly retry: "full" | "simple";
  readonly log: LogHook;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes something once. Rejects with the error of the last lost response when the time for retries is used up, and with
 * one that says that it may exist when the caller aborts, or looking fails, before that is known.
 */
export async function createOnce<T>(intent: Intent<T>, deps: CreateOnceDeps): Promise<T> {
  const at = (): string => new Date(deps.clock.now()).toISOString();
  let lostAt: number | undefined;
  let last: LostResponse | undefined;
  let lost = 0;
  let isOver = false;
  for (;;) {
    try {
      return await intent.attempt(lost > 0);
    } catch (error) {
      if (error instanceof LostResponse) {
        lost += 1;
        last = error;
        lostAt ??= deps.clock.elapsed();
        const wait = waitOf(error, lost, deps.clock.elapsed() - lostAt, deps);
        isOver = wait.isLast;
        // A moment for a request that is still under way inside the server.
        deps.log({ at: at(), event: "lost-answer", attempt: lost, waitMs: wait.ms, reason: error.error.name });
        await waitFor(wait.ms, waitAfter(error, { lost, lostAt, waitMs: wait.ms }, deps), deps, deps.signal).catch(
          () => {
            throw abortErrorInDoubt(error);
          },
        );
      } else if (!isDuplicateError(error) && !isInvalidRequestError(error)) {
        throw error;
      } else if (last === undefined) {
        await drawAnother(intent, error);
        continue;
      }
      // Here a response was lost, now or before: a name that is taken may be so by our own earlier attempt.
      const looked = await look(intent, last, deps.signal);
      if (looked.found === "done") {
        deps.log({ at: at(), event: "recovered", attempt: lost });
        return looked.result;
      }
      if (error instanceof LostResponse) {
        const overBudget = deps.clock.elapsed() - (lostAt ?? deps.clock.elapsed()) > deps.maxRetrySeconds * 1000;
        if (isOver || overBudget || deps.maxRetrySeconds === 0) throw error.error;
      } else if (looked.found === "not-found") {
        await drawAnother(intent, error);
      }
    }
  }
}

/** How long to wait before looking, and whether what is not found then is not sent again. */
function waitOf(
  { isFinal, retryAfterMs = 0 }: LostResponse,
  lost: number,
  spentMs: number,
  { retry, random, maxRetrySeconds }: CreateOnceDeps,
): { ms: number; isLast: boolean } {
  const isSimple = retry === "simple";
  const backoff = isSimple ? 1000 * 2 ** (lost - 1) : backoffMs(lost, random());
  // The server's word is kept before anything is sent again. Beyond the budget nothing is, so that a look need not wait for it.
  const isBeyond = spentMs + retryAfterMs > maxRetrySeconds * 1000;
  const isLast = isFinal || isBeyond || (isSimple && lost >= 3);
  return { ms: isLast ? backoff : Math.max(backoff, retryAfterMs), isLast };
}

function waitAfter(
  { about }: LostResponse,
  { lost, lostAt, waitMs }: { lost: number; lostAt: number; waitMs: number },
  { clock, host, maxRetrySeconds }: CreateOnceDeps,
): Wait {
  return {
    ...{ doing: about.doing, attempt: lost + 1, since: lostAt, until: clock.elapsed() + waitMs, others: 0 },
    why: `the answer of ${host} to a creation was lost, and what it made is looked for`,
    budgetMs: maxRetrySeconds * 1000,
  };
}

/** Draws another name where it is the name that was refused and another may be drawn; rejects with the refusal otherwise. */
async function drawAnother<T>(intent: Intent<T>, refused: ApiError): Promise<void> {
  const refusal = await ofName(intent, refused);
  if (!isDuplicateError(refusal) || intent.redraw?.() !== true) throw refusal;
}

/**
 * A 400 that does not say that the name is taken may mean it all the same: a name that is seen to be held is the likeliest
 * reason. Where nobody can be looked for, or nobody is seen, the refusal stands as it is.
 */
async function ofName<T>(intent: Intent<T>, refused: ApiError): Promise<ApiError> {
  if (isDuplicateError(refused)) return refused;
  const existing = await intent.existing().catch(() => undefined);
  return existing === undefined ? refused : nameTaken(refused, existing);
}

// The error of a read would say that nothing was changed, and hide that something may have been made.
async function look<T>(
  intent: Intent<T>,
  last: LostResponse,
  signal: AbortSignal | undefined,
): Promise<Awaited<ReturnType<Intent<T>["look"]>>> {
  try {
    return await intent.look(last);
  } catch (error) {
    throw signal?.aborted ? abortErrorInDoubt(last) : notLookedUp(last, error);
  }
}
