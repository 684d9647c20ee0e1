import { describe, expect, it } from "vitest";
import { createdKeyOf } from "../../../src/client/reading/created-key";
import { toCreatedApiKey, toCreatedServiceUser } from "../../../src/client/reading/wire";
import { scrub } from "../../../src/errors";

const ID = "783a6a45-b74b-4635-bb4b-69855910ccd3";
const KEY_ID = "130deba5-3ebb-43b2-8183-1a9940d460f5";
let canaries = 0;
/** A value that stands nowhere else. */
const canary = (): string => `canary-of-a-creation-${++canaries}-${"x".repeat(12)}`;

type Form = (value: string) => Record<string, unknown>;

/** Every form in which the first key of a user is known to come, and the id that it shows. */
const forms: Readonly<Record<string, [form: Form, id: string | undefined]>> = {
  "an object with token": [(token) => ({ api_access_token: { id: KEY_ID, name: "k", token } }), KEY_ID],
  "an object with value": [(value) => ({ api_access_token: { id: KEY_ID, value } }), KEY_ID],
  "an object with api_key": [(api_key) => ({ api_token: { id: KEY_ID, api_key } }), KEY_ID],
  "an object whose token_id is the value": [(token_id) => ({ api_access_token: { token_id } }), undefined],
  "an object with a UUID and the value": [(token) => ({ api_access_token: { token_id: KEY_ID, token } }), KEY_ID],
  "a text": [(value) => ({ api_access_token: value }), undefined],
  api_token: [(api_token) => ({ api_token }), undefined],
  token: [(token) => ({ token }), undefined],
  api_key: [(api_key) => ({ api_key }), undefined],
  "token_id that is the value": [(token_id) => ({ token_id }), undefined],
  "token_id that is a UUID, beside the value": [(api_token) => ({ api_token, token_id: KEY_ID }), KEY_ID],
  "token_id that is a UUID in capitals": [
    (api_token) => ({ api_token, token_id: KEY_ID.toUpperCase() }),
    KEY_ID.toUpperCase(),
  ],
  "fields in camelCase": [(token) => ({ apiAccessToken: { tokenId: KEY_ID, token } }), KEY_ID],
  "an API token id that is a UUID": [(api_token) => ({ api_token, api_token_id: KEY_ID }), KEY_ID],
  "an object inside data": [(token) => ({ data: { api_access_token: { id: KEY_ID, token } } }), KEY_ID],
  "an item of a list": [(token) => ({ api_access_token: [{ id: KEY_ID, token }] }), KEY_ID],
  "the same value twice": [(value) => ({ api_token: value, api_key: value, token_id: KEY_ID }), KEY_ID],
};

describe("the first key of a user", () => {
  it.each(Object.entries(forms))("is read from %s, and its value is a secret from then on", (_name, [form, id]) => {
    const value = canary();
    expect(scrub(`seen ${value}`)).toContain(value);
    const { user, problem } = toCreatedServiceUser({ id: ID, friendly_name: "ci", ...form(value) });
    expect(problem).toBeUndefined();
    expect(user.initialApiKey?.value).toBe(value);
    expect(user.initialApiKey?.id).toBe(id);
    expect(JSON.stringify({ ...user, initialApiKey: { ...user.initialApiKey, value: "" } })).not.toContain(value);
    expect(scrub(`seen ${value}`)).not.toContain(value);
  });

  it.each(Object.entries(forms))("is read from %s inside a user", (_name, [form]) => {
    const value = canary();
    expect(toCreatedServiceUser({ user: { id: ID, ...form(value) } }).user.initialApiKey?.value).toBe(value);
    expect(toCreatedServiceUser({ user: { id: ID }, ...form(value) }).user.initialApiKey?.value).toBe(value);
  });

  it("is a secret even where the response names no user", () => {
    const value = canary();
    expect(() => toCreatedServiceUser({ token_id: value })).toThrow("no user that has an id");
    expect(scrub(value)).not.toContain(value);
  });

  it("is not taken where it is masked, or where there are two: the reason names fields and nothing else", () => {
    const [one, other] = [canary(), canary()];
    const doubled = toCreatedServiceUser({ id: ID, api_token: one, api_access_token: { id: KEY_ID, token: other } });
    expect(doubled.problem).toBe("several values of one key (api_token, api_access_token.token)");
    expect(doubled.user).toMatchObject({ id: ID, recovered: true, initialApiKey: { id: KEY_ID } });
    expect(doubled.user.initialApiKey).not.toHaveProperty("value");
    for (const value of [one, other]) expect(scrub(value)).not.toContain(value);
    const masked = toCreatedServiceUser({ id: ID, api_key: "abcd****" });
    expect(masked.problem).toBe("a masked value of a key (api_key)");
    expect(masked.user.initialApiKey).toBeUndefined();
    // Beside a whole one, a masked value is no second one.
    const value = canary();
    expect(toCreatedServiceUser({ id: ID, api_key: "abcd****", token: value }).user.initialApiKey?.value).toBe(value);
  });

  it("is unknown, which is no fault, where no field speaks of one", () => {
    expect(toCreatedServiceUser({ id: ID, friendly_name: "ci" })).toEqual({ user: { id: ID, nickname: "ci" } });
  });
});

