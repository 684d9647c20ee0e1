import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseErrorBody } from "../../../src/client/reading/error-body";
import { apiError, isApiError, registerSecret } from "../../../src/errors/index";
import { holds } from "../../support/property";

const context = { doing: "read the user 1", host: "one.digicert.com" };

describe("the body of a refusal", () => {
  it.each([
    ["one error", '{"error":{"code":"access_denied","message":"no"}}', [{ code: "access_denied", message: "no" }]],
    [
      "several errors, all of them",
      '{"errors":[{"code":"a","message":"one"},{"code":"b","message":"two"}]}',
      [
        { code: "a", message: "one" },
        { code: "b", message: "two" },
      ],
    ],
    ["the flat form", '{"code":"invalid_request","message":"bad"}', [{ code: "invalid_request", message: "bad" }]],
    ["a numeric code", '{"code":1001,"message":"bad"}', [{ code: "1001", message: "bad" }]],
    ["an empty body", "", []],
    ["truncated JSON", '{"error":{"code":"acc', [{ code: "", message: '{"error":{"code":"acc' }]],
    ["null", "null", [{ code: "", message: "null" }]],
    ["a message without a code", '{"message":"bad"}', [{ code: "", message: "bad" }]],
  ])("may be %s", (_name, text, expected) => {
    expect(parseErrorBody(text, "application/json")).toEqual(expected);
  });

  it("may be HTML of a gateway, of which the words are kept", () => {
    const html =
      "<!DOCTYPE html><html><head><title>502 Bad Gateway</title><style>b{}</style></head><body><h1>Oops</h1></body></html>";
    expect(parseErrorBody(html, "text/html")).toEqual([{ code: "", message: "502 Bad Gateway Oops" }]);
  });

  it("is shortened", () => {
    expect(parseErrorBody("x".repeat(100_000), undefined)[0]?.message.length).toBeLessThan(310);
  });

  it("never makes anything throw but our own error, whatever it holds", () => {
    const anyBody = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((text) => text.slice(0, -1)),
      fc.anything().map((v) => String(JSON.stringify(v))),
    );
    const shaped = fc
      .record(
        { error: fc.anything(), errors: fc.anything(), code: fc.anything(), message: fc.anything() },
        { requiredKeys: [] },
      )
      .map((value) => {
        try {
          return JSON.stringify(value);
        } catch {
          return "{}"; // a bigint
        }
      });
    const type = fc.option(fc.constantFrom("application/json", "text/html; charset=utf-8", "x"), { nil: undefined });
    holds(
      fc.property(fc.oneof(anyBody, shaped), type, fc.integer({ min: 300, max: 599 }), (body, contentType, status) => {
        const details = parseErrorBody(body, contentType);
        const error = apiError({ status, details, method: "GET", path: "/user/1" }, context);
        expect(isApiError(error)).toBe(true);
        expect(typeof error.code).toBe("string");
        expect(typeof error.serverMessage).toBe("string");
      }),
      2000,
    );
  });

  it("leaves no part of a secret where it cuts a long text", () => {
    const secret = "cut-in-two-0123456789-cut-in-two";
    const body = (text: string): string => `<html><body>${"x".repeat(280)} ${text}</body></html>`;
    // The twin: what is no secret yet is cut in its middle.
    expect(parseErrorBody(body(secret), "text/html")[0]?.message).toMatch(/x cut-in-two-\d+…$/);
    registerSecret(secret);
    expect(parseErrorBody(body(secret), "text/html")[0]?.message).toMatch(/x \[secret\]$/);
  });
});
