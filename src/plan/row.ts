import {
  type ApiKeyDates,
  addDays,
  countDays,
  daysBetween,
  defaultOverlap,
  defaultWindow,
  describeEnd,
  isDue,
  isWeekend,
  type LifetimeArgs,
  planApiKeyDates,
  planUserEndDate,
} from "../rotation";

/** What a run may do next to a user or key because of the date. */
type PlanAction = "none" | "extend" | "rotate" | "retire";

/** What a warning is about. */
type PlanWarningCode =
  | "expired"
  | "ends-soon"
  | "no-end"
  | "outlives-user"
  | "weekend-end"
  | "late-runs"
  | "short-overlap"
  | "previous-enabled"
  | "many-ends";

/** Something a person should look at. */
export interface PlanWarning {
  readonly code: PlanWarningCode;
  readonly text: string;
}

/** A service user or key as a state shows it. */
export interface PlanFacts {
  readonly stack: string;
  readonly project: string;
  /** The Pulumi name. */
  readonly name: string;
  readonly urn: string;
  readonly kind: "ServiceUser" | "ApiKey" | "RotatingApiKey";
  /** Which key of a `RotatingApiKey`. */
  readonly role?: "current" | "previous" | undefined;
  /** The name in DigiCert ONE. */
  readonly label?: string | undefined;
  readonly status?: string | undefined;
  readonly issuedOn?: string | undefined;
  readonly endDate?: string | undefined;
  /** For a user, `rotateBeforeDays` is its `extendBeforeDays`. */
  readonly policy: LifetimeArgs & { readonly overlapDays?: number | undefined };
  /** The user that a key belongs to, when it is known. */
  readonly user?: { readonly name: string; readonly endDate?: string | undefined } | undefined;
  /** Of a previous key: the day from which it is disabled, and whether it is. */
  readonly retireOn?: string | undefined;
  readonly retired?: boolean | undefined;
  /** Of a previous key: the one after it, whose rotation takes its place. */
  readonly newest?: PlanFacts | undefined;
  /** Whether a key that was to be made could not be: the next run makes it. */
  readonly isUnmade?: boolean | undefined;
  /** `use: "previous"` holds rotation and retirement. */
  readonly held?: boolean | undefined;
}

/** One line of a plan. Absent values are null, so that every row has the same members. */
export interface PlanRow {
  readonly stack: string;
  readonly project: string;
  readonly name: string;
  readonly urn: string;
  readonly kind: PlanFacts["kind"];
  readonly role: "current" | "previous" | null;
  readonly label: string | null;
  readonly status: string | null;
  readonly issuedOn: string | null;
  readonly endDate: string | null;
  /** Days until the end date; 0 on the last day, negative after it. */
  readonly daysLeft: number | null;
  /** The first day on which a run rotates the key or extends the user. */
  readonly rotatesOn: string | null;
  /** The first day on which a run disables a previous key. */
  readonly retiresOn: string | null;
  /** What a run on the plan's day does. */
  readonly action: PlanAction;
  readonly reason: string;
  readonly warnings: readonly PlanWarning[];
}

/** The day a plan is made for, and how often runs come. */
export interface PlanOptions {
  readonly today: string;
  /** Days between two runs; what would be missed then is warned of. */
  readonly runsEveryDays?: number | undefined;
}

type Decision = Pick<PlanRow, "action" | "reason" | "rotatesOn"> & { readonly warning?: string | undefined };

/**
 * Says what the next run does to one user or key, and why, from what its state says; the same rules as in check decide.
 */
