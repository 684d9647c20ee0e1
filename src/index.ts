/** DigiCert ONE service users and API keys as Pulumi resources. Loads nothing heavy: the client comes with the first look-up. */

export type {
  AccountResult,
  GetAccountArgs,
  GetRoleArgs,
  GetServiceUserArgs,
  RoleResult,
  ServiceUserResult,
} from "./lookups/find";
export {
  getAccount,
  getAccountOutput,
  getRole,
  getRoleOutput,
  getServiceUser,
  getServiceUserOutput,
} from "./lookups/get";
export type { LookupOptions } from "./lookups/given";
export { ApiKey, type ApiKeyArgs } from "./resources/api-key";
export { type Environment, Provider, type ProviderArgs, type Region } from "./resources/provider";
export { type HeldApiKey, RotatingApiKey, type RotatingApiKeyArgs } from "./resources/rotating-api-key";
export { type PlanRow, type RotationPlan, type RotationPlanArgs, rotationPlan } from "./resources/rotation-plan";
export { ServiceUser, type ServiceUserArgs } from "./resources/service-user";
