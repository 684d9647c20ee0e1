import type { UserUpdateRequest } from "../../contract";
import type { Clock } from "./clock";
import type { Chance } from "./random";
import type { Rules } from "./variants";

/** What is kept of a user as it was written, and shown again: by the names of the API. */
export type UserTexts = Omit<
  UserUpdateRequest,
  | "user_type"
  | "access_scope"
  | "friendly_name"
  | "end_date"
  | "accounts"
  | "primary_account_id"
  | "roles"
  | "applications"
>;

/** A user as the emulator keeps it. */
export interface User {
  readonly id: string;
  readonly userType: string;
  readonly createdAt: number;
  readonly createdBy: string;
  friendlyName?: string;
  texts: UserTexts;
  endDate?: string;
  enabled: boolean;
  locked: boolean;
  accounts: string[];
  primaryAccountId: string;
  roles: string[];
  /** Those that a request named; where none are, a user has those of its roles. */
  applications: string[];
  /** Returned on after its deletion (the other reading of `deleted-not-found`). */
  deleted?: true;
}

/** A key as the emulator keeps it, value and all. */
export interface Token {
  readonly id: string;
  readonly value: string;
  readonly userId: string;
  readonly createdAt: number;
  name: string;
  endDate?: string;
  enabled: boolean;
  /** As with a user. */
  deleted?: true;
}

/** A role. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly applicationCode: string;
  readonly applicationId: string;
  readonly permissions: readonly string[];
}

/** An account. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** A client certificate. */
export interface Certificate {
  readonly id: string;
  readonly userId: string;
  readonly nickname: string;
  readonly createdAt: number;
  readonly endDate?: string;
  enabled: boolean;
}

/** An entry of the audit log. */
export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  readonly userId: string;
  readonly userName: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly status: "SUCCESS" | "FAILURE";
  readonly accountId: string;
}

/** Everything the emulator remembers; nothing of it is on disk. */
export interface World {
  readonly rules: Rules;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly users: Map<string, User>;
  readonly tokens: Map<string, Token>;
  /** Key value to key. */
  readonly byValue: Map<string, Token>;
  readonly accounts: Map<string, Account>;
  readonly roles: Map<string, Role>;
  readonly certificates: Map<string, Certificate>;
  audit: AuditEntry[];
  /** Names that stay taken after their object is gone (the other reading of `name-released`). */
  readonly spentNames: Set<string>;
  readonly administratorId: string;
}
