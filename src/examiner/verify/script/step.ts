/** One request of the script, as data: what is sent, when, and what is kept of the answer. */
import type { Reply } from "../../asking";
import type { Context, RequestForm } from "../context";
import type { Shape } from "../shape";

/** What came of a step: the shape of its response, or why there is none. */
export interface Observed {
  readonly step: string;
  readonly method: Method;
  /** With placeholders for what varies. */
  readonly path: string;
  readonly status?: number;
  /** Absent where the body was empty, or none of the API's. */
  readonly body?: Shape;
  /** How many objects a list holds, where that decides something. */
  readonly count?: number;
  /** Something other than the API answered. */
  readonly foreign?: boolean;
  /** What the package could not read of a good response. */
  readonly unread?: string;
  /** It was not sent, and why. */
  readonly skipped?: string;
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** What was observed so far. */
export type Seen = (step: string) => Observed | undefined;

/** A step of the script. */
export interface Step {
  readonly name: string;
  readonly method: Method;
  /** Below the API's prefix; `:user` and its like stand for ids. */
  readonly path: string;
  readonly body?: (context: Context) => unknown;
  /** The form that this creation tries. */
  readonly form?: RequestForm;
  /** How many objects its list holds decides something. */
  readonly counts?: true;
  /** With the throwaway user's own key. */
  readonly asItself?: true;
  /** Why it is not sent, if it is not. */
  readonly skip?: (seen: Seen, context: Context) => string | undefined;
  /** Keeps ids of what the response shows. */
  readonly keep?: (context: Context, reply: Reply) => void;
}

/** Whether a step was carried out. */
export function isDone(observed: Observed | undefined): observed is Observed & { readonly status: number } {
  const { status, foreign } = observed ?? {};
  return status !== undefined && status >= 200 && status < 300 && foreign !== true;
}

/** Whether the API refused a step. */
export function isRefused(observed: Observed | undefined): observed is Observed & { readonly status: number } {
  const { status, foreign } = observed ?? {};
  return status !== undefined && status >= 400 && status < 500 && status !== 429 && foreign !== true;
}

/** Why a step shows nothing, in words. */
export function whyNot(observed: Observed | undefined, name: string): string {
  if (observed === undefined) return `the run ended before ${name}`;
  const { method, path, status, skipped, foreign } = observed;
  if (skipped !== undefined) return skipped;
  if (status === undefined) return `${method} ${path} got no response`;
  return `${method} ${path} answered ${status}${foreign === true ? ", which was not the API" : ""}`;
}

/** A condition of a step: all of these steps must have been carried out. */
export const after =
  (...names: readonly string[]) =>
  (seen: Seen): string | undefined => {
    const missing = names.find((name) => !isDone(seen(name)));
    return missing === undefined ? undefined : whyNot(seen(missing), missing);
  };