describe("a new key", () => {
  const fields = ["token", "api_token", "api_key", "value", "token_id", "api_access_token"] as const;

  it.each(fields)("is read with its value in %s", (field) => {
    const value = canary();
    expect(toCreatedApiKey({ id: KEY_ID, name: "ci", [field]: value })).toMatchObject({ id: KEY_ID, value });
    expect(scrub(value)).not.toContain(value);
  });

  it.each<[string, Form]>([
    ["data", (token) => ({ data: { id: KEY_ID, name: "ci", token } })],
    ["an object called token", (value) => ({ token: { id: KEY_ID, name: "ci", value } })],
    [
      "an item of a list",
      (api_key) => ({ items: [{ id: KEY_ID }], api_access_token: [{ id: KEY_ID, name: "ci", api_key }] }),
    ],
    ["camelCase", (apiKey) => ({ id: KEY_ID, name: "ci", apiKey, user: { id: ID } })],
  ])("is read from %s", (_where, form) => {
    const value = canary();
    expect(toCreatedApiKey(form(value))).toMatchObject({ id: KEY_ID, name: "ci", value });
    expect(scrub(value)).not.toContain(value);
  });

  it("takes no user's id for its own", () => {
    expect(() => toCreatedApiKey({ token: canary(), user: { id: ID } })).toThrow("no API key that has an id");
    expect(toCreatedApiKey({ token: canary(), user: { id: ID } }, KEY_ID).id).toBe(KEY_ID);
  });

  it("has its id in token_id where that is a UUID, and nowhere else", () => {
    const token = canary();
    expect(toCreatedApiKey({ token_id: KEY_ID, token })).toMatchObject({ id: KEY_ID, value: token });
    expect(() => toCreatedApiKey({ token_id: canary() })).toThrow("no API key that has an id");
  });

  it("is refused without a certain value, by an error that names fields only", () => {
    const [one, other] = [canary(), canary()];
    const refused = (json: object): string => {
      try {
        toCreatedApiKey({ id: KEY_ID, ...json });
      } catch (error) {
        return String(error);
      }
      return "accepted";
    };
    expect(refused({})).toContain("but not its value");
    expect(refused({ token: "abcd****" })).toContain("a masked value of a key (token)");
    const several = refused({ token: one, token_id: other });
    expect(several).toContain("several values of one key (token, token_id)");
    for (const value of [one, other]) expect(several).not.toContain(value);
    expect(refused({ token: one })).toBe("accepted");
  });

  it("is read as it stands, whatever else is in it", () => {
    expect(createdKeyOf({ id: 7, name: "k", token: 5, end_date: "2027-01-01" }, "key")).toEqual({
      id: "7",
      name: "k",
      endDate: "2027-01-01",
    });
  });
});
