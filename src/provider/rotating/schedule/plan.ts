/** Check and diff of the schedule of a `RotatingApiKey`: pure. Check moves the dates, so that a preview shows a rotation. */
import { ROTATING_API_KEY_ARGUMENTS, shownInCheck, validateRotatingApiKey } from "../../../arguments";
import { advanceSchedule, defaultOverlap, defaultWindow, parseDay, type Schedule, type Slot } from "../../../rotation";
import { longPrefix } from "../../host/fields";
import { lifeArguments, ownArguments } from "../../host/put-back";
import {
  type CheckOutcome,
  type DiffOutcome,
  flag,
  hasUnknown,
  number,
  type PlanContext,
  type PlanHandlers,
  type Props,
  sameJson,
  text,
  UNKNOWN,
} from "../../host/state";
import { scheduleEvents } from "../../preview/pair";

/** What check decides; everything else of a schedule stands in the program. */
const DECIDED = ["generation", "issuedOn", "endDate", "rotateOn", "currentSlot", "hasPrevious"] as const;

/** Everything that a state of a schedule may hold. */
export const scheduleNames: readonly string[] = [...DECIDED, ...ROTATING_API_KEY_ARGUMENTS];

/** What the engine asks of a schedule in every run. */
export const schedulePlan: PlanHandlers = {
  kind: "rotation schedule",
  stateNames: scheduleNames,
  isRemote: () => false,
  subject: (props) => `rotating API key "${text(props, "namePrefix") || text(props, "serviceUserId")}"`,
  check: checkSchedule,
  diff: diffSchedule,
};

/** Settles the inputs: defaults, and where the schedule stands from this run on. */
export function checkSchedule(olds: Props, news: Props, context: PlanContext): CheckOutcome {
  const mayShow = shownInCheck(context.isSecret);
  const { args: own, frozen } = ownArguments(DECIDED, olds, news);
  const validate = (args: Props) =>
    validateRotatingApiKey(args, { today: context.today, isPending: hasUnknown, mayShow });
  const isValid = (args: Props) => validate(args).length === 0;
  const args = lifeArguments(olds, own, { windows: ["rotateBeforeDays", "overlapDays"], isValid }).settled;
  const failures = validate(args);
  if (failures.length > 0) return { inputs: news, failures };
  // As with an ApiKey, the user's end caps the keys' here and now and is not kept: extending a user changes no schedule.
  const { serviceUserEndDate, ...kept } = args;
  const inputs = withDefaults(kept);
  const { lifetimeDays, rotateBeforeDays, overlapDays } = inputs;

  const old = readSchedule(olds);
  const deciding = [lifetimeDays, rotateBeforeDays, overlapDays, serviceUserEndDate, inputs.use];
  const known = typeof lifetimeDays === "number" && !deciding.some(hasUnknown);
  const identity = [inputs.serviceUserId, inputs.triggers, inputs.revoke];
  const warnings = longPrefix(olds, inputs);
  if (!known || (old !== undefined && identity.some(hasUnknown))) {
    return { inputs: undecided(inputs, old), failures, warnings };
  }

  const isFrozen = frozen.length > 0;
  const decision = advanceSchedule({
    today: context.today,
    isFrozen,
    old,
    args: {
      lifetimeDays,
      rotateBeforeDays: number(inputs, "rotateBeforeDays"),
      overlapDays: number(inputs, "overlapDays"),
      use: inputs.use === "previous" ? "previous" : "newest",
    },
    serviceUserEndDate: parseDay(serviceUserEndDate),
    triggersChanged: !sameJson(olds.triggers ?? {}, inputs.triggers),
    // Taking `revoke` out again after a leak was dealt with must not cost another rotation.
    revoked: !sameJson(olds.revoke ?? {}, inputs.revoke) && !sameJson(inputs.revoke, {}),
    userChanged: text(olds, "serviceUserId") !== inputs.serviceUserId,
  });
  return {
    inputs: {
      ...inputs,
      ...decision.schedule,
      ...(isFrozen && !decision.rotates && { rotateOn: text(olds, "rotateOn") }),
    },
    failures: decision.problem ? [decision.problem] : [],
    warnings: decision.warning ? [...warnings, decision.warning] : warnings,
  };
}

/** Arguments with their defaults; a default of something unknown is unknown. */
function withDefaults(args: Props): Props {
  const { lifetimeDays, triggers = {}, revoke = {}, use = "newest" } = args;
  const life = typeof lifetimeDays === "number" ? lifetimeDays : undefined;
  const rotateBeforeDays = args.rotateBeforeDays ?? (life === undefined ? UNKNOWN : defaultWindow(life));
  const window = typeof rotateBeforeDays === "number" ? rotateBeforeDays : undefined;
  const ready = life !== undefined && window !== undefined;
  const overlapDays = args.overlapDays ?? (ready ? defaultOverlap(life, window) : UNKNOWN);
  return { ...args, triggers, revoke, use, rotateBeforeDays, overlapDays };
}

/** While what decides is unknown only a new schedule knows anything: the slot it begins with. */
function undecided(inputs: Props, old: Schedule | undefined): Props {
  const open: Props = { ...inputs };
  for (const property of DECIDED) open[property] = UNKNOWN;
  return old === undefined ? { ...open, generation: 1, currentSlot: "a", hasPrevious: false } : open;
}

/** Reads a schedule back from what is stored; undefined where there is none. */
export function readSchedule(props: Props): Schedule | undefined {
  const generation = number(props, "generation");
  const issuedOn = parseDay(props.issuedOn);
  const endDate = parseDay(props.endDate);
  if (generation === undefined || issuedOn === undefined || endDate === undefined) return undefined;
  const currentSlot: Slot = props.currentSlot === "b" ? "b" : "a";
  return { generation, issuedOn, endDate, currentSlot, hasPrevious: flag(props, "hasPrevious", false) };
}

/** Whatever differs is stored in place; what a state lacks, which is from before it, stands for its default. */
export function diffSchedule(olds: Props, news: Props, { today }: { today: string }): DiffOutcome {
  const before = withDefaults(olds);
  const changes = Object.keys(news).some((property) => !sameJson(before[property], news[property]));
  return { changes, replaces: [], events: scheduleEvents(olds, news, today) };
}
