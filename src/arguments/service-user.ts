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
  return validator.errors;
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
