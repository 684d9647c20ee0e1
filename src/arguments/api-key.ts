import { apiKeyFields } from "../fields/api-key";
import { validatePolicy } from "../rotation";
import { validateFields } from "./fields";
import { type Arguments, type ValidationContext, type ValidationError, Validator } from "./validator";

/** Says what is wrong with the arguments of an `ApiKey`; an empty list when nothing is. */
export function validateApiKey(args: Arguments, context: ValidationContext): ValidationError[] {
  const validator = new Validator(args, context);
  validateFields(validator, apiKeyFields, "ApiKey");
  validator.add(
    validatePolicy(
      {
        endDate: validator.known("endDate") as string | undefined,
        lifetimeDays: validator.known("lifetimeDays") as number | undefined,
        rotateBeforeDays: validator.knownBeside("rotateBeforeDays", "lifetimeDays") as number | undefined,
        rotate: typeof validator.known("rotate") === "boolean" ? (validator.known("rotate") as boolean) : undefined,
      },
      { today: context.today, oldEndDate: context.oldEndDate },
    ),
  );
  return validator.errors;
}
