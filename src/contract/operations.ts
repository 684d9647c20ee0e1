import * as z from "zod";
import { certificateCreateRequest, certificateWire } from "./wire/certificate";
import { accountWire, auditEntryWire, roleWire } from "./wire/directory";
import { listEnvelope } from "./wire/responses";
import { createdTokenWire, tokenCreateRequest, tokenUpdateRequest, tokenWire } from "./wire/token";
import { createdUserWire, userCreateRequest, userUpdateRequest, userWire } from "./wire/user";

const count = z.string().regex(/^\d{1,9}$/, "must be a whole number");

/** What a list takes beside its own parameters where it comes in pages. Evidence: `audit-log-paged`; the names are assumed. */
export const pageQuery = z.object({ offset: count.optional(), limit: count.optional() });

/** One operation of the API. */
export interface Operation {
  /** Unique, in camelCase. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `API_PREFIX`, with `{name}` for a segment that varies. */
  readonly path: string;
  readonly summary: string;
  /** The facts of `evidence` it rests on. */
  readonly evidence: readonly string[];
  readonly query?: z.ZodObject;
  readonly request?: z.ZodType;
  /** The status of success. */
  readonly status: 200 | 201 | 204;
  /** The body of a success; none with 204. */
  readonly response?: z.ZodType;
  /** The statuses of failure that this operation has beside those that every operation has. */
  readonly failures: readonly (404 | 409)[];
}

const day = z.iso.date().meta({ example: "2026-11-22" });
const sometimes = z.string().optional();

/** A list is a bare array, or one page of it. Evidence: `list-users`, `token-list-bare`, `audit-log-paged`. */
const listOf = (item: z.ZodType): z.ZodType => z.union([z.array(item), listEnvelope]);

const users: readonly Operation[] = [
  {
    id: "listUsers",
    method: "GET",
    path: "/user",
    summary: "List the users of the accounts that the caller can reach.",
    evidence: ["list-users", "user-fields", "user-carries-assignments", "assignments-are-objects"],
    query: z.object({ user_type: z.enum(["service", "standard"]).optional() }),
    status: 200,
    response: listOf(userWire),
    failures: [],
  },
  {
    id: "createUser",
    method: "POST",
    path: "/user",
    summary: "Create a service user; the answer carries its first API key, this once.",
    evidence: [
      "user-create",
      "service-user-form",
      "manage-users-permission",
      "initial-token",
      "create-user-request",
      "email-required",
      "applications-optional",
      "roles-may-be-empty",
      "requests-name-ids",
      "create-user-status",
      "create-user-answer",
      "create-user-token-field",
      "name-scope",
      "duplicate-status",
      "duplicate-code",
      "duplicate-words",
    ],
    request: userCreateRequest,
    status: 201,
    response: createdUserWire,
    failures: [409],
  },
  {
    id: "getUser",
    method: "GET",
    path: "/user/{id}",
    summary: "Read a user; the id `me` is the caller.",
    evidence: ["user-me", "user-fields", "user-carries-assignments", "me-without-role", "unreachable-is-404"],
    status: 200,
    response: userWire,
    failures: [404],
  },
  {
    id: "updateUser",
    method: "PUT",
    path: "/user/{id}",
    summary: "Replace everything that can be written on a user.",
    evidence: [
      "put-user-replaces",
      "put-user-answer",
      "primary-account-kept",
      "user-end-date-extends",
      "user-end-before-its-keys",
      "duplicate-status",
    ],
    request: userUpdateRequest,
    status: 200,
    response: userWire,
    failures: [404, 409],
  },
  {
    id: "enableUser",
    method: "PUT",
    path: "/user/{id}/enable",
    summary: "Enable a user.",
    evidence: ["enable-disable-user"],
    status: 200,
    response: userWire,
    failures: [404],
  },
  {
    id: "disableUser",
    method: "PUT",
    path: "/user/{id}/disable",
    summary: "Disable a user; its keys answer 401 until it is enabled again.",
    evidence: ["enable-disable-user", "ended-means-401", "delete-own-user"],
    status: 200,
    response: userWire,
    failures: [404],
  },
  {
    id: "deleteUser",
    method: "DELETE",
    path: "/user/{id}",
    summary: "Delete a user and all of its keys, for good.",
    evidence: ["delete-user", "delete-user-answer", "delete-own-user", "deleted-not-found", "name-released"],
    status: 204,
    failures: [404],
  },
];

