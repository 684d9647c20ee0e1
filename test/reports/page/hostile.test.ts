import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanFacts } from "../../../src/plan";
import { render } from "../../../src/reports";
import { holds } from "../../support/property";
import { FLEET, planOf } from "./fleet";
import { type Element, having, linesOf, parsed } from "./parsed";

describe("a hostile name", () => {
  const HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onclick="alert(1)" x=\'',
    "'><svg/onload=alert(1)>",
    "</title></svg></td></tr></table><h1>owned</h1>",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp; &#60;",
    "`onmouseover=alert(1)`",
    "\u202Egnp.exe\u202C",
    "a\u0000b\u0007c\uD800d\uFFFEe\nf\tg",
    "javascript:alert(1)",
    "{{alert(1)}}",
  ];
  /** All that comes from outside holds the text. */
  const hostile = (text: string): PlanFacts[] =>
    FLEET.map((facts) => ({
      ...facts,
      name: text,
      stack: text,
      project: text,
      label: `${text}.`,
      userName: text,
      status: text,
    }));
  /** Tags and names of attributes; texts and their values may differ. */
  const shape = (elements: readonly Element[]) =>
    elements.map(({ name, attributes }) => `${name} ${Object.keys(attributes).join(" ")}`);
  const calm = shape(parsed(render(planOf(hostile("calm")), "html")).all);

  it.each(HOSTILE)("is text and nothing else: %j", (name) => {
    const { all: found, errors: mended } = parsed(render(planOf(hostile(name)), "html"));
    expect(mended).toEqual([]);
    expect(shape(found)).toEqual(calm);
    const readable = ["\0", "\u0007", "\uD800", "\uFFFE"].reduce(
      (text, character) => text.replaceAll(character, "\uFFFD"),
      name.replaceAll(/[\n\t]/g, " "),
    );
    const names = linesOf(found).map(({ inside }) => having(inside, "bdi")[0]?.text);
    expect(names).toEqual(FLEET.map(() => readable));
    const [stack] = having(found, "tbody");
    expect(stack?.attributes["data-stack"]).toBe(`${readable}/${readable}`);
  });

  it("is text whatever it is", () => {
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."<>\"'&`/=-! sx\n") }));
    holds(
      fc.property(texts, (name) => {
        const { all: found, errors: mended } = parsed(render(planOf(hostile(name).slice(0, 2)), "html"));
        expect(mended).toEqual([]);
        expect(shape(found).filter((tag) => !tag.startsWith("option"))).toEqual(few);
      }),
      60,
    );
  });
  const few = shape(parsed(render(planOf(hostile("calm").slice(0, 2)), "html")).all).filter(
    (tag) => !tag.startsWith("option"),
  );
});
