/** Check and diff of an API key: pure. Rotation is decided in check, by moving the dates, so that a preview shows it. */
import { shownInCheck, validateApiKey } from "../../arguments";
import { apiKeyFields } from "../../fields/api-key";
import { NAME_PREFIX_MAX } from "../../fields/names";
import { fieldsWhere } from "../../fields/row";
import {
  type ApiKeyDates,
  type ApiKeyDatesFacts,
  actsOn,
  type LifetimeArgs,
  lesserEnd,
  parseDay,
  planApiKeyDates,
  rotateOn,
  windowOf,
} from "../../rotation";
import { changedFields, longNames, readFields, settledValue, settleFields } from "../host/fields";
import { lifeArguments, ownArguments } from "../host/put-back";
import {
  type ApiKeyInputs,
  apiKeyNames,
  type CheckOutcome,
  type DiffOutcome,
  flag,
  hasUnknown,
  number,
  type PlanContext,
  type PlanHandlers,
  type Props,
  requestedEnd,
  sameJson,
  text,
  UNKNOWN,
} from "../host/state";
import { apiKeyEvents } from "../preview/api-key";

/** The fields that make a key the key it is. */
const identity = fieldsWhere(apiKeyFields, { change: "replaces" });

/** What the engine asks of an API key in every run. */
export const apiKeyPlan: PlanHandlers = {
  kind: "API key",
  stateNames: apiKeyNames,
  isRemote: () => true,
  subject: (props) => `API key "${text(props, "name") || apiKeyInputs(props).namePrefix}"`,
  check: checkApiKey,
  diff: diffApiKey,
};

/** Settles the inputs: defaults, and the dates of today's run. */
export function checkApiKey(olds: Props, news: Props, context: PlanContext): CheckOutcome {
  const mayShow = shownInCheck(context.isSecret);
  const { args, frozen } = ownArguments(["issuedOn", "rotateOn"], olds, news);
  const validate = (given: Props) =>
    validateApiKey(given, { today: context.today, oldEndDate: text(olds, "endDate"), isPending: hasUnknown, mayShow });
  const life = lifeArguments(olds, args, {
    windows: ["rotateBeforeDays"],
    isValid: (given) => validate(given).length === 0,
  });
  const failures = validate(life.args);
  if (failures.length > 0) return { inputs: news, failures };

  // The user's end date caps the key's, here and now. It is not kept: a user that is extended would otherwise show as an
  // update of every key, and everything that reads a key's outputs as changing (seen).
  const inputs = settleFields(apiKeyFields, life.settled);
  const warnings = longNames(apiKeyFields, olds, inputs);
  if ([news.endDate, news.lifetimeDays, news.rotateBeforeDays, news.rotate, news.serviceUserEndDate].some(hasUnknown)) {
    return { inputs: { ...inputs, issuedOn: UNKNOWN, endDate: UNKNOWN, rotateOn: UNKNOWN }, failures, warnings };
  }
  const isFrozen = frozen.length > 0 || life.isEndFrozen;
  const facts = datesFacts(olds, inputs, life.args, context.today, isFrozen);
  const { issuedOn, endDate = "", ...plan } = planApiKeyDates(facts);
  // A hold moves no day: the preview says on that day that nothing comes of it.
  const on = life.isEndFrozen && endDate === olds.endDate ? text(olds, "rotateOn") : (plan.rotateOn ?? "");
  return {
    inputs: { ...inputs, issuedOn, endDate, rotateOn: on },
    failures,
    // Of a key that exists diff speaks, which knows what was granted.
    warnings: plan.warning && facts.old === undefined ? [...warnings, plan.warning] : warnings,
    facts,
  };
}

function datesFacts(olds: Props, inputs: Props, declared: Props, today: string, isFrozen: boolean): ApiKeyDatesFacts {
  const issuedOn = parseDay(olds.issuedOn);
  return {
    today,
    isFrozen,
    ...(issuedOn !== undefined && { old: { issuedOn, endDate: parseDay(olds.endDate) } }),
    args: lifetimeArgs(inputs, parseDay(declared.endDate)),
    serviceUserEndDate: parseDay(declared.serviceUserEndDate),
    mustReplace: issuedOn !== undefined && !sameIdentity(olds, inputs),
  };
}

