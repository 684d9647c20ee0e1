import { countDays, defaultOverlap, defaultWindow } from "../../rotation";
import { anyOf, type Declared, number, type Rule } from "../rule";

/** The days before its end in which a run renews it; undefined where nothing does. */
function windowOf(kind: Declared["kind"], inputs: Declared["inputs"]): number | undefined {
  const declared = number(inputs, propertyOf(kind));
  if (declared !== undefined) return declared;
  const lifetime = number(inputs, "lifetimeDays");
  return lifetime === undefined ? undefined : defaultWindow(lifetime);
}

const propertyOf = (kind: Declared["kind"]) => (kind === "ServiceUser" ? "extendBeforeDays" : "rotateBeforeDays");

/** A run comes in every window. */
export const window: Rule<{ runsEveryDays: number }> = {
  name: "window",
  description: "Rotation windows are longer than the days between two runs.",
  kinds: ["ServiceUser", "ApiKey", "RotationSchedule"],
  config: {
    runsEveryDays: {
      type: "integer",
      minimum: 1,
      default: 7,
      description: "A run of `pulumi up` comes at least every so many days.",
    },
  },
  validate({ kind, inputs }, { runsEveryDays: every }) {
    const isRenewedInTime = anyOf(
      () => number(inputs, "lifetimeDays") === undefined, // a fixed end: nothing renews it
      () => inputs.rotate === false,
      () => (windowOf(kind, inputs) ?? 0) > every,
    );
    if (isRenewedInTime) return undefined;
    const [days = 0, lifetime = 0] = [windowOf(kind, inputs), number(inputs, "lifetimeDays")];
    const renewed = kind === "ServiceUser" ? "extended" : "rotated";
    const life = every + 1 < lifetime ? "" : `lifetimeDays to at least ${every + 2} and `;
    return (
      `is ${renewed} from ${countDays(days)} before its end, and runs come every ${countDays(every)}: it may end first. ` +
      `Set ${life}${propertyOf(kind)} to at least ${every + 1}, or run more often.`
    );
  },
};

/** Both keys of a pair work long enough for its consumers. */
export const overlap: Rule<{ leastDays: number }> = {
  name: "overlap",
  description: "The two keys of a pair overlap long enough for their consumers.",
  kinds: ["RotationSchedule"],
  config: {
    leastDays: {
      type: "integer",
      minimum: 1,
      default: 7,
      description: "How many days both keys must work after a rotation.",
    },
  },
  validate({ kind, inputs }, { leastDays: least }) {
    const [days = 0, before = 0, lifetime = 0] = [
      overlapOf(inputs),
      windowOf(kind, inputs),
      number(inputs, "lifetimeDays"),
    ];
    if (days >= least) return undefined;
    const longer = before < least ? `, rotateBeforeDays to at least ${least}` : "";
    const needed = Math.max(before, least) + least;
    const life = lifetime < needed ? `, lifetimeDays to at least ${needed}` : "";
    return `has an overlap of ${countDays(days)}, and its consumers need ${least}. Set overlapDays to at least ${least}${longer}${life}.`;
  },
};

function overlapOf(inputs: Declared["inputs"]): number | undefined {
  const declared = number(inputs, "overlapDays");
  if (declared !== undefined) return declared;
  const lifetime = number(inputs, "lifetimeDays");
  return lifetime === undefined ? undefined : defaultOverlap(lifetime, number(inputs, "rotateBeforeDays"));
}
