/** What goes into a plan, and what comes out. */
import type { LifetimeArgs } from "../rotation";

/** What a run may do next to a user or key because of the date. */
type PlanAction = "none" | "extend" | "rotate" | "retire";

/** What a warning is about. */
export type PlanWarningCode =
  | "expired"
  | "ends-soon"
  | "no-end"
  | "outlives-user"
  | "weekend-end"
  | "late-runs"
  | "short-overlap"
  | "previous-enabled"
  | "protected"
  | "retained"
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
  /** Which key of a `RotatingApiKey`, or the `initial` one that came with a user and is kept. */
  readonly role?: "current" | "previous" | "initial" | undefined;
  /** The name in DigiCert ONE. */
  readonly label?: string | undefined;
  readonly status?: string | undefined;
  readonly issuedOn?: string | undefined;
  /** The end that the server granted. */
  readonly endDate?: string | undefined;
  /** The end that was asked for, where that was another: null for none. */
  readonly askedEndDate?: string | null | undefined;
  /** Of a user: the day on which less than that was granted. */
  readonly grantedOn?: string | undefined;
  /** For a user, `rotateBeforeDays` is its `extendBeforeDays`. */
  readonly policy: LifetimeArgs & { readonly overlapDays?: number | undefined };
  /** The user that a key belongs to, when it is known. */
  readonly user?: { readonly name: string; readonly endDate?: string | undefined } | undefined;
  /** What that user is called: its nickname, or its id where it is in none of the states. Of a user: its own. */
  readonly userName?: string | undefined;
  /** Of a previous key: the day from which it is disabled, and whether it is. */
  readonly retireOn?: string | undefined;
  readonly retired?: boolean | undefined;
  /** Of a previous key: the one after it, whose rotation takes its place. */
  readonly newest?: PlanFacts | undefined;
  /** Of an initial key: the user that it came with. */
  readonly cameWith?: PlanFacts | undefined;
  /** Whether a key that was to be made could not be: the next run makes it. */
  readonly isUnmade?: boolean | undefined;
  /** Whether the state says `protect` or `retainOnDelete` of what a rotation replaces. */
  readonly isProtected?: boolean | undefined;
  readonly isRetained?: boolean | undefined;
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
  readonly role: "current" | "previous" | "initial" | null;
  readonly label: string | null;
  /** The service user: its nickname, or its id where it is in none of the states. */
  readonly user: string | null;
  readonly status: string | null;
  readonly issuedOn: string | null;
  readonly endDate: string | null;
  /** Days until the end date; 0 on the last day, negative after it. */
  readonly daysLeft: number | null;
  /** The first day on which a run rotates the key or extends the user. */
  readonly rotatesOn: string | null;
  /** The first day of the window that `rotatesOn` lies in; before `asOf` for what is overdue. */
  readonly windowOpensOn: string | null;
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

/** What a run does to a user or key, and why. */
export type Decision = Pick<PlanRow, "action" | "reason" | "rotatesOn"> & { readonly warning?: string | undefined };
