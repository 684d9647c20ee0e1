/** Check and diff of an API key: pure. Rotation is decided in check, by moving the dates, so that a preview shows it. */
import { apiKeyFaults, NAME_PREFIX_MAX } from "../../arguments";
import {
  type ApiKeyDates,
  daysBetween,
  defaultWindow,
  isDue,
  type LifetimeArgs,
  parseDay,
  planApiKeyDates,
  rotateOn,
  windowOf,
} from "../../rotation";
import {
  type ApiKeyInputs,
  type CheckOutcome,
  type DiffOutcome,
  flag,
  hasUnknown,
  number,
  type Props,
  sameJson,
  text,
  UNKNOWN,
} from "../host/state";

/** Settles the inputs: defaults, and the dates of today's run. */
export function checkApiKey(olds: Props, news: Props, context: { today: string }): CheckOutcome {
  const failures = apiKeyFaults(news, {
    today: context.today,
    oldEndDate: text(olds, "endDate"),
    isPending: hasUnknown,
  });
  if (failures.length > 0) return { inputs: news, failures };

  // The user's end date caps the key's, here and now. It is not kept: a user that is extended would otherwise show as an
  // update of every key, and everything that reads a key's outputs as changing (seen).
  const { serviceUserEndDate: _cap, ...args } = news;
  const inputs: Props = {
    ...args,
    rotate: news.rotate ?? true,
    triggers: news.triggers ?? {},
    namePrefix: news.namePrefix ?? "key",
    enabled: news.enabled ?? true,
    onDestroy: news.onDestroy ?? "delete",
    allowSelf: news.allowSelf ?? false,
  };
  if ([news.endDate, news.lifetimeDays, news.rotateBeforeDays, news.rotate, news.serviceUserEndDate].some(hasUnknown)) {
    return { inputs: { ...inputs, issuedOn: UNKNOWN, endDate: UNKNOWN, rotateOn: UNKNOWN }, failures };
  }
  const plan = decideDates(olds, inputs, news, context.today);
  return {
    inputs: { ...inputs, issuedOn: plan.issuedOn, endDate: plan.endDate ?? "", rotateOn: plan.rotateOn ?? "" },
    failures,
    notices: plan.warning ? [plan.warning] : [],
  };
}

function decideDates(olds: Props, inputs: Props, declared: Props, today: string): ApiKeyDates {
  const issuedOn = parseDay(olds.issuedOn);
  const oldEnd = parseDay(olds.endDate);
  return planApiKeyDates({
    today,
    ...(issuedOn !== undefined && { old: { issuedOn, ...(oldEnd !== undefined && { endDate: oldEnd }) } }),
    args: lifetimeArgs(inputs, parseDay(declared.endDate)),
    serviceUserEndDate: parseDay(declared.serviceUserEndDate),
    mustReplace: issuedOn !== undefined && !sameIdentity(olds, inputs),
  });
}

/** Whether both sides are of one service user and one set of triggers: otherwise the key is another key. */
function sameIdentity(olds: Props, news: Props): boolean {
  return sameJson(olds.serviceUserId, news.serviceUserId) && sameJson(olds.triggers ?? {}, news.triggers ?? {});
}

function lifetimeArgs(props: Props, endDate: string | undefined): LifetimeArgs {
  return {
    endDate,
    lifetimeDays: number(props, "lifetimeDays"),
    rotateBeforeDays: number(props, "rotateBeforeDays"),
    rotate: flag(props, "rotate", true),
  };
}

/** The state's own properties that a diff compares with the inputs, and what of them makes another key. */
export function diffApiKey(olds: Props, news: Props, context: { today: string }): DiffOutcome {
  const replaces = ["serviceUserId", "triggers", "issuedOn"].filter((key) => !sameJson(olds[key], news[key]));
  const granted = grantedEndIsDue(olds, news, context.today);
  if (granted && !replaces.includes("issuedOn")) replaces.push("issuedOn");
  const keys = new Set([...Object.keys(news), ...["lifetimeDays", "rotateBeforeDays"]]);
  const changed = [...keys].filter((key) => {
    if (key === "endDate") return requestedEnd(olds) !== news.endDate;
    if (key === "rotateOn")
      return text(olds, "rotateOn") !== rotationDay(news, text(olds, "endDate"), requestedEnd(olds));
    return !sameJson(olds[key], news[key]);
  });
  const notices = granted ? [`the server granted it until ${text(olds, "endDate")} only: it is replaced now`] : [];
  return { changes: changed.length > 0 || replaces.length > 0, replaces, notices };
}

/**
 * The day on which a key rotates that ends on `granted`: the window before it. Where the server granted less life than
 * was `requested`, a window as long as that life would replace the key in every run, so it shrinks to the default third.
 * Empty: never by itself.
 */
export function rotationDay(inputs: Props, granted: string, requested = granted): string {
  const end = parseDay(granted);
  const window = windowOf(lifetimeArgs(inputs, undefined));
  if (end === undefined || window === undefined) return "";
  const issuedOn = parseDay(inputs.issuedOn);
  if (granted >= requested || issuedOn === undefined) return rotateOn(end, window);
  const life = daysBetween(issuedOn, end);
  return rotateOn(end, window < life ? window : defaultWindow(life));
}

/** The end that was last asked for. */
const requestedEnd = (state: Props) => text(state, "requestedEndDate", text(state, "endDate"));

function grantedEndIsDue(olds: Props, news: Props, today: string): boolean {
  const granted = text(olds, "endDate");
  if (granted === "" || granted >= text(olds, "requestedEndDate", granted)) return false;
  const day = rotationDay(news, granted, text(olds, "requestedEndDate"));
  return day !== "" && isDue(today, day) && today > text(olds, "issuedOn");
}

/** Reads settled inputs back with their types. */
export function apiKeyInputs(props: Props): ApiKeyInputs {
  const lifetimeDays = number(props, "lifetimeDays");
  const rotateBeforeDays = number(props, "rotateBeforeDays");
  const triggers = props.triggers;
  return {
    serviceUserId: text(props, "serviceUserId"),
    issuedOn: text(props, "issuedOn"),
    endDate: text(props, "endDate"),
    rotateOn: text(props, "rotateOn"),
    ...(lifetimeDays !== undefined && { lifetimeDays }),
    ...(rotateBeforeDays !== undefined && { rotateBeforeDays }),
    rotate: flag(props, "rotate", true),
    triggers: triggers !== null && typeof triggers === "object" && !Array.isArray(triggers) ? (triggers as Props) : {},
    namePrefix: text(props, "namePrefix", "key").slice(0, NAME_PREFIX_MAX),
    enabled: flag(props, "enabled", true),
    onDestroy: props.onDestroy === "disable" ? "disable" : "delete",
    allowSelf: flag(props, "allowSelf", false),
  };
}
