const portal = "https://dev.digicert.com";
const errorsPage = `${portal}/get-started/error-handling-rate-limits.html`;
const authPage = `${portal}/get-started/authentication.html`;
const apiPage = `${portal}/account-manager-api.html`;
const firstCallPage = `${portal}/get-started/make-your-first-api-call.html`;
const tutorials = `${portal}/account-manager-api/tutorials`;
const userTutorial = `${tutorials}/create-and-authenticate-a-service-user.html`;
const keyTutorial = `${tutorials}/manage-api-token-lifecycle.html`;
const certificateTutorial = `${tutorials}/set-up-service-user-multi-factor-authentication.html`;
const auditTutorial = `${tutorials}/audit-api-activity-for-compliance-reporting.html`;

const docs = "https://docs.digicert.com/en";
const accountManager = `${docs}/digicert-one/account-manager`;
const platform = `${docs}/platform-overview/manage-your-accounts/account-manager/users-and-access`;
const formPage = `${accountManager}/service-users/create-a-service-user.html`;
const keyPage = `${accountManager}/api-tokens/create-your-api-token.html`;
const keyEditPage = "https://docs.digicert.com/zh/digicert-one/account-manager/api-tokens/edit-your-api-token.html";
const certificatePage = `${accountManager}/authentication-certificates/service-user-authentication-certificates/create-a-service-user-authentication-certificate.html`;
const rolesPage = `${platform}/user-roles/list-of-digicert-one-user-roles/account-manager-user-roles.html`;
const requirementsPage = `${docs}/software-trust-manager/get-started/requirements.html`;

