/**
 * A client of DigiCert ONE's Account Manager API that can be used without Pulumi.
 *
 * @packageDocumentation
 */
export { parseRateLimits } from "../contract/limits";
export * from "../errors/index";
export type { Accounts } from "./accounts";
export type { ApiKeyInput, ApiKeys } from "./api-keys";
export type { AuditLog } from "./audit-log";
export type { LogEvent, LogHook } from "./calling/log";
export type { CallOptions } from "./calling/signals";
export { type ClientDeps, createClient, type DigiCertOneClient } from "./client";
export type { NamedAccounts } from "./core";
export { keyIdOf } from "./limits/lanes";
export { isDeleted } from "./reading/deleted";
export { isEnabled } from "./reading/enabled";
export type {
  Account,
  ApiKey,
  AuditEntry,
  AuditFilter,
  CreatedApiKey,
  CreatedServiceUser,
  InitialApiKey,
  Role,
  ServiceUser,
  ServiceUserInput,
  UserApplication,
} from "./reading/types";
export type { RoleQuery } from "./role-choice";
export type { Roles } from "./roles";
export type { CreateServiceUserOptions, ServiceUsers } from "./service-users";
export { canonicalHost, isLoopbackHost, type Place } from "./settings/place";
export {
  type ClientSettings,
  resolveSettings,
  type SettingsSource,
  settingsPlace,
  settingsProblems,
} from "./settings/settings";
export { placesOf, type SettingName, type SettingRow, settingsTable } from "./settings/settings-table";
export { hasClientCertificate, type TlsMaterial } from "./settings/tls";
export { unreadInEnvironment } from "./settings/unread-settings";
