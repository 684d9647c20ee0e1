/** Check and diff of a service user: pure. The end date is decided here, so that a preview shows an extension. */
import { shownInCheck, validateServiceUser } from "../../arguments";
import { nameFrom } from "../../fields/names";
import { serviceUserFields } from "../../fields/service-user";
import { keptKeyWarning, lesserEnd, parseDay, planUserEndDate, type UserEnd, type UserEndFacts } from "../../rotation";
import { changedFields, longNames, readFields, settleFields } from "../host/fields";
import { type LifeArguments, lifeArguments, ownArguments } from "../host/put-back";
import {
  type CheckOutcome,
  type DiffOutcome,
  flag,
  hasUnknown,
  number,
  type PlanContext,
  type PlanHandlers,
  type Props,
  requestedEnd,
  type ServiceUserInputs,
  serviceUserNames,
  text,
  UNKNOWN,
} from "../host/state";
import { adoptionEvents, serviceUserEvents } from "../preview/service-user";

/** What the engine asks of a service user in every run. */
export const serviceUserPlan: PlanHandlers = {
  kind: "service user",
  stateNames: serviceUserNames,
  isRemote: () => true,
  subject: (props) => `service user "${text(props, "nickname") || text(props, "owner")}"`,
  check: checkServiceUser,
  diff: diffServiceUser,
};

/** Settles the inputs: defaults, sorted lists, the nickname carried from run to run, the end date of today's run. */
export function checkServiceUser(olds: Props, news: Props, context: PlanContext): CheckOutcome {
  const mayShow = shownInCheck(context.isSecret);
  const { owner, ownerHash, ...written } = news;
  const { args: own } = ownArguments(["autoNickname"], olds, written);
  // A nickname that check chose is none that the program declares, also where `ignoreChanges` puts it back.
  if (typeof olds.autoNickname === "string" && own.nickname === olds.autoNickname) delete own.nickname;
  const validate = (args: Props) =>
    validateServiceUser(args, {
      today: context.today,
      oldEndDate: text(olds, "endDate"),
      isMade: Object.keys(olds).length > 0,
      isPending: hasUnknown,
      mayShow,
    });
  const life = lifeArguments(olds, own, {
    windows: ["extendBeforeDays"],
    isValid: (args) => validate(args).length === 0,
  });
  const failures = validate(life.args);
  if (failures.length > 0) return { inputs: news, failures };

  const warnings: string[] = [];
  const inputs: Props = { ...settleFields(serviceUserFields, life.settled), owner, ownerHash: ownerHash ?? "" };
  if (own.nickname === undefined) {
    // What the first run decided is carried. Empty: a user that was taken over by its id keeps its name, whatever that is,
    // also once the program has dropped adoptId.
    const first = text(inputs, "adoptId") === "" ? defaultNickname(text(news, "owner")) : "";
    const nickname = typeof olds.autoNickname === "string" ? olds.autoNickname : first;
    if (nickname !== "") inputs.nickname = nickname;
    inputs.autoNickname = nickname;
  }
  const facts = endFacts(olds, life, context.today);
  const end = facts && planUserEndDate(facts);
  inputs.endDate = end === undefined ? UNKNOWN : (end.endDate ?? "");
  // Of a user that exists diff speaks, which knows what was granted.
  if (end?.warning && facts?.old === undefined) warnings.push(end.warning);
  warnings.push(...longNames(serviceUserFields, olds, inputs));
  const events = Object.keys(olds).length === 0 ? adoptionEvents(inputs) : [];
  return { inputs, failures, warnings, events, ...(facts && { facts }) };
}

/** `<name>-<stack>` from `<org>/<project>/<stack>/<name>`, in the characters that the API allows, and in a length that every server takes. */
export function defaultNickname(owner: string): string {
  const [, , stack = "", ...name] = owner.split("/");
  return nameFrom(`${name.join("-")}-${stack}`).trim();
}

/** What the end is decided from; undefined while that is not known. */
function endFacts(olds: Props, { args: news, isEndFrozen }: LifeArguments, today: string): UserEndFacts | undefined {
  if ([news.endDate, news.lifetimeDays, news.extendBeforeDays].some(hasUnknown)) return undefined;
  const old =
    "endDate" in olds ? { endDate: parseDay(olds.endDate), lifetimeDays: number(olds, "lifetimeDays") } : undefined;
  return { today, isFrozen: isEndFrozen, ...(old && { old }), args: endArgs(news) };
}

