/** Check and diff of the identity of a stack: it stays as it was made, whatever the program says. */
import type { CheckOutcome, DiffOutcome, Props } from "../host/state";

/** Takes the inputs as they are. */
export const checkStackIdentity = (inputs: Props): CheckOutcome => ({ inputs, failures: [] });

/** Never changes. */
export const diffStackIdentity = (): DiffOutcome => ({ changes: false, replaces: [] });
