import { serviceUserFields } from "../fields/service-user";
import { validateUserEnd } from "../rotation";
import { validateFields } from "./fields";
import { type Arguments, type ValidationContext, type ValidationError, Validator } from "./validator";

/** Says what is wrong with the arguments of a `ServiceUser`; an empty list when nothing is. */
export function validateServiceUser(args: Arguments, context: ValidationContext): ValidationError[] {
  const validator = new Validator(args, context);
  validateFields(validator, serviceUserFields, "ServiceUser");
  validator.add(
    validateUserEnd(
      {
        endDate: validator.known("endDate") as string | undefined,
        lifetimeDays: validator.known("lifetimeDays") as number | undefined,
        extendBeforeDays: validator.knownBeside("extendBeforeDays", "lifetimeDays") as number | undefined,
      },
      { today: context.today, oldEndDate: context.oldEndDate },
    ),
  );
  validator.add(validatePrimary(validator));
  if (context.isMade !== true) validator.add(validateKeptKey(validator, context.isMade === false));
  return validator.errors;
}

/**
 * A user that is adopted was made by somebody else, and with it the key that nobody shows again. A program alone does not know
 * whether its user is made already: then there is nobody to adopt, and the key may be in use.
 */
function validateKeptKey(validator: Validator, isNew: boolean): ValidationError[] {
  const property = "initialKey";
  if (validator.known(property) !== "keep") return [];
  const adoptId = validator.known("adoptId");
  const given = typeof adoptId === "string" && adoptId.trim() !== "";
  if (!given && !(isNew && validator.known("onDuplicate") === "adopt")) return [];
  const [adopts, cause] = given ? ["adoptId is set", "adoptId"] : ['onDuplicate is "adopt"', "onDuplicate"];
  const reason = `${property} is "keep" and ${adopts}: a user that is adopted has no initial key that could be kept. Remove ${cause}; or remove ${property}, and make a key for it: new ApiKey("...", { serviceUser: user }).`;
  return [{ property, reason }];
}

/** The primary account is one of the accounts; while one of those is not known yet, it may be that one. */
function validatePrimary(validator: Validator): ValidationError[] {
  const property = "primaryAccountId";
  const primary = validator.known(property);
  const accounts = validator.known("accountIds");
  if (typeof primary !== "string" || primary.trim() === "") return [];
  if (!Array.isArray(accounts) || accounts.includes(primary)) return [];
  const reason = `${validator.is(property, primary, "not in accountIds")}. Add it there, or set one of those.`;
  return [{ property, reason }];
}
