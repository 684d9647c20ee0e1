import { serviceUserFields } from "../fields/service-user";
import { validateUserEnd } from "../rotation";
import { type Arguments, type Fault, type FaultContext, Judge } from "./faults";
import { validateFields } from "./fields";

/** Says what is wrong with the arguments of a `ServiceUser`; an empty list when nothing is. */
export function serviceUserFaults(args: Arguments, context: FaultContext): Fault[] {
  const judge = new Judge(args, context);
  validateFields(judge, serviceUserFields, "ServiceUser");
  judge.add(
    validateUserEnd(
      {
        endDate: judge.known("endDate") as string | undefined,
        lifetimeDays: judge.known("lifetimeDays") as number | undefined,
        extendBeforeDays: judge.knownBeside("extendBeforeDays", "lifetimeDays") as number | undefined,
      },
      { today: context.today, oldEndDate: context.oldEndDate },
    ),
  );
  return judge.faults;
}
