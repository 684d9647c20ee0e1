/** What one walk saw of a tenant, as the client reads it. */
import type { Account, ApiKey, Role, ServiceUser } from "../client/reading/types";
import type { PlanFacts } from "../plan";

/** A service user, with its keys. */
export interface SeenUser {
  readonly user: ServiceUser;
  /** Undefined where they could not be listed. */
  readonly keys: readonly ApiKey[] | undefined;
  /** Why not. */
  readonly problem?: string;
}

/** Everything that the key sees. */
export interface Tenant {
  /** The installation, such as `one.digicert.com`. */
  readonly host: string;
  /** Service users, and users whose kind is not shown. */
  readonly users: readonly SeenUser[];
  /** People, who are counted only. */
  readonly people: number;
  /** Undefined where they could not be listed. */
  readonly accounts: readonly Account[] | undefined;
  readonly roles: readonly Role[] | undefined;
  /** Those that the command itself runs as; undefined where that could not be asked. */
  readonly ownUserIds: ReadonlySet<string> | undefined;
  /** Whether each write has to name the applications of a user, as some tenants want it. */
  readonly areApplicationsNamed?: boolean;
  /** What could not be seen, a sentence each. */
  readonly problems: readonly string[];
}

/** A user or key of a given state: its id, its owner as its mark would say it, and what a plan reads of it. */
export interface Recorded {
  readonly id: string;
  readonly facts: PlanFacts;
  /** Of a user: what its mark would say. */
  readonly owner?: string | undefined;
  readonly nonce?: string | undefined;
}
