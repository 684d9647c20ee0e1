import { NAME_PREFIX_MAX } from "../fields/names";
import { defaultOverlap, defaultWindow, validatePolicy } from "../rotation";
import { type Arguments, type ValidationContext, type ValidationError, Validator } from "./validator";

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
export function validateRotatingApiKey(args: Arguments, context: ValidationContext): ValidationError[] {
  const validator = new Validator(args, context);
  validator.onlyKnows(ROTATING_API_KEY_ARGUMENTS, "RotatingApiKey");
  validator.serviceUser();
  validator.required("lifetimeDays");
  validator.text("serviceUserId");
  validator.day("serviceUserEndDate");
  validator.name("namePrefix", NAME_PREFIX_MAX);
  validator.oneOf("use", ["newest", "previous"]);
  validator.values("triggers");
  validator.values("revoke");
  validator.add(policyErrors(validator));
  return validator.errors;
}

/** A window is validated only beside a known lifetime, an overlap only beside both. */
function policyErrors(validator: Validator): ValidationError[] {
  const days = (property: string) => validator.known(property) as number | undefined;
  const lifetimeDays = days("lifetimeDays");
  if (lifetimeDays === undefined) return [];
  const rotateBeforeDays = days("rotateBeforeDays");
  const alone = validatePolicy({ lifetimeDays, rotateBeforeDays }, { pair: true });
  if (alone.length > 0) return alone;
  const overlapDays =
    days("overlapDays") ?? defaultOverlap(lifetimeDays, rotateBeforeDays ?? defaultWindow(lifetimeDays));
  return validatePolicy({ lifetimeDays, rotateBeforeDays, overlapDays });
}