export function planRow(facts: PlanFacts, options: PlanOptions): PlanRow {
  const { action, reason, rotatesOn, warning } = decide(facts, options.today);
  const { endDate } = facts;
  return {
    stack: facts.stack,
    project: facts.project,
    name: facts.name,
    urn: facts.urn,
    kind: facts.kind,
    role: facts.role ?? null,
    label: facts.label ?? null,
    status: facts.status ?? null,
    issuedOn: facts.issuedOn ?? null,
    endDate: endDate ?? null,
    daysLeft: endDate === undefined ? null : daysBetween(options.today, endDate),
    rotatesOn,
    retiresOn: facts.role === "previous" ? (facts.retireOn ?? null) : null,
    action,
    reason,
    warnings: warningsOf(facts, options, { action, reason, rotatesOn, warning }),
  };
}

function decide(facts: PlanFacts, today: string): Decision {
  if (facts.role === "previous") return decidePrevious(facts, today);
  if (facts.kind === "ServiceUser") return decideUser(facts, today);
  if (facts.isUnmade) return { action: "rotate", reason: "the key could not be made before", rotatesOn: today };
  if (facts.issuedOn === undefined) return { action: "none", reason: "the state has no day of issue", rotatesOn: null };
  const dates = planApiKeyDates({
    today,
    old: { issuedOn: facts.issuedOn, endDate: facts.endDate },
    args: facts.policy,
    serviceUserEndDate: facts.user?.endDate,
    mustReplace: false,
  });
  return decideKey(facts, dates, today);
}

function decideKey(facts: PlanFacts, dates: ApiKeyDates, today: string): Decision {
  const { warning } = dates;
  if (facts.held) {
    const held = 'held: use is "previous"';
    if (!dates.replaces) return { action: "none", reason: held, rotatesOn: dates.rotateOn ?? null };
    const end = facts.endDate === undefined ? "" : `, and the newest key ${describeEnd(today, facts.endDate)}`;
    return { action: "none", reason: held, rotatesOn: null, warning: `Rotation is due but held${end}.` };
  }
  if (dates.replaces) return { action: "rotate", reason: dates.reason, rotatesOn: today, warning };
  const rotatesOn = dates.rotateOn ?? null;
  if (dates.endDate !== facts.endDate) return { action: "extend", reason: dates.reason, rotatesOn, warning };
  // Due but unchanged: a rotation would gain nothing, so no day can be named for it.
  if (rotatesOn !== null && isDue(today, rotatesOn)) {
    const reason = warning === undefined ? "unchanged" : "due, but rotating gains no life";
    return { action: "none", reason, rotatesOn: null, warning };
  }
  return { action: "none", reason: waiting(facts, rotatesOn), rotatesOn, warning };
}

function waiting({ policy, endDate }: PlanFacts, rotatesOn: string | null): string {
  if (rotatesOn !== null) return `rotates on ${rotatesOn}`;
  if (policy.rotate === false) return "rotate is false";
  return endDate === undefined ? "no end date" : "fixed end date";
}

function decideUser(facts: PlanFacts, today: string): Decision {
  const { lifetimeDays, rotateBeforeDays } = facts.policy;
  const endDate = lifetimeDays === undefined ? facts.endDate : undefined;
  const plan = planUserEndDate({
    today,
    old: { endDate: facts.endDate },
    args: { endDate, lifetimeDays, extendBeforeDays: rotateBeforeDays },
  });
  const rotatesOn = plan.moves ? today : (plan.extendOn ?? null);
  const calm =
    rotatesOn === null ? (endDate === undefined ? "no end date" : "fixed end date") : `extended on ${rotatesOn}`;
  return {
    action: plan.moves ? "extend" : "none",
    reason: plan.moves ? plan.reason : calm,
    rotatesOn,
    warning: plan.warning,
  };
}

