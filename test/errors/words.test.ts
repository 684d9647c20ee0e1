/** What a server says in an error: it goes to terminals, and to logs of CI that obey lines such as `::error::`. */
import { describe, expect, it } from "vitest";
import { apiError, shortened } from "../../src/errors";

const context = { doing: "read the user", host: "one.digicert.com", region: "us", environment: "production" } as const;
const hostile: readonly [what: string, text: string][] = [
  ["a clear screen", "\u001b[2J\u001b[31mred"],
  ["a bell and a backspace", "\u0007\b\b\bgone"],
  ["a command of CI", "well\n::error::owned"],
  ["a line of another kind", "well\u2028::error::owned\r##[error]owned"],
  ["turned text", "\u202egnp.exe"],
  ["C1 controls", "\u009b2J"],
];

describe.each(hostile)("%s", (_what, text) => {
  it("is spelt out, as message and as code", () => {
    for (const details of [[{ code: "invalid_request", message: text }], [{ code: text, message: "no" }]]) {
      const { message, serverMessage, code } = apiError(
        { status: 400, details, method: "GET", path: "/user/1" },
        context,
      );
      for (const shown of [message, serverMessage, code]) {
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(shown).not.toMatch(/^(::|##\[)/m);
      }
    }
    expect(shortened(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

it("leaves words of every language, and what joins an emoji, as they are", () => {
  const words = 'Schlüssel "鍵" 👩‍💻 – nicht gefunden';
  expect(shortened(words)).toBe(words);
});

it("cuts what would hide what to do", () => {
  const message = "x".repeat(3_000_000);
  const error = apiError(
    { status: 400, details: [{ code: "invalid_request", message }], method: "GET", path: "/user/1" },
    context,
  );
  expect(error.message.length).toBeLessThan(700);
  expect(error.message).toContain("…");
});
