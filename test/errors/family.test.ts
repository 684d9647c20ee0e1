import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as errors from "../../src/errors/index";

const context = { doing: "read the service user 42", host: "demo.one.digicert.com" };

describe("the error family", () => {
  it.each([
    [400, "invalid_request", "InvalidRequestError"],
    [401, "invalid_api_key", "AuthenticationError"],
    [403, "access_denied", "PermissionError"],
    [404, "resource_not_found", "NotFoundError"],
    [409, "duplicate_error", "DuplicateError"],
    [400, "duplicate_error", "DuplicateError"],
    [403, "duplicate_error", "DuplicateError"],
    [404, "duplicate_error", "DuplicateError"],
    [422, "duplicate_error", "DuplicateError"],
    [429, "duplicate_error", "DuplicateError"],
    [401, "duplicate_error", "AuthenticationError"],
    [503, "duplicate_error", "ServerError"],
    [401, "entity_not_found", "AuthenticationError"],
    [409, "", "ConflictError"],
    [409, "version_conflict", "ConflictError"],
    [429, "request_limit_exceeded", "RateLimitError"],
    [500, "internal_error", "ServerError"],
    [504, "", "ServerError"],
    [418, "teapot", "ApiError"],
  ])("makes of a %i %s a %s", (status, code, name) => {
    const error = errors.apiError(
      { status, details: [{ code, message: "no" }], method: "GET", path: "/user/42" },
      context,
    );
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(errors.ApiError);
    expect(error.message).toContain("Could not read the service user 42");
    expect(error.message).toContain(`answered ${status}`);
    expect(error.remedy).toBeDefined();
    expect(error.message.endsWith(error.remedy ?? "?")).toBe(true);
  });

  it("recognises an error of another copy of the package", () => {
    class Other extends Error {
      get [Symbol.for("pulumi-digicert-one/error-kinds")](): string[] {
        return ["NotFoundError", "ApiError", "DigiCertOneError"];
      }
    }
    expect(errors.isNotFoundError(new Other())).toBe(true);
    expect(errors.isApiError(new Other())).toBe(true);
    expect(errors.isDuplicateError(new Other())).toBe(false);
    expect(errors.isNotFoundError(new Error("NotFoundError"))).toBe(false);
    expect(errors.isNotFoundError(undefined)).toBe(false);
  });

  it("carries of the call that failed method, path, attempts and request id, whatever the class", () => {
    const call = { method: "GET", path: "/account/api/v1/user", attempts: 3, requestId: "r-1" };
    const made = [
      new errors.UnexpectedResponseError("x", { call }),
      new errors.ConnectionError("x", { call, mayHaveBeenProcessed: true }),
      new errors.TimeoutError("x", { call, mayHaveBeenProcessed: true }),
      new errors.TlsError("x", { call, failure: "proxy" }),
      errors.apiError({ status: 404, details: [], ...call }, { ...context, attempts: 3 }),
    ];
    for (const error of made) {
      expect(error).toMatchObject(call);
      expect(JSON.parse(JSON.stringify(error))).toMatchObject(call);
    }
    // An error without a call has none of them.
    expect(Object.keys(new errors.ConfigurationError("x"))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(method|path|attempts|requestId)$/)]),
    );
  });

  it("has one guard for each class and recognises the parents too", () => {
    const all: errors.DigiCertOneError[] = [
      new errors.ConfigurationError("x", { property: "apiKey" }),
      new errors.ConnectionError("x", { mayHaveBeenProcessed: true }),
      new errors.TimeoutError("x", { mayHaveBeenProcessed: false }),
      new errors.TlsError("x", { failure: "other" }),
      new errors.UnexpectedResponseError("x"),
      new errors.PartialCreationError({ id: "1", properties: {}, reasons: ["x"] }),
    ];
    const guards: Record<string, unknown> = { ...errors };
    for (const error of all) {
      const guard = guards[`is${error.name}`];
      expect(typeof guard === "function" && guard(error)).toBe(true);
      expect(errors.isDigiCertOneError(error)).toBe(true);
      expect(errors.isApiError(error)).toBe(false);
    }
  });

  it("carries no numeric code, which Pulumi's host would take for a gRPC status", () => {
    const cause = Object.assign(new Error("no"), { code: 14 });
    const error = new errors.ConnectionError("x", { cause, mayHaveBeenProcessed: false });
    expect((error.cause as { code: unknown }).code).toBe("14");
    const api = errors.apiError(
      { status: 400, details: [{ code: "1001", message: "" }], method: "GET", path: "/" },
      context,
    );
    expect(api.code).toBe("1001");
  });

  it("gives only a partial creation the properties that Pulumi's host looks for, enumerable and its own", () => {
    const partial = new errors.PartialCreationError({ id: "7", properties: { value: "v" }, reasons: ["a", "b"] });
    expect(Object.keys(partial)).toEqual(expect.arrayContaining(["id", "properties", "reasons"]));
    expect(partial.message).toBe("a b");
    const other = errors.apiError({ status: 404, details: [], method: "GET", path: "/" }, context);
    for (const name of ["id", "properties", "reasons"]) expect(name in other).toBe(false);
  });
});

describe("redaction in errors", () => {
  it("replaces a registered secret in every spelling, in message, remedy, cause and JSON", () => {
    const secret = 'canary"1+/=\\é-long';
    errors.registerSecret(secret);
    const text = [
      secret,
      JSON.stringify(secret),
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
    ].join(" | ");
    const error = new errors.DigiCertOneError(text, {
      remedy: text,
      cause: new Error(text, { cause: new Error(text) }),
    });
    const shown = `${inspect(error, { depth: Infinity, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`;
    expect(shown).toContain("[secret]");
    for (const form of text.split(" | ")) expect(shown).not.toContain(form);
    // The twin: a foreign error shows it, so the check above can see.
    expect(inspect(new Error(text))).toContain(secret);
  });

  it("keeps of a foreign cause only harmless fields", () => {
    const cause = Object.assign(new Error("no"), {
      code: "ECONNRESET",
      request: { headers: { "x-api-key": "unregistered" } },
    });
    const error = new errors.ConnectionError("x", { cause, mayHaveBeenProcessed: false });
    expect(inspect(error, { depth: Infinity })).toContain("ECONNRESET");
    expect(inspect(error, { depth: Infinity })).not.toContain("unregistered");
  });

  it("shows neither the properties of a partial creation in an inspection nor in JSON", () => {
    const partial = new errors.PartialCreationError({
      id: "7",
      properties: { value: "not-registered" },
      reasons: ["why"],
    });
    const shown = inspect(partial, { depth: Infinity, showHidden: true }) + JSON.stringify(partial);
    expect(shown).not.toContain("not-registered");
    expect(shown).toContain("why");
    expect(partial.properties.value).toBe("not-registered");
  });
});
