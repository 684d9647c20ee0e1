import { access } from "./access";
import type { ContractCheck } from "./check";
import { duplicates } from "./duplicates";
import { endDates } from "./end-dates";
import { objects } from "./objects";
import { strictness } from "./strictness";

/** Everything the contract demands. */
export const contractChecks: readonly ContractCheck[] = [
  ...duplicates,
  ...endDates,
  ...strictness,
  ...access,
  ...objects,
];
