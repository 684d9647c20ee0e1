import { directoryProbes } from "./directory";
import { keyProbes } from "./keys";
import { nameProbes } from "./names";
import type { Probe } from "./probe";
import { transportProbes } from "./transport";
import { userProbes } from "./users";

/** One probe for each variant, by its name. */
export const probes: Readonly<Record<string, Probe>> = {
  ...userProbes,
  ...keyProbes,
  ...nameProbes,
  ...directoryProbes,
  ...transportProbes,
};
