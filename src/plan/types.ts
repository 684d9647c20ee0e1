/** What goes into a plan, and what comes out. */
import type { LifetimeArgs } from "../rotation";

/** What a run does to a user or key because of the date. */
export type PlanRunAction = "extend" | "rotate" | "retire" | "remove";

/**
 * What comes to a user or key. `extend`: a run gives it another end. `rotate`: a run makes the key that takes its place.
 * `retire`: a run disables it. `remove`: a run deletes it. `end`: it stops working, because nothing of that came before.
 */
export interface PlanEvent {
  readonly event: PlanRunAction | "end";
  /** The day of the run, where one comes each day; of an `end` the last day on which it works. */
  readonly on: string;
  /** Of `extend` and `rotate`: the end that it, or the key made, is to have. Null: none, or another event. */
  readonly endDate: string | null;
}

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
  | "many-ends"
  // Of an inventory: what nobody manages, what its state says otherwise, and what could not be read.
  | "unmanaged"
  | "differs"
  | "not-seen";

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
  readonly user?: PlanUser | undefined;
  /** What that user is called: its nickname, or its id where it is in none of the states. Of a user: its own. */
  readonly userName?: string | undefined;
  /** Of an `ApiKey`: whether a replacement only disables it. */
  readonly isDisabledByRotation?: boolean | undefined;
  /** Of a previous key: the day from which it is disabled, and whether it is. */
  readonly retireOn?: string | undefined;
  readonly retired?: boolean | undefined;
  /** Of a previous key: the one after it, whose rotation takes its place. */
  readonly newest?: PlanFacts | undefined;
  /** Of an initial key: the user that it came with. */
  readonly cameWith?: PlanFacts | undefined;
  /** Whether a key that was to be made could not be: the next run makes it. */
  readonly isUnmade?: boolean | undefined;
  /** Whether the state says `protect` or `retainOnDelete` of it. */
  readonly isProtected?: boolean | undefined;
  readonly isRetained?: boolean | undefined;
  /** The same of what the rotation of a pair replaces: the slot that does not hold the newest key. */
  readonly otherSlot?: { readonly isProtected: boolean; readonly isRetained: boolean } | undefined;
  /** `use: "previous"` holds rotation and retirement. */
  readonly usesPrevious?: boolean | undefined;
}

/** The user of a key. */
export interface PlanUser {
  readonly name: string;
  /** Its end once the next run has extended it, which comes before its keys. */
  readonly endDate?: string | undefined;
  /** What its state says, where that is at hand: later runs extend it. */
  readonly facts?: PlanFacts | undefined;
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
  /** The first day on which a run disables the key. */
  readonly retiresOn: string | null;
  /** What a run on the plan's day does. */
  readonly action: PlanRunAction | "none";
  readonly reason: string;
  /**
   * What comes, in the order of days, where a run comes each day and the server grants what is asked: until the key is gone,
   * or the end of the user or key would move a second time. What is due comes on the plan's day.
   */
  readonly events: readonly PlanEvent[];
  /** The first of them. */
  readonly next: PlanEvent | null;
  readonly warnings: readonly PlanWarning[];
}

/** The day a plan is made for, and how often runs come. */
export interface PlanOptions {
  readonly today: string;
  /** Days between two runs; what would be missed then is warned of. */
  readonly runsEveryDays?: number | undefined;
}

/** What a run on one day does to a user or key, and why. */
export interface Decision {
  readonly action: "none" | "extend" | "rotate";
  readonly reason: string;
  /** The day from which a run rotates the key or extends the user. */
  readonly rotatesOn: string | null;
  /** The end from that run on: of what is extended, or of the key that is made. */
  readonly endDate?: string | undefined;
  /** `protect` is in the way of a rotation. */
  readonly isBlocked?: boolean | undefined;
  readonly warning?: string | undefined;
}
