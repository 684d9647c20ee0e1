import { describe, expect, it } from "vitest";
import {
  accountWire,
  clientAuthHost,
  createdTokenWire,
  createdUserWire,
  errorBodies,
  listEnvelope,
  roleWire,
  tokenCreateRequest,
  tokenUpdateRequest,
  tokenWire,
  userCreateRequest,
  userUpdateRequest,
  userWire,
} from "../../src/contract";

const user = { user_type: "service", access_scope: "account", friendly_name: "ci", accounts: ["a"], roles: [] };

describe("answers", () => {
  it("are accepted with nothing but an id, and keep fields that nobody knows", () => {
    for (const schema of [userWire, tokenWire, roleWire, accountWire, createdUserWire, createdTokenWire]) {
      expect(schema.parse({ id: "1", fieldOfTomorrow: [1] })).toEqual({ id: "1", fieldOfTomorrow: [1] });
      expect(schema.safeParse({}).success).toBe(false);
    }
  });

  it("may give null for a field and status values that nobody knows", () => {
    expect(userWire.parse({ id: "1", end_date: null, status: "HIBERNATING" }).status).toBe("HIBERNATING");
  });

  it("may name roles and accounts by id or by object", () => {
    expect(userWire.parse({ id: "1", roles: ["r"], accounts: [{ id: "a", name: "A" }] }).roles).toEqual(["r"]);
  });

  it("recognise the three bodies of an error and tell them apart", () => {
    const bodies = [
      { error: { code: "x", message: "y" } },
      { errors: [{ code: "x", message: "y" }] },
      { code: 7, message: "y" },
    ];
    const schemas = [errorBodies.single, errorBodies.several, errorBodies.flat];
    for (const [row, body] of bodies.entries()) {
      expect(schemas.map((schema) => schema.safeParse(body).success)).toEqual(schemas.map((_, i) => i === row));
    }
    expect(listEnvelope.safeParse({ items: [] }).success).toBe(true);
  });
});

describe("requests", () => {
  it("refuse a field that is not in the contract", () => {
    expect(userCreateRequest.safeParse(user).success).toBe(true);
    expect(userCreateRequest.safeParse({ ...user, nickname: "ci" }).success).toBe(false);
    expect(userUpdateRequest.safeParse({ ...user, status: "ACTIVE" }).success).toBe(false);
    const token = { user_id: "u", name: "k" };
    expect(tokenCreateRequest.safeParse(token).success).toBe(true);
    expect(tokenCreateRequest.safeParse({ ...token, enabled: true }).success).toBe(false);
    expect(tokenUpdateRequest.safeParse({ name: "k", enabled: true }).success).toBe(true);
    expect(tokenUpdateRequest.safeParse({ name: "k" }).success).toBe(false);
  });

  it.each(["", "a".repeat(256), "a/b", "ünï", "a\nb", " a", "a "])("refuse the name %j", (friendly_name) => {
    expect(userCreateRequest.safeParse({ ...user, friendly_name }).success).toBe(false);
  });

  it.each(["a", "a".repeat(255), "A b-c_9"])("accept the name %j", (friendly_name) => {
    expect(userCreateRequest.safeParse({ ...user, friendly_name }).success).toBe(true);
  });

  it.each(["2027-02-29", "2027-13-01", "27-01-01", "2027-1-1", "2027-01-01T00:00:00Z", ""])(
    "refuse the end date %j",
    (end_date) => {
      expect(userCreateRequest.safeParse({ ...user, end_date }).success).toBe(false);
    },
  );

  it("accept a leap day that exists", () => {
    expect(userCreateRequest.safeParse({ ...user, end_date: "2028-02-29" }).success).toBe(true);
  });
});

describe("hosts", () => {
  it("put clientauth. before a host once", () => {
    expect(clientAuthHost("one.digicert.com")).toBe("clientauth.one.digicert.com");
    expect(clientAuthHost("clientauth.one.digicert.com")).toBe("clientauth.one.digicert.com");
  });
});
