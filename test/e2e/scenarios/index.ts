import type { Scenario } from "../scenario";
import { failures } from "./failures";
import { lifecycle } from "./lifecycle";
import { options } from "./options";
import { programs } from "./programs";
import { refresh } from "./refresh";
import { replacement } from "./replacement";
import { targets } from "./targets";

/** All scenarios that need nothing but an engine. */
export const scenarios: readonly Scenario[] = [
  ...lifecycle,
  ...replacement,
  ...failures,
  ...options,
  ...refresh,
  ...targets,
  ...programs,
];
