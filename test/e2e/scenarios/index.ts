import { themes } from "../behaviours";
import type { Scenario } from "../scenario";

/** All scenarios that need nothing but an engine. */
export const scenarios: readonly Scenario[] = Object.values(themes).flat();
