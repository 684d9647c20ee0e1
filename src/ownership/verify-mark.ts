/** The mark of what `digicert-one verify` makes: known again by `sweep` without a state, as nobody's. */
import type { Mark } from "./mark";

const OWNER = "digicert-one/verify/";

/** The mark of one run; its text stands where a stack's stands, and no stack is called so. */
export function verifyMark(run: string, nonce: string): Mark {
  return { owner: `${OWNER}${run}`, nonce };
}

/** Whether a mark says that a run of `verify` made the object. */
export function isVerifyMark({ owner, hash }: Mark): boolean {
  return hash === undefined && new RegExp(`^${OWNER}[0-9a-f]{8}$`).test(owner);
}
