import { validateUserEnd } from "../rotation";
import { type Arguments, type Fault, type FaultContext, Judge } from "./faults";

/** The arguments of a `ServiceUser`, by name. */
export const SERVICE_USER_ARGUMENTS = [
  "nickname",
  "description",
  "email",
  "accountIds",
  "roleIds",
  "endDate",
  "lifetimeDays",
  "extendBeforeDays",
  "enabled",
  "onDuplicate",
  "adoptChanges",
  "adoptFrom",
  "adoptId",
  "onDestroy",
  "forceDestroy",
  "initialKey",
  "allowSelf",
] as const;

/** Says what is wrong with the arguments of a `ServiceUser`; an empty list when nothing is. */
export function serviceUserFaults(args: Arguments, context: FaultContext): Fault[] {
  const judge = new Judge(args, context);
  judge.onlyKnows(SERVICE_USER_ARGUMENTS, "ServiceUser");
  judge.required("email", "accountIds", "roleIds");
  judge.name("nickname");
  const description = judge.text("description", { empty: true });
  if (description !== undefined && /\(pulumi: [^()]* #[a-z0-9]+\)\s*$/.test(description)) {
    judge.fault(
      "description",
      "description ends like an owner's mark, (pulumi: ...). Leave the mark out: it is added by itself.",
    );
  }
  const email = judge.text("email");
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    judge.fault("email", `email is ${JSON.stringify(email)}, which is no address. Set one such as "team@example.com".`);
  }
  judge.texts("accountIds", { atLeastOne: true });
  judge.texts("roleIds");
  judge.flag("enabled");
  judge.oneOf("onDuplicate", ["fail", "adopt"]);
  judge.flag("adoptChanges");
  judge.text("adoptFrom");
  judge.text("adoptId");
  judge.oneOf("onDestroy", ["delete", "disable", "retain"]);
  judge.flag("forceDestroy");
  judge.oneOf("initialKey", ["delete", "keep"]);
  judge.flag("allowSelf");
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
