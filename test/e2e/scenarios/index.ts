import type { Scenario } from "../scenario";
import { lifecycle } from "./lifecycle";
import { replacement } from "./replacement";

/** All scenarios that need nothing but an engine. */
export const scenarios: readonly Scenario[] = [...lifecycle, ...replacement];
