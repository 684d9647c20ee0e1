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
  return validator.errors;
}
