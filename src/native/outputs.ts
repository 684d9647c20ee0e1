/**
 * Outputs that a state leaves out because they say nothing: pure. The classes in TypeScript fill them in; programs in other
 * languages read what the provider answers, and an output that is absent would be unknown in every later preview.
 */
import type { Kind } from "../fields/kinds";
import { hasUnknown, type Props, text, UNKNOWN } from "../provider/host/state";
import { endsAt } from "../rotation";

const SILENT: Partial<Record<Kind, Props>> = {
  ServiceUser: { adopted: false, initialApiKeyId: "", initialApiKey: "", initialApiKeyEndDate: "" },
};

/** Kinds that show the instant of their end; it follows from the day. */
const ENDING: readonly Kind[] = ["ServiceUser", "ApiKey"];

/** The outputs of a resource, whole. */
export function shownOutputs(kind: Kind, outs: Props): Props {
  const { endDate } = outs;
  const instant = hasUnknown(endDate) ? UNKNOWN : endsAt(text(outs, "endDate"));
  return { ...SILENT[kind], ...outs, ...(ENDING.includes(kind) && { endsAt: instant }) };
}
