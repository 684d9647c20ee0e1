/** One request of the script, as data: what is sent, when, and what is kept of the response. */
import type { ApiResponse } from "../../asking";
import { isDone, type Seen, whyNot } from "../../readings/observed";
import type { Asked } from "../../readings/steps";
import type { Context, RequestForm } from "../context";

/** A step of the script. Its path is below the API's prefix; `:user` and its like stand for ids. */
export interface Step extends Asked {
  readonly body?: (context: Context) => unknown;
  /** The form that this creation tries. */
  readonly form?: RequestForm;
  /** With the throwaway user's own key. */
  readonly asItself?: true;
  /** Why it is not sent, if it is not. */
  readonly skip?: (seen: Seen, context: Context) => string | undefined;
  /** Keeps ids of what the response shows. */
  readonly keep?: (context: Context, response: ApiResponse) => void;
}

/** A condition of a step: all of these steps must have been carried out. */
export const after =
  (...names: readonly string[]) =>
  (seen: Seen): string | undefined => {
    const missing = names.find((name) => !isDone(seen(name)));
    return missing === undefined ? undefined : whyNot(seen(missing), missing);
  };