/** Facts that DigiCert publishes: their numbers, id, page, statement. */
export const documented: readonly (readonly [facts: string, id: string, source: string, statement: string])[] = [
  [
    "F1",
    "path-pattern",
    apiPage,
    "Paths are /account/api/v1/ and a resource in the singular: user, role, account, audit-log, api-access-token, client-auth-certificate.",
  ],
  [
    "F2",
    "client-auth-host",
    authPage,
    "With a client certificate, clientauth. is put before the host; x-api-key is normally left out, and a few tools send both.",
  ],
  ["F3", "environments-apart", firstCallPage, "Demo credentials never work in production, nor the reverse."],
  [
    "F3",
    "keys-of-one-host",
    requirementsPage,
    "Credentials work only at the host, and so in the region, they were made at.",
  ],
  [
    "F5 F6 F7 F8",
    "hosts",
    apiPage,
    "Each of the four regions has its own production host; the us region's demo host is demo.one.digicert.com.",
  ],
  [
    "F4 F6 F7 F8",
    "demo-hosts",
    requirementsPage,
    "The demo host of ch, jp and nl is demo. before the production host: their clientauth. hosts are published.",
  ],
  ["F9", "api-key-header", firstCallPage, "A call authenticates with its key in the x-api-key header."],
  ["F9", "json-utf8", firstCallPage, "Bodies are UTF-8 JSON with Content-Type application/json."],
  ["F9", "user-agent", firstCallPage, "A well-formed request carries a User-Agent."],
  [
    "F10",
    "service-users-by-roles",
    authPage,
    "Service users cannot sign in; what they may do comes from the roles assigned to them.",
  ],
  ["F10", "manage-users-permission", authPage, 'Creating a service user needs the "Manage users" permission.'],
  ["F10", "audit-friendly-name", formPage, "The audit log names a service user by its friendly name."],
  [
    "F11",
    "several-tokens",
    authPage,
    "A service user may hold several API keys, so that they can be rotated; older pages know one only (single-key).",
  ],
  [
    "F12",
    "initial-token",
    authPage,
    "One API key is made together with a service user and is shown only in the answer to the creation.",
  ],
  ["F12 F27", "value-shown-once", keyPage, "The value of a key is shown once and can never be read or made again."],
  [
    "F13",
    "secret-called-token-id",
    formPage,
    "DigiCert's pages call the value of a key its token ID; so a field token_id that holds no UUID holds a secret.",
  ],
  [
    "F15",
    "own-profile-permission",
    rolesPage,
    "The permission to view one's own profile and to make one's own keys is part of each role of Account Manager.",
  ],
  [
    "F16",
    "service-user-form",
    formPage,
    "The form for a service user asks for an email, an account and a manager at least; description and end date are optional.",
  ],
  [
    "F17",
    "primary-account-of-people",
    `${platform}/standard-users/update-a-user.html`,
    "The primary account of a standard user cannot be removed.",
  ],
  ["F18", "account-list", userTutorial, "GET /account answers a bare array of the accounts that the caller can reach."],
  [
    "F18",
    "account-fields",
    userTutorial,
    "An account has id, name, active, service_period, friendly_identifier, admins, sign_in_methods and locale.",
  ],
  ["F18", "account-get", auditTutorial, "GET /account/{id} answers one account."],
  [
    "F19",
    "role-list",
    apiPage,
    "GET /role answers the roles that can be assigned, with their permissions; application_code=account_manager asks for those of Account Manager.",
  ],
  ["F20", "user-create", userTutorial, "POST /user makes a service user."],
  [
    "F21 F45",
    "list-users",
    firstCallPage,
    "GET /user answers a bare array of all users; user_type=service narrows it to service users.",
  ],
  [
    "F21 F22",
    "user-fields",
    firstCallPage,
    "A listed user has id, email, status, access_scope, primary_account_id, created_at, created_by, user_type, friendly_name, description, locale and applications with their permissions.",
  ],
  ["F21", "absent-not-null", firstCallPage, "A field without a value is left out of an answer rather than being null."],
  ["F22", "user-me", userTutorial, "GET /user/{id} answers one user; the id me is the caller."],
  ["F25", "delete-user", `${platform}/standard-users/delete-a-user.html`, "Deleting a user is permanent."],
  ["F26", "token-list", keyTutorial, "GET /api-access-token answers the keys of one user and requires user_id."],
  ["F27", "token-create", keyTutorial, "POST /api-access-token makes a key with a name and, if wanted, an end date."],
  ["F28", "token-get", keyTutorial, "GET /api-access-token/{id} answers a key's metadata, never its value."],
  ["F29", "token-update", keyTutorial, "PUT /api-access-token/{id} updates or disables a key."],
  ["F30", "token-delete", keyTutorial, "DELETE /api-access-token/{id} is permanent."],
  [
    "F31",
    "certificates",
    certificateTutorial,
    "POST /client-auth-certificate takes a signing request of the caller's own; PUT /client-auth-certificate/{id}/enable enables one.",
  ],
  [
    "F32",
    "audit-log",
    auditTutorial,
    "GET /audit-log narrows by user_name, action, resource_types, resource_id, status, account_id, from and to (YYYY-MM-DD), and sort.",
  ],
  ["F45", "audit-log-paged", auditTutorial, "The audit log comes in pages."],
  ["F44", "status-active", firstCallPage, "The status of what can be used is ACTIVE."],
  [
    "F48",
    "name-characters",
    formPage,
    "Names of service users, keys and certificates are unique and hold only letters, digits, spaces, dashes and underscores.",
  ],
  ["F49", "end-date-is-utc-day", formPage, "An end date is a UTC calendar day and is valid until its 23:59:59."],
  ["F50", "user-end-date-extends", formPage, "A service user's end date can be extended or removed."],
  [
    "F50",
    "token-end-date-moves",
    keyEditPage,
    "A key's name can be changed, and its end date moved or removed until it has passed; one bullet of another page says that it cannot (token-end-date-fixed).",
  ],
  ["F50", "ended-key-is-over", keyEditPage, "A key past its end can be neither used nor enabled."],
  ["F51", "certificate-within-user-life", certificatePage, "A client certificate may not outlive its service user."],
  [
    "F52",
    "no-mail-before-the-end",
    formPage,
    "DigiCert ONE sends no mail about an end date to a service user's address.",
  ],
  [
    "F52 F55",
    "ended-means-401",
    errorsPage,
    "A key that has ended, or whose service user has ended or is not active, gets 401.",
  ],
  [
    "F53",
    "error-envelopes",
    errorsPage,
    'An error\'s body is {"error":{"code","message"}} or {"errors":[{"code","message"}]}.',
  ],
  ["F54", "error-400", errorsPage, "400 invalid_request: the payload failed validation; do not retry."],
  ["F55", "error-401", errorsPage, "401 invalid_api_key: bad or missing API key; do not retry."],
  ["F56", "error-403", errorsPage, "403 access_denied: authenticated but lacking a role; do not retry."],
  ["F57", "error-404", errorsPage, "404 resource_not_found; do not retry."],
  [
    "F58",
    "error-409",
    errorsPage,
    'duplicate_error is the code of a taken name, with the message "Nickname X already exists. Enter a different nickname."; do not retry.',
  ],
  ["F60", "error-429", errorsPage, "429: retry after Retry-After."],
  ["F60", "limits-per-key", errorsPage, "Rate limits are counted for each API key."],
  ["F60 F62", "retry-after-forms", errorsPage, "Retry-After on 429 and 503 is a number of seconds or an HTTP date."],
  ["F61", "error-500", errorsPage, "500: retry with backoff."],
  ["F62", "error-503", errorsPage, "503: retry after Retry-After; escalate when it lasts more than ten minutes."],
];
