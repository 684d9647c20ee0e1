/** The one place that writes DigiCert's JSON. What is not given is left out of the request. */
import type { TokenCreateRequest, TokenUpdateRequest, UserCreateRequest } from "../../contract/index";
import type { AuditFilter, ServiceUserInput } from "../reading/types";

/** Body of POST and PUT `/user`: the whole writable object. */
export function userRequest(input: ServiceUserInput): UserCreateRequest {
  const { nickname, description, email, endDate, accountIds, primaryAccountId, roleIds, ...others } = input;
  const { applicationIds, ...forgotten } = others;
  forgotten satisfies Record<string, never>;
  const primary = primaryAccountId ?? accountIds[0];
  return {
    user_type: "service",
    access_scope: "account",
    friendly_name: nickname,
    description,
    ...(email === "" ? {} : { email }),
    ...(endDate === undefined ? {} : { end_date: endDate }),
    accounts: [...accountIds],
    ...(primary === undefined ? {} : { primary_account_id: primary }),
    roles: [...roleIds],
    ...(applicationIds === undefined ? {} : { applications: [...applicationIds] }),
  };
}

/** Body of POST `/api-access-token`. */
export function tokenCreateRequest(input: { userId: string; name: string; endDate?: string }): TokenCreateRequest {
  const { userId, name, endDate } = input;
  return { user_id: userId, name, ...(endDate === undefined ? {} : { end_date: endDate }) };
}

/** Body of PUT `/api-access-token/{id}`: the whole writable object. */
export function tokenUpdateRequest(input: { name: string; endDate?: string; enabled: boolean }): TokenUpdateRequest {
  const { name, endDate, enabled } = input;
  return { name, ...(endDate === undefined ? {} : { end_date: endDate }), enabled };
}

/** The query of GET `/audit-log`. */
export function auditQuery(filter: AuditFilter): Record<string, string | undefined> {
  return {
    user_name: filter.userName,
    action: filter.action,
    resource_types: filter.resourceTypes,
    resource_id: filter.resourceId,
    status: filter.status,
    account_id: filter.accountId,
    from: filter.from,
    to: filter.to,
    sort: filter.sort,
  };
}
