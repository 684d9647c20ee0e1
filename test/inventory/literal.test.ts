import fc from "fast-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { inComment, quoted } from "../../src/inventory/literal";
import { holds } from "../support/property";

/** Texts of whatever characters, and often of those that end or turn something. */
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom('"', "'", "`", "\\", "$", "{", "*", "/", "\n", "\r", "\u2028", "\u2029", "\u202e", "\ud800"),
  }),
);

/** The statements of a program. */
const statements = (text: string) =>
  ts.createSourceFile("p.ts", text, ts.ScriptTarget.ES2023, true).statements.map((each) => each.getText());

describe("a text in a program", () => {
  it("is one literal, and the same text again", () => {
    holds(
      fc.property(texts, (text) => {
        const source = ts.createSourceFile("p.ts", `(${quoted(text)})`, ts.ScriptTarget.ES2023, true);
        const [only, ...others] = source.statements;
        expect(others).toEqual([]);
        const inside =
          only &&
          ts.isExpressionStatement(only) &&
          ts.isParenthesizedExpression(only.expression) &&
          only.expression.expression;
        expect(inside && ts.isStringLiteral(inside) && inside.text).toBe(text);
      }),
    );
  });

  it("stays in its comment, and ends no line", () => {
    holds(
      fc.property(texts, (text) => {
        expect(statements(`// ${inComment(text)}\nnext();`)).toEqual(["next();"]);
      }),
    );
  });

  it("shows what nobody would see, and leaves letters of any script", () => {
    expect(quoted('a"\n\u2028\u202e\u00a0\u200b')).toBe(String.raw`"a\"\n\u2028\u202e\u00a0\u200b"`);
    expect(quoted("größe 日本 🙂")).toBe('"größe 日本 🙂"');
    expect(inComment("a\n\u202eb")).toBe(String.raw`a \u202eb`);
  });
});
