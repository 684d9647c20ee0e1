/**
 * The contract: what travels between a client and DigiCert ONE's Account Manager, and how sure we are of it.
 * Client, emulator and OpenAPI document all read it from here.
 */
export {
  DUPLICATE_CODE,
  duplicateMessage,
  ENTITY_NOT_FOUND_CODE,
  type ErrorCode,
  errorCodes,
  needsApiForm,
  speaksForApi,
  VERSION_CLASH_CODE,
} from "./error-codes";
export { type Evidence, evidence, factNumbers, type Mark, openIds } from "./evidence";
export { API_PREFIX, clientAuthHost, ENVIRONMENTS, type Environment, hosts, REGIONS, type Region } from "./hosts";
export { DEFAULT_RATE_LIMITS, NAME_MAX, NAME_PATTERN, type RateLimit } from "./limits";
export { type Operation, operations, pageQuery } from "./operations";
export {
  type CertificateCreateRequest,
  type CertificateWire,
  certificateCreateRequest,
  certificateWire,
} from "./wire/certificate";
export { endDate } from "./wire/common";
export {
  type AccountWire,
  type AuditEntryWire,
  accountWire,
  auditEntryWire,
  type RoleWire,
  roleWire,
} from "./wire/directory";
export { errorBodies, type ListEnvelope, listEnvelope } from "./wire/responses";
export {
  type CreatedTokenWire,
  createdTokenWire,
  type TokenCreateRequest,
  type TokenUpdateRequest,
  type TokenWire,
  tokenCreateRequest,
  tokenUpdateRequest,
  tokenWire,
} from "./wire/token";
export {
  type CreatedUserWire,
  createdUserWire,
  type UserCreateRequest,
  type UserUpdateRequest,
  type UserWire,
  userCreateRequest,
  userUpdateRequest,
  userWire,
} from "./wire/user";
