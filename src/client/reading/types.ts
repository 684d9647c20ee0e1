/** What users of the client see: the objects of DigiCert ONE in the words of this package. */
import type { DigiCertOneError } from "../../errors/index";

/**
 * A user of DigiCert ONE. A property that is absent is unknown, not empty. The same type describes people:
 * `userType` shows.
 */
export interface ServiceUser {
  id: string;
  /** The friendly name, unique in its account. */
  nickname?: string;
  description?: string;
  email?: string;
  /** `ACTIVE`, `DISABLED`, `EXPIRED`, `LOCKED`, or whatever else the API says. */
  status?: string;
  /** `service` for a service user. */
  userType?: string;
  accessScope?: string;
  /** RFC 3339, UTC. */
  createdAt?: string;
  createdBy?: string;
  /** A UTC calendar day, `YYYY-MM-DD`, valid to 23:59:59 UTC. */
  endDate?: string;
  roleIds?: string[];
  accountIds?: string[];
  primaryAccountId?: string;
  /** The applications (managers) that it may use. */
  applicationIds?: string[];
  /** The same applications, with what it may do in each. */
  applications?: UserApplication[];
  /** The response as it came, if the setting `rawResponses` asks for it; not enumerable. */
  readonly raw?: unknown;
}

/** An application as a user shows it. A property that is absent is unknown, not empty. */
export interface UserApplication {
  id: string;
  name?: string;
  permissions?: string[];
}

/** The key that the API makes together with a service user. Its value is shown this once. */
export interface InitialApiKey {
  id?: string;
  name?: string;
  value?: string;
  endDate?: string;
}

/** A service user just created. */
export interface CreatedServiceUser extends ServiceUser {
  initialApiKey?: InitialApiKey;
  /**
   * True if the response was lost and the user was found again, or if it showed no certain value of the key that came with
   * it (a masked one, or two). That value is lost then:
   * `initialApiKey` is then another one, made in its place, unless `initialKey: "leave"` asked for none.
   */
  recovered?: boolean;
  /** Why a recovered user has no `initialApiKey`, for example on a tenant that allows one key per service user. */
  initialApiKeyError?: DigiCertOneError;
}

/** Everything that can be written on a service user. */
export interface ServiceUserInput {
  nickname: string;
  description: string;
  email: string;
  accountIds: string[];
  /** One of `accountIds`; without it the first of them is sent. */
  primaryAccountId?: string;
  roleIds: string[];
  /** The applications (managers) that it may use; sent only if given. */
  applicationIds?: string[];
  /** `YYYY-MM-DD`; absent means no end date. */
  endDate?: string;
}

/** An API key, without its value. A property that is absent is unknown, not empty. */
export interface ApiKey {
  id: string;
  userId?: string;
  name?: string;
  enabled?: boolean;
  /** `ACTIVE`, `DISABLED`, `EXPIRED`, or whatever else the API says. */
  status?: string;
  createdAt?: string;
  endDate?: string;
  readonly raw?: unknown;
}

/** An API key just created, with its value, which is shown this once. */
export interface CreatedApiKey extends ApiKey {
  value: string;
}

/** A role that can be given to a user. */
export interface Role {
  id: string;
  name: string;
  /** A short name beside it, such as `SSM_SIGNER`, where it has one. */
  code?: string;
  permissions?: string[];
  applicationId?: string;
  /** `account_manager` or whatever the API says. */
  applicationCode?: string;
  applicationName?: string;
  readonly raw?: unknown;
}

/** An account that the caller can reach. */
export interface Account {
  id: string;
  name: string;
  active?: boolean;
  friendlyIdentifier?: string;
  readonly raw?: unknown;
}

/** Who did what to which object, and whether it worked. */
export interface AuditEntry {
  id: string;
  createdAt?: string;
  userId?: string;
  userName?: string;
  action?: string;
  resourceType?: string;
  resourceId?: string;
  status?: string;
  accountId?: string;
  readonly raw?: unknown;
}

/** Which audit entries to list. Days are UTC calendar days, `YYYY-MM-DD`. */
export interface AuditFilter {
  userName?: string;
  action?: string;
  resourceTypes?: string;
  resourceId?: string;
  status?: string;
  accountId?: string;
  from?: string;
  to?: string;
  sort?: string;
}