const keys: readonly Operation[] = [
  {
    id: "listApiAccessTokens",
    method: "GET",
    path: "/api-access-token",
    summary: "List the API keys of one user.",
    evidence: ["token-list", "token-list-bare", "token-metadata", "token-without-enabled", "own-tokens"],
    query: z.object({ user_id: z.string() }),
    status: 200,
    response: listOf(tokenWire),
    failures: [404],
  },
  {
    id: "createApiAccessToken",
    method: "POST",
    path: "/api-access-token",
    summary: "Create an API key; the answer carries its value, this once.",
    evidence: [
      "token-create",
      "several-tokens",
      "value-shown-once",
      "create-token-body",
      "create-token-value-field",
      "token-within-user-life",
      "asked-life-granted",
    ],
    request: tokenCreateRequest,
    status: 201,
    response: createdTokenWire,
    failures: [404, 409],
  },
  {
    id: "getApiAccessToken",
    method: "GET",
    path: "/api-access-token/{id}",
    summary: "Read an API key, without its value.",
    evidence: ["token-get", "token-metadata", "token-without-enabled", "reads-hold-no-value"],
    status: 200,
    response: tokenWire,
    failures: [404],
  },
  {
    id: "updateApiAccessToken",
    method: "PUT",
    path: "/api-access-token/{id}",
    summary: "Rename, enable or disable an API key, or move its end date.",
    evidence: ["token-update", "put-token-replaces", "put-token-answer", "token-end-date-moves"],
    request: tokenUpdateRequest,
    status: 200,
    response: tokenWire,
    failures: [404, 409],
  },
  {
    id: "deleteApiAccessToken",
    method: "DELETE",
    path: "/api-access-token/{id}",
    summary: "Delete an API key for good.",
    evidence: ["token-delete", "delete-token-answer", "deleted-not-found", "name-released"],
    status: 204,
    failures: [404],
  },
];

const others: readonly Operation[] = [
  {
    id: "listRoles",
    method: "GET",
    path: "/role",
    summary: "List the roles that can be assigned.",
    evidence: ["role-list", "role-body", "role-application-code", "permission-names"],
    query: z.object({ application_code: sometimes }),
    status: 200,
    response: listOf(roleWire),
    failures: [],
  },
  {
    id: "listAccounts",
    method: "GET",
    path: "/account",
    summary: "List the accounts that the caller can reach.",
    evidence: ["account-list", "account-fields"],
    status: 200,
    response: listOf(accountWire),
    failures: [],
  },
  {
    id: "getAccount",
    method: "GET",
    path: "/account/{id}",
    summary: "Read an account.",
    evidence: ["account-get", "account-fields", "unreachable-is-404"],
    status: 200,
    response: accountWire,
    failures: [404],
  },
  {
    id: "listAuditLog",
    method: "GET",
    path: "/audit-log",
    summary: "List audit entries.",
    evidence: ["audit-log", "audit-log-paged", "audit-entry-body", "audit-entry-nested"],
    query: z.object({
      user_name: sometimes,
      action: sometimes,
      resource_types: sometimes,
      resource_id: sometimes,
      status: sometimes,
      account_id: sometimes,
      from: day.optional(),
      to: day.optional(),
      sort: z.enum(["asc", "desc"]).optional(),
    }),
    status: 200,
    response: listOf(auditEntryWire),
    failures: [],
  },
  {
    id: "createClientAuthCertificate",
    method: "POST",
    path: "/client-auth-certificate",
    summary: "Have a signing request of the caller's own turned into a client certificate.",
    evidence: ["certificates", "certificate-body", "certificate-within-user-life"],
    request: certificateCreateRequest,
    status: 201,
    response: certificateWire,
    failures: [409],
  },
  {
    id: "enableClientAuthCertificate",
    method: "PUT",
    path: "/client-auth-certificate/{id}/enable",
    summary: "Enable a client certificate.",
    evidence: ["certificates", "certificate-body"],
    status: 200,
    response: certificateWire,
    failures: [404],
  },
];

/** Every operation of the API that the client or the emulator knows. */
export const operations: readonly Operation[] = [...users, ...keys, ...others];