const endArgs = (news: Props): UserEndFacts["args"] => ({
  endDate: parseDay(news.endDate),
  lifetimeDays: number(news, "lifetimeDays"),
  extendBeforeDays: number(news, "extendBeforeDays"),
});

/** What check decided of the end, now that the one is known which the server granted. Without its facts only that end speaks. */
export function endWithGrant(olds: Props, news: Props, { today, facts }: PlanContext): UserEnd | undefined {
  const granted = parseDay(olds.endDate);
  const old = {
    endDate: parseDay(requestedEnd(olds)),
    lifetimeDays: number(olds, "lifetimeDays"),
    granted,
    grantedOn: parseDay(olds.endGrantedOn),
  };
  if (facts !== undefined) return planUserEndDate({ ...(facts as UserEndFacts), old });
  if (lesserEnd({ asked: old.endDate, granted }) === undefined) return undefined;
  const { endDate, ...life } = endArgs(news);
  return planUserEndDate({ today, old, args: life.lifetimeDays === undefined ? { endDate } : life });
}

/**
 * Compares the state with the inputs. A service user is never replaced by itself: everything moves in place. An argument
 * that only matters at creation is an update as well, one without a call, so that state keeps what was declared.
 */
export function diffServiceUser(olds: Props, news: Props, context: PlanContext): DiffOutcome {
  const changed = changedFields(
    serviceUserFields,
    olds,
    { autoNickname: undefined, ...news },
    { ownerHash: () => isOtherHash(olds, news) },
  );
  const end = endWithGrant(olds, news, context);
  const asksAgain = end?.asksAgain === true;
  const kept = keptKeyNotice(olds, news, context.today);
  return {
    changes: changed.length > 0 || isUnfinished(olds, news) || asksAgain,
    replaces: [],
    events: serviceUserEvents(olds, news, { asksAgain }),
    warnings: [...(end?.warning ? [end.warning] : []), ...(kept ? [kept] : [])],
  };
}

/** What to say of the key that came with the user and is kept. */
function keptKeyNotice(olds: Props, news: Props, today: string): string | undefined {
  if (news.initialKey !== "keep") return undefined;
  if (flag(olds, "adopted", false))
    return 'it was adopted, so it has no initial key that could be kept: make an ApiKey, and set initialKey to "delete"';
  if (olds.initialKey !== "keep") return undefined;
  if (text(olds, "initialApiKeyId") === "") return undefined; // this run makes another
  return keptKeyWarning({
    today,
    endDate: parseDay(olds.initialApiKeyEndDate),
    userEndDate: parseDay(olds.endDate),
  });
}

/**
 * Whether the mark's hash has moved, by a rename or a new parent. A state of a version before it has none, and a preview
 * that makes the stack's identity does not know it yet: both write it with whatever is written next.
 */
function isOtherHash(olds: Props, news: Props): boolean {
  const before = text(olds, "ownerHash");
  return before !== "" && !hasUnknown(news.ownerHash) && before !== text(news, "ownerHash");
}

/** What a broken create left to do beside the inputs; a refresh in between clears the engine's own record of it. */
function isUnfinished(olds: Props, news: Props): boolean {
  if (flag(olds, "lostInitialKey", false)) return true;
  if (text(news, "initialKey", "delete") === "delete") return text(olds, "initialApiKeyId") !== "";
  // The end of the user was moved, and that of the key was to follow.
  if (text(olds, "initialApiKeyAskedEnd", text(olds, "endDate")) !== text(olds, "endDate")) return true;
  return text(olds, "initialApiKey") === "" && !flag(olds, "adopted", false);
}

/** Reads settled inputs back with their types. */
export function serviceUserInputs(props: Props): ServiceUserInputs {
  const { autoNickname } = props;
  return {
    ...readFields(serviceUserFields, props),
    owner: text(props, "owner"),
    ownerHash: text(props, "ownerHash"),
    ...(typeof autoNickname === "string" && { autoNickname }),
  };
}
