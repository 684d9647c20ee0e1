import { apiKeyFields } from "../fields/api-key";
import { validatePolicy } from "../rotation";
import { type Arguments, type Fault, type FaultContext, Judge } from "./faults";
import { validateFields } from "./fields";

/** Says what is wrong with the arguments of an `ApiKey`; an empty list when nothing is. */
export function apiKeyFaults(args: Arguments, context: FaultContext): Fault[] {
  const judge = new Judge(args, context);
  validateFields(judge, apiKeyFields, "ApiKey");
  judge.add(
    validatePolicy(
      {
        endDate: judge.known("endDate") as string | undefined,
        lifetimeDays: judge.known("lifetimeDays") as number | undefined,
        rotateBeforeDays: judge.knownBeside("rotateBeforeDays", "lifetimeDays") as number | undefined,
        rotate: typeof judge.known("rotate") === "boolean" ? (judge.known("rotate") as boolean) : undefined,
      },
      { today: context.today, oldEndDate: context.oldEndDate },
    ),
  );
  return judge.faults;
}
