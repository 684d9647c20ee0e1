/**
 * Outputs that a state leaves out at their defaults: pure. The classes in TypeScript fill them in; programs in other
 * languages read what the provider returns, and an output that is absent would be unknown in every later preview.
 */
import type { Kind } from "../fields/kinds";
import { SERVICE_USER_OUTPUTS } from "../fields/service-user";
import { hasUnknown, type Props, text, UNKNOWN } from "../provider/host/state";
import { endsAt } from "../rotation";

const DEFAULTS: Partial<Record<Kind, Props>> = { ServiceUser: SERVICE_USER_OUTPUTS };

/** Kinds that show the instant of their end; it follows from the day. */
const ENDING: readonly Kind[] = ["ServiceUser", "ApiKey"];

/** The outputs of a resource, whole. */
export function shownOutputs(kind: Kind, outs: Props): Props {
  const { endDate } = outs;
  const instant = hasUnknown(endDate) ? UNKNOWN : endsAt(text(outs, "endDate"));
  return { ...DEFAULTS[kind], ...outs, ...(ENDING.includes(kind) && { endsAt: instant }) };
}
