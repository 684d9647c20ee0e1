const portal = "https://dev.digicert.com";
const errorsPage = `${portal}/get-started/error-handling-rate-limits.html`;
const authPage = `${portal}/get-started/authentication.html`;
const apiPage = `${portal}/account-manager-api.html`;
const firstCallPage = `${portal}/get-started/make-your-first-api-call.html`;
const reference = "https://one.digicert.com/account/docs/swagger-ui/index.html";

/** Facts that DigiCert publishes: id, page, statement. */
export const documented: readonly (readonly [id: string, source: string, statement: string])[] = [
  ["hosts", apiPage, "Each region has its own production host; the us region's demo host is demo.one.digicert.com."],
  [
    "path-pattern",
    apiPage,
    "Paths are /account/api/v1/ and a resource in the singular: user, role, account, audit-log, api-access-token, client-auth-certificate.",
  ],
  ["environments-apart", firstCallPage, "Demo credentials never work in production, nor the reverse."],
  ["api-key-header", reference, "A call authenticates with its key in the x-api-key header."],
  [
    "client-auth-host",
    authPage,
    "With a client certificate, clientauth. is put before the host and x-api-key is normally left out.",
  ],
  ["json-utf8", reference, "Bodies are UTF-8 JSON with Content-Type application/json."],
  ["user-agent", reference, "A well-formed request carries a User-Agent."],
  [
    "service-users-by-roles",
    authPage,
    "Service users cannot sign in; what they may do comes from the roles assigned to them.",
  ],
  ["manage-users-permission", authPage, 'Creating a service user needs the "Manage users" permission.'],
  ["several-tokens", authPage, "A service user may hold several API keys, so that they can be rotated."],
  [
    "initial-token",
    authPage,
    "One API key is made together with a service user and is shown only in the answer to the creation.",
  ],
  ["value-shown-once", authPage, "The value of a key is shown once and can never be read or made again."],
  ["list-users", reference, "GET /user answers all users; user_type=service narrows it to service users."],
  ["user-me", reference, "GET /user/me answers the caller itself."],
  [
    "user-fields",
    reference,
    "A listed user has id, email, status, access_scope, primary_account_id, created_at, created_by, user_type, friendly_name, description, locale and applications with their permissions.",
  ],
  ["delete-user", reference, "Deleting a user is permanent."],
  ["account-list", reference, "GET /account answers a bare array of the accounts that the caller can reach."],
  [
    "account-fields",
    reference,
    "An account has id, name, active, service_period, friendly_identifier, admins, sign_in_methods and locale.",
  ],
  ["account-get", reference, "GET /account/{id} answers one account."],
  [
    "role-list",
    reference,
    "GET /role?application_code=account_manager answers the roles of Account Manager with their permissions.",
  ],
  ["token-list", reference, "GET /api-access-token answers the keys of one user and requires user_id."],
  ["token-get", reference, "GET /api-access-token/{id} answers a key's metadata, never its value."],
  ["token-create", reference, "POST /api-access-token makes a key with a name and, if wanted, an end date."],
  ["token-update", reference, "PUT /api-access-token/{id} updates or disables a key."],
  ["token-delete", reference, "DELETE /api-access-token/{id} is permanent and answers 204."],
  [
    "certificates",
    reference,
    "POST /client-auth-certificate takes a signing request of the caller's own; PUT /client-auth-certificate/{id}/enable enables one.",
  ],
  [
    "audit-log",
    reference,
    "GET /audit-log narrows by user_name, action, resource_types, resource_id, status, account_id, from and to (YYYY-MM-DD), and sort.",
  ],
  ["absent-not-null", reference, "A field without a value is left out of an answer rather than being null."],
  [
    "name-characters",
    authPage,
    "Names of service users, keys and certificates are unique and hold only letters, digits, spaces, dashes and underscores.",
  ],
  ["end-date-is-utc-day", authPage, "An end date is a UTC calendar day and is valid until its 23:59:59."],
  ["user-end-date-extends", authPage, "A service user's end date can be extended."],
  ["certificate-within-user-life", authPage, "A client certificate may not outlive its service user."],
  ["ended-means-401", errorsPage, "A key that has ended, or whose service user has ended or is not active, gets 401."],
  [
    "error-envelopes",
    errorsPage,
    'An error\'s body is {"error":{"code","message"}} or {"errors":[{"code","message"}]}.',
  ],
  ["error-400", errorsPage, "400 invalid_request: the payload failed validation; do not retry."],
  ["error-401", errorsPage, "401 invalid_api_key: bad or missing API key; do not retry."],
  ["error-403", errorsPage, "403 access_denied: authenticated but lacking a role; do not retry."],
  ["error-404", errorsPage, "404 resource_not_found; do not retry."],
  [
    "error-409",
    errorsPage,
    'duplicate_error is the code of a taken name, with the message "Nickname X already exists. Enter a different nickname."; a version clash has another code; do not retry.',
  ],
  ["error-429", errorsPage, "429: retry after Retry-After."],
  ["error-500", errorsPage, "500: retry with backoff."],
  ["error-503", errorsPage, "503: retry after Retry-After; escalate when it lasts more than ten minutes."],
  ["retry-after-forms", errorsPage, "Retry-After on 429 and 503 is a number of seconds or an HTTP date."],
  ["limits-per-key", errorsPage, "Rate limits are counted for each API key."],
  [
    "limit-refuses-all",
    "https://dev.digicert.com/en/certcentral-apis/services-api/rate-limits.html",
    "While a window is exceeded every request of that key fails (CertCentral).",
  ],
];
