/**
 * The failures of a run that every call would meet. An engine carries out several steps at once, so that one wrong key fails
 * many resources: the first of them shows what happened and what to do, the others point there.
 */
import { causeOfAll } from "../../../errors";

export class RunFailures {
  private readonly causes = new Set<string>();
  private readonly kinds = new Set<object>();

  /** Handlers are configured once in a run: those that are configured again belong to the next run of this process. */
  begin(handlers: object): void {
    if (this.kinds.has(handlers)) {
      this.kinds.clear();
      this.causes.clear();
    }
    this.kinds.add(handlers);
  }

  /** Whether another failure of this run has shown the cause of this one. */
  isShown(error: Error): boolean {
    const cause = causeOfAll(error);
    if (cause === undefined) return false;
    if (this.causes.has(cause)) return true;
    this.causes.add(cause);
    return false;
  }
}

/** Those of this process. */
export const processFailures = new RunFailures();
