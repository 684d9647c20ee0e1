/** Check and diff of a service user: pure. The end date is decided here, so that a preview shows an extension. */
import { serviceUserFaults } from "../../arguments";
import { parseDay, planUserEndDate } from "../../rotation";
import {
  type CheckOutcome,
  type DiffOutcome,
  flag,
  hasUnknown,
  number,
  type Props,
  type ServiceUserInputs,
  sameJson,
  text,
  texts,
  UNKNOWN,
} from "../host/state";

/** Settles the inputs: defaults, sorted lists, the nickname carried from run to run, the end date of today's run. */
export function checkServiceUser(olds: Props, news: Props, context: { today: string }): CheckOutcome {
  const { owner, ownerHash, ...args } = news;
  const failures = serviceUserFaults(args, {
    today: context.today,
    oldEndDate: text(olds, "endDate"),
    isPending: hasUnknown,
  });
  if (failures.length > 0) return { inputs: news, failures };

  const notices: string[] = [];
  const inputs: Props = {
    ...args,
    owner,
    ownerHash: ownerHash ?? "",
    description: trimmed(news.description),
    accountIds: distinct(news.accountIds),
    roleIds: sorted(distinct(news.roleIds)),
    enabled: news.enabled ?? true,
    onDuplicate: news.onDuplicate ?? "fail",
    adoptChanges: news.adoptChanges ?? false,
    adoptFrom: news.adoptFrom ?? "",
    adoptId: news.adoptId ?? "",
    onDestroy: news.onDestroy ?? "",
    forceDestroy: news.forceDestroy ?? false,
    initialKey: news.initialKey ?? "delete",
    allowSelf: news.allowSelf ?? false,
  };
  if (news.nickname === undefined) {
    // What the first run decided is carried. Empty: a user that was taken over by its id keeps its name, whatever that is,
    // also once the program has dropped adoptId.
    const first = inputs.adoptId === "" ? defaultNickname(text(news, "owner")) : "";
    const nickname = typeof olds.autoNickname === "string" ? olds.autoNickname : first;
    if (nickname !== "") inputs.nickname = nickname;
    inputs.autoNickname = nickname;
  }
  inputs.endDate = decideEndDate(olds, news, context.today, notices);
  return { inputs, failures, notices };
}

/** `<name>-<stack>` from `<org>/<project>/<stack>/<name>`, in the characters and the length that the API allows. */
export function defaultNickname(owner: string): string {
  const [, , stack = "", ...name] = owner.split("/");
  return `${name.join("-")}-${stack}`.replace(/[^A-Za-z0-9 _-]/gu, "-").slice(0, 64);
}

function decideEndDate(olds: Props, news: Props, today: string, notices: string[]): string {
  if ([news.endDate, news.lifetimeDays, news.extendBeforeDays].some(hasUnknown)) return UNKNOWN;
  const old = "endDate" in olds ? { endDate: parseDay(olds.endDate) } : undefined;
  const plan = planUserEndDate({
    today,
    ...(old && { old }),
    args: {
      endDate: news.endDate === undefined ? undefined : parseDay(news.endDate),
      lifetimeDays: number(news, "lifetimeDays"),
      extendBeforeDays: number(news, "extendBeforeDays"),
    },
  });
  if (plan.warning) notices.push(plan.warning);
  return plan.endDate ?? "";
}

/** Without white space at the ends, which the mark behind it would swallow: a text from a file ends in a new line. */
const trimmed = (value: unknown): unknown => (typeof value === "string" ? value.trim() : (value ?? ""));

/** The first account is the primary one, so the order of a list is kept. */
function distinct(value: unknown): unknown {
  return Array.isArray(value) && !hasUnknown(value) ? [...new Set(value as string[])] : value;
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value) && !hasUnknown(value) ? [...(value as string[])].sort() : value;

/**
 * Compares the state with the inputs. A service user is never replaced by itself: everything moves in place. An argument
 * that only matters at creation is an update as well, one without a call, so that state keeps what was declared.
 */
export function diffServiceUser(olds: Props, news: Props): DiffOutcome {
  const keys = new Set([...Object.keys(news), ...["lifetimeDays", "extendBeforeDays", "autoNickname"]]);
  const changed = [...keys].filter((key) => {
    if (key === "ownerHash") return isOtherHash(olds, news);
    if (key === "endDate") return text(olds, "requestedEndDate", text(olds, "endDate")) !== news.endDate;
    return !sameJson(olds[key], news[key]);
  });
  return { changes: changed.length > 0 || isUnfinished(olds, news), replaces: [] };
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
  if (news.initialKey === "delete") return text(olds, "initialApiKeyId") !== "";
  return text(olds, "initialApiKey") === "" && !flag(olds, "adopted", false);
}

/** Reads settled inputs back with their types. */
export function serviceUserInputs(props: Props): ServiceUserInputs {
  const choice = <T extends string>(key: string, choices: readonly T[], fallback: T): T =>
    choices.find((item) => item === props[key]) ?? fallback;
  const lifetimeDays = number(props, "lifetimeDays");
  const extendBeforeDays = number(props, "extendBeforeDays");
  return {
    owner: text(props, "owner"),
    ownerHash: text(props, "ownerHash"),
    nickname: text(props, "nickname"),
    ...(typeof props.autoNickname === "string" && { autoNickname: props.autoNickname }),
    description: text(props, "description"),
    email: text(props, "email"),
    accountIds: texts(props, "accountIds"),
    roleIds: texts(props, "roleIds"),
    endDate: text(props, "endDate"),
    ...(lifetimeDays !== undefined && { lifetimeDays }),
    ...(extendBeforeDays !== undefined && { extendBeforeDays }),
    enabled: flag(props, "enabled", true),
    onDuplicate: choice("onDuplicate", ["fail", "adopt"], "fail"),
    adoptChanges: flag(props, "adoptChanges", false),
    adoptFrom: text(props, "adoptFrom"),
    adoptId: text(props, "adoptId"),
    onDestroy: choice("onDestroy", ["delete", "disable", "retain", ""], ""),
    forceDestroy: flag(props, "forceDestroy", false),
    initialKey: choice("initialKey", ["delete", "keep"], "delete"),
    allowSelf: flag(props, "allowSelf", false),
  };
}
