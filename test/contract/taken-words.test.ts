import { describe, expect, it } from "vitest";
import { isNameTakenMessage } from "../../src/contract/taken-words";

describe("a message says that a name is taken", () => {
  it.each([
    "Nickname ci already exists. Enter a different nickname.", // as DigiCert publishes it
    "nickname CI ALREADY EXISTS",
    "A user with this name already exists",
    "A user with that name already exists.",
    "User already exists",
    "The service user already exists in account 130deba5-3ebb-43b2-8183-1a9940d460f5.",
    "Already exists.",
    "ci-signing already exists",
    '"email-sender" already exists',
    "Nickname email-sender already exists.",
    "A record with the name role-reader already exists.",
    "An API key named ci-2027 already exists for this user.",
    "API token already exists",
    "A device profile exists already with this name.",
    "Name must be unique",
    "friendly_name: must be unique",
    "friendlyName has to be unique within the account",
    "The token name is not unique.",
    "Names of keys should be unique.",
    "Name 'ci' is already in use",
    "Username already taken",
    "The nickname has already been used by another user.",
    "This nickname is taken.",
    "Duplicate name",
    "duplicate friendly_name 'ci'",
    "The nickname is a duplicate.",
    "Duplicate entry 'ci' for key 'friendly_name'",
    "Key (friendly_name)=(ci) already exists.",
    "Request failed: name already exists",
    "The user was not created: name already exists.",
    "A user already exists with this name and another e-mail",
    "The roles are fine; the nickname already exists",
    "end_date: is in the past. name: already exists.",
  ])("%s", (message) => {
    expect(isNameTakenMessage(message)).toBe(true);
  });
});

describe("a message says something else", () => {
  it.each([
    "",
    "The request could not be processed.",
    "role does not exist",
    "The role 5a0c53fb-3d44-4d4f-a9b8-3f7d19c1be2b does not exist.",
    "Account does not exist or is disabled",
    "The account must already exist.",
    "No user with this name exists",
    "No user already exists under this name.",
    "The name does not already exist.",
    "Choose a nickname that is not already in use.",
    "The nickname must not be in use already",
    "Check whether the nickname already exists.",
    "Try again if the name already exists",
    "E-mail already exists",
    "Email address team@example.com is already in use.",
    "team@example.com already exists",
    "email: must be unique",
    "A user already exists with the email team@example.com.",
    "The name is fine. The e-mail is already in use.",
    "Duplicate entry 'team@example.com' for key 'email'",
    "Key (email)=(team@example.com) already exists.",
    "783a6a45-b74b-4635-bb4b-69855910ccd3 already exists",
    "user_id must be unique",
    "roles must be unique",
    "Role names must be unique.",
    "Duplicate roles",
    "Duplicate request",
    "duplicates are not allowed in accounts",
    "The certificate is already expired",
    "The user already has an API key.",
    "An API key already exists for this user.",
    "A newer version already exists",
    "Names must be unique and hold only letters, digits, spaces, dashes and underscores.",
    "name: has at most 64 characters",
    "friendly_name is required",
    "A user needs a unique name.",
    "No action is taken.",
    "duplicate_error",
  ])("%s", (message) => {
    expect(isNameTakenMessage(message)).toBe(false);
  });
});
