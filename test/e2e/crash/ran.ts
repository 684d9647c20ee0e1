/** A run in few words: what became of our resources, and what was said. */
import { EngineRunError, type RunResult } from "../../../src/engine";

/** Everything of ours but the identity of the stack, which makes no call. */
export const OURS = /digicert-one:(?!StackIdentity$)/;

/** What a run did. */
export interface Ran {
  readonly ok: boolean;
  /** What became of our resources, without those that stayed as they are: `create ci`. */
  readonly ops: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** What every engine says of a run. */
interface Said {
  readonly steps: readonly { readonly op: string; readonly type: string; readonly name: string }[];
  readonly diagnostics: readonly { readonly severity: string; readonly message: string }[];
}

/** The SDK writes down a stack for each of its promises, which takes half of the time of hundreds of runs. */
const STACK_LINES = Error.stackTraceLimit;
let underWay = 0;

export async function running(run: () => Promise<RunResult>): Promise<Ran> {
  underWay += 1;
  Error.stackTraceLimit = 0;
  try {
    return ranOf(await run(), true);
  } catch (error) {
    if (error instanceof EngineRunError) return ranOf(error.result, false);
    throw error;
  } finally {
    underWay -= 1;
    if (underWay === 0) Error.stackTraceLimit = STACK_LINES;
  }
}

/** A run in few words. */
export function ranOf({ steps, diagnostics }: Said, ok: boolean): Ran {
  const said = (severity: string) =>
    diagnostics.filter((each) => each.severity === severity).map(({ message }) => message.trim());
  const ours = steps.filter(({ type, op }) => OURS.test(type) && op !== "same" && op !== "refresh");
  return {
    ok,
    ops: ours.map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`),
    errors: said("error"),
    warnings: said("warning"),
  };
}
