/**
 * A client of DigiCert ONE's Account Manager API that can be used without Pulumi.
 *
 * @packageDocumentation
 */
export * from "../errors/index";
export type { ApiKeyInput, ApiKeys } from "./api-keys";
export { type ClientDeps, createClient, type DigiCertOneClient } from "./client";
export type { NamedAccounts } from "./core";
export { isDeleted } from "./deleted";
export type { Accounts, AuditLog, Roles } from "./directory";
export { keyIdOf } from "./key-pool";
export type { LogEvent, LogHook } from "./log";
export { canonicalHost, isLoopbackHost, type Place } from "./place";
export type { CreateServiceUserOptions, ServiceUsers } from "./service-users";
export {
  type ClientSettings,
  parseRateLimits,
  resolveSettings,
  type SettingsSource,
  settingsFaults,
  settingsPlace,
} from "./settings";
export { placesOf, type SettingName, type SettingRow, settingsTable } from "./settings-table";
export type { CallOptions } from "./signals";
export type { TlsMaterial } from "./tls";
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
} from "./types";
