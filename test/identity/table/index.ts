import type { Scenario } from "../scenario";
import { begin } from "./begin";
import { mishaps } from "./mishaps";
import { moves } from "./moves";
import { names } from "./names";

export const scenarios: readonly Scenario[] = [...begin, ...names, ...moves, ...mishaps];
