import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact, registerSecret, scrub } from "../../src/redaction";
import { holds } from "../support/property";

describe("redaction", () => {
  it("scrubs a secret that holds another one whole", () => {
    expect(redact("abcdef-ghijkl and abcdef", ["abcdef", "abcdef-ghijkl"])).toBe("[secret] and [secret]");
  });

  it("scrubs single lines of a private key", () => {
    const pem =
      "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\nEFAASCBKcwggSjAgEAAoIBAQ\n-----END PRIVATE KEY-----\n";
    expect(redact("near EFAASCBKcwggSjAgEAAoIBAQ", [pem])).toBe("near [secret]");
    expect(redact("-----BEGIN PRIVATE KEY-----", [pem])).toBe("-----BEGIN PRIVATE KEY-----");
  });

  it("does not scrub what is too short to be a secret", () => {
    registerSecret("abc");
    expect(scrub("abc")).toBe("abc");
  });

  it.each(["pass", "s3cr-t", "a.c$^", "(x)[y]", "päss1", "a/b\\c"])(
    "scrubs the short secret %s where it stands by itself, and not within a word",
    (secret) => {
      for (const around of ["", " ", '"', "'", ":", "=", "/", "\n", ",", ")"]) {
        expect(redact(`said ${around}${secret}${around}.`, [secret])).toBe(`said ${around}[secret]${around}.`);
      }
      expect(redact(`${secret} and ${secret}`, [secret])).toBe("[secret] and [secret]");
      expect(redact(`x${secret}x`, [secret])).toBe(`x${secret}x`);
    },
  );

  it("scrubs any short secret at all", () => {
    holds(
      fc.property(fc.string({ minLength: 4, maxLength: 7, unit: "binary" }), (secret) => {
        expect(redact(`said "${secret}" twice: ${secret}`, [secret])).not.toContain(secret);
      }),
    );
  });

  it("scrubs a secret of eight characters anywhere", () => {
    expect(redact("xpassword1x", ["password1"])).toBe("x[secret]x");
    expect(redact("the latest test", ["test"])).toBe("the latest [secret]");
  });
});

/** What stands in the registry, which all copies of the package share. */
const known = (): Set<string> =>
  (globalThis as Record<symbol, unknown>)[Symbol.for("pulumi-digicert-one/secrets")] as Set<string>;

describe("the registry of secrets", () => {
  it("stays bounded over any number of secrets, and knows the last thousands", () => {
    const secret = (n: number): string => `made-key-number-${n}-${"x".repeat(n % 7)}`;
    for (let n = 0; n < 50_000; n += 1) registerSecret(secret(n));
    expect(known().size).toBeLessThanOrEqual(10_000);
    for (let n = 47_500; n < 50_000; n += 50) expect(scrub(`with ${secret(n)}.`)).toBe("with [secret].");
    expect(scrub(secret(0))).toBe(secret(0)); // the twin: something was forgotten
  });

  it("keeps what is registered again and again, however many others come", () => {
    for (let n = 0; n < 20_000; n += 1) {
      if (n % 1000 === 0) {
        if (n > 0) expect(scrub("a the-key-in-use-1 b")).toBe("a [secret] b");
        registerSecret("the-key-in-use-1");
      }
      registerSecret(`a-key-of-another-${n}`);
    }
    expect(scrub(Buffer.from("the-key-in-use-1").toString("base64"))).toBe("[secret]");
  });
});
