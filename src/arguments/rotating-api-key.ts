import { NAME_PREFIX_MAX } from "../fields/names";
import { defaultOverlap, defaultWindow, validatePolicy } from "../rotation";
import { type Arguments, type Fault, type FaultContext, Judge } from "./faults";

/** The arguments of a `RotatingApiKey` as its schedule's check sees them. */
export const ROTATING_API_KEY_ARGUMENTS = [
  "serviceUserId",
  "serviceUserEndDate",
  "lifetimeDays",
  "rotateBeforeDays",
  "overlapDays",
  "triggers",
  "revoke",
  "use",
  "namePrefix",
] as const;

/** Says what is wrong with the arguments of a `RotatingApiKey`; an empty list when nothing is. */
export function rotatingApiKeyFaults(args: Arguments, context: FaultContext): Fault[] {
  const judge = new Judge(args, context);
  judge.onlyKnows(ROTATING_API_KEY_ARGUMENTS, "RotatingApiKey");
  judge.serviceUser();
  judge.required("lifetimeDays");
  judge.text("serviceUserId");
  judge.day("serviceUserEndDate");
  judge.name("namePrefix", NAME_PREFIX_MAX);
  judge.oneOf("use", ["newest", "previous"]);
  judge.values("triggers");
  judge.values("revoke");
  judge.add(policyFaults(judge));
  return judge.faults;
}

/** A window is judged only beside a known lifetime, an overlap only beside both. */
function policyFaults(judge: Judge): Fault[] {
  const days = (property: string) => judge.known(property) as number | undefined;
  const lifetimeDays = days("lifetimeDays");
  if (lifetimeDays === undefined) return [];
  const rotateBeforeDays = days("rotateBeforeDays");
  const alone = validatePolicy({ lifetimeDays, rotateBeforeDays }, { pair: true });
  if (alone.length > 0) return alone;
  const overlapDays =
    days("overlapDays") ?? defaultOverlap(lifetimeDays, rotateBeforeDays ?? defaultWindow(lifetimeDays));
  return validatePolicy({ lifetimeDays, rotateBeforeDays, overlapDays });
}