function decidePrevious(facts: PlanFacts, today: string): Decision {
  const { retireOn, endDate, newest } = facts;
  if (endDate !== undefined && endDate < today) {
    return { action: "retire", reason: `it ended on ${endDate}: deleted`, rotatesOn: null };
  }
  if (facts.retired) return { action: "none", reason: "disabled; deleted by the next rotation", rotatesOn: null };
  if (facts.held) return { action: "none", reason: 'held: use is "previous"', rotatesOn: null };
  if (newest !== undefined && decide(newest, today).action === "rotate") {
    return { action: "retire", reason: "deleted: the rotation of the newest key takes its place", rotatesOn: null };
  }
  if (retireOn === undefined) return { action: "none", reason: "the overlap has no end yet", rotatesOn: null };
  if (!isDue(today, retireOn)) return { action: "none", reason: `both keys work until ${retireOn}`, rotatesOn: null };
  return { action: "retire", reason: `the overlap ended on ${retireOn}`, rotatesOn: null };
}

function warningsOf(facts: PlanFacts, options: PlanOptions, decision: Decision): PlanWarning[] {
  const found: PlanWarning[] = [];
  const warn = (code: PlanWarningCode, text: string) => found.push({ code, text });
  const { today } = options;
  const { endDate, user } = facts;
  if (facts.role === "previous") {
    const opens = !facts.retired && (endDate === undefined || endDate >= today);
    if (opens && decision.action === "retire" && facts.retireOn !== undefined && facts.retireOn < today) {
      const late = countDays(daysBetween(facts.retireOn, today));
      warn(
        "previous-enabled",
        `The previous key should have been disabled ${late} ago, on ${facts.retireOn}. Run an update.`,
      );
    }
    return found;
  }
  if (endDate === undefined) {
    warn("no-end", "It has no end date. Set lifetimeDays or endDate.");
    return found;
  }
  if (endDate < today) warn("expired", `It ${describeEnd(today, endDate)}: whoever uses it is refused.`);
  if (decision.warning !== undefined) warn("ends-soon", decision.warning);
  if (user?.endDate !== undefined && user.endDate < endDate) {
    warn(
      "outlives-user",
      `It ends on ${endDate}, but its user "${user.name}" on ${user.endDate}: it stops working then.`,
    );
  }
  if (decision.action === "none" && decision.rotatesOn === null && isWeekend(endDate)) {
    warn("weekend-end", `It ends on a weekend, ${endDate}, and will neither rotate nor be extended.`);
  }
  return [...found, ...cadenceWarnings(facts, options, decision)];
}

/** What is missed when runs come no more often than the given number of days. */
function cadenceWarnings(
  { policy, kind, endDate }: PlanFacts,
  options: PlanOptions,
  decision: Decision,
): PlanWarning[] {
  const { runsEveryDays: every, today } = options;
  const { lifetimeDays } = policy;
  if (every === undefined || lifetimeDays === undefined || policy.rotate === false || endDate === undefined) return [];
  const window = policy.rotateBeforeDays ?? defaultWindow(lifetimeDays);
  const found: PlanWarning[] = [];
  const doing = kind === "ServiceUser" ? "extended" : "rotated";
  const option = kind === "ServiceUser" ? "extendBeforeDays" : "rotateBeforeDays";
  if (every > window) {
    const text = `It is ${doing} from ${countDays(window)} before its end, but runs come every ${countDays(every)}: it may end first. Run more often, or set ${option} to at least ${every}.`;
    found.push({ code: "late-runs", text });
  } else if (decision.rotatesOn === today && addDays(today, every) > endDate) {
    const text = `It is due and ${describeEnd(today, endDate)}, before a run in ${countDays(every)}: run an update now.`;
    found.push({ code: "late-runs", text });
  }
  if (kind !== "RotatingApiKey") return found;
  const overlap = policy.overlapDays ?? defaultOverlap(lifetimeDays, window);
  if (every > Math.max(1, window - overlap) && every <= window) {
    const text = `Runs every ${countDays(every)} may leave consumers less than the overlap of ${countDays(overlap)} (rotateBeforeDays ${window} - overlapDays ${overlap} = ${window - overlap}). Run more often, or set rotateBeforeDays to at least ${every + overlap}.`;
    found.push({ code: "short-overlap", text });
  }
  return found;
}
