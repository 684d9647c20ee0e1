import type { Scenario } from "../scenario";
import { failures } from "./failures";
import { lifecycle } from "./lifecycle";
import { options } from "./options";
import { replacement } from "./replacement";

/** All scenarios that need nothing but an engine. */
export const scenarios: readonly Scenario[] = [...lifecycle, ...replacement, ...failures, ...options];
