import { validatePolicy } from "../rotation";
import { type Arguments, type Fault, type FaultContext, Judge } from "./faults";

/** The arguments of an `ApiKey` as check sees them: `serviceUser` has become an id and perhaps an end date. */
export const API_KEY_ARGUMENTS = [
  "serviceUserId",
  "serviceUserEndDate",
  "endDate",
  "lifetimeDays",
  "rotateBeforeDays",
  "rotate",
  "triggers",
  "namePrefix",
  "enabled",
  "onDestroy",
  "allowSelf",
] as const;

/** Longest prefix: `<prefix>-<end date>-<random>` has at most 64 characters. */
export const NAME_PREFIX_MAX = 64 - "-2027-12-31-".length - 8;

/** Says what is wrong with the arguments of an `ApiKey`; an empty list when nothing is. */
export function apiKeyFaults(args: Arguments, context: FaultContext): Fault[] {
  const judge = new Judge(args, context);
  judge.onlyKnows(API_KEY_ARGUMENTS, "ApiKey");
  judge.serviceUser();
  judge.text("serviceUserId");
  judge.day("serviceUserEndDate");
  judge.flag("rotate");
  judge.name("namePrefix", NAME_PREFIX_MAX);
  judge.flag("enabled");
  judge.oneOf("onDestroy", ["delete", "disable"]);
  judge.flag("allowSelf");
  const triggers = judge.known("triggers");
  if (triggers !== undefined && (typeof triggers !== "object" || Array.isArray(triggers))) {
    judge.fault(
      "triggers",
      `triggers is ${JSON.stringify(triggers)}. Set an object of values, such as { reason: "2026-11" }.`,
    );
  }
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