/** Whether both sides are of one service user and one set of triggers: otherwise the key is another key. */
function sameIdentity(olds: Props, news: Props): boolean {
  return otherIdentity(olds, news).length === 0;
}

const otherIdentity = (olds: Props, news: Props): string[] =>
  identity.filter((name) => !sameJson(settledValue(apiKeyFields, name, olds), settledValue(apiKeyFields, name, news)));

function lifetimeArgs(props: Props, endDate: string | undefined): LifetimeArgs {
  return {
    endDate,
    lifetimeDays: number(props, "lifetimeDays"),
    rotateBeforeDays: number(props, "rotateBeforeDays"),
    rotate: flag(props, "rotate", true),
  };
}

/** What check decided, now that the end is known which the server granted. Without its facts only that end speaks. */
function planWithGrant(olds: Props, news: Props, { today, facts }: PlanContext): ApiKeyDates {
  const issuedOn = text(olds, "issuedOn");
  const [asked, granted] = [parseDay(requestedEnd(olds)), parseDay(olds.endDate)];
  const old = { issuedOn, endDate: asked, granted };
  if (facts !== undefined) return planApiKeyDates({ ...(facts as ApiKeyDatesFacts), old });
  const isLess = lesserEnd({ asked, granted }) !== undefined;
  if (!isLess || parseDay(issuedOn) === undefined) return { issuedOn, replaces: false, reason: "as check decided" };
  const declared = number(news, "lifetimeDays") === undefined ? parseDay(news.endDate) : undefined;
  return planApiKeyDates({ today, old, args: lifetimeArgs(news, declared), mustReplace: false });
}

/** The state's own properties that a diff compares with the inputs, and what of them makes another key. */
export function diffApiKey(olds: Props, news: Props, context: PlanContext): DiffOutcome {
  const replaces = [...otherIdentity(olds, news), ...(olds.issuedOn === news.issuedOn ? [] : ["issuedOn"])];
  const plan = planWithGrant(olds, news, context);
  // No update can find out whether a key that was never seen to work is still there: its deletion may have been done.
  const isUnproven = flag(olds, "unproven", false);
  if ((plan.byGrant || isUnproven) && !replaces.includes("issuedOn")) replaces.push("issuedOn");
  const changed = changedFields(apiKeyFields, olds, news, {
    rotateOn: () => text(olds, "rotateOn") !== rotationDay(news, text(olds, "endDate"), requestedEnd(olds)),
  });
  const events = apiKeyEvents(olds, news, { replaces, today: context.today });
  // A key that is replaced ends with that; check warns of the one after it.
  const warnings = replaces.length === 0 && plan.warning ? [plan.warning] : [];
  return { changes: changed.length > 0 || replaces.length > 0, replaces, events, warnings };
}

/**
 * The day on which a key rotates that ends on `granted`: the window before it. Where the server granted less life than
 * was `requested`, a window as long as that life would replace the key in every run, so it shrinks to the default third.
 * Empty: never by itself.
 */
export function rotationDay(inputs: Props, granted: string, requested = granted): string {
  if (inputs.rotateOn === "" && granted >= requested) return "";
  const end = parseDay(granted);
  const window = windowOf(lifetimeArgs(inputs, undefined));
  if (end === undefined || window === undefined) return "";
  const issuedOn = parseDay(inputs.issuedOn);
  if (granted >= requested || issuedOn === undefined) return rotateOn(end, window);
  return actsOn(end, issuedOn, window);
}

/** Reads settled inputs back with their types. */
export function apiKeyInputs(props: Props): ApiKeyInputs {
  const fields = readFields(apiKeyFields, props);
  return {
    ...fields,
    namePrefix: fields.namePrefix.slice(0, NAME_PREFIX_MAX),
    issuedOn: text(props, "issuedOn"),
    rotateOn: text(props, "rotateOn"),
  };
}
