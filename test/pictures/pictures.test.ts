import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFragment } from "parse5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Day } from "../../scripts/pictures/play.mts";
import { drawRotation, livesOf } from "../../scripts/pictures/rotation.mts";
import { drawTerminal, linesBetween, runsOf } from "../../scripts/pictures/terminal.mts";
import { readPage, root } from "../docs/blocks";

const drawn = join(root, "docs", "pictures");
const folder = mkdtempSync(join(tmpdir(), "pictures-"));
const names = ["demo.svg", "rotation.svg"];

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "scripts", "pictures.mts"), folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the README's pictures", () => {
  it("are those that there are", () => {
    expect(readdirSync(folder).sort()).toEqual(names);
    expect(readdirSync(drawn).sort()).toEqual(names);
    for (const name of names)
      expect(readPage("README.md")).toMatch(new RegExp(`!\\[[^\\]]{20,}\\]\\(docs/pictures/${name}\\)`));
  });

  // `npm run docs` writes them anew: it runs this test with --update.
  it.each(names)("%s is what a run draws today", async (name) => {
    await expect(readFileSync(join(folder, name), "utf8")).toMatchFileSnapshot(join(drawn, name));
  });

  it.each(names)("%s has a title and a description, loads nothing and runs nothing", (name) => {
    const text = readFileSync(join(drawn, name), "utf8");
    expect(text).toMatch(/role="img" aria-labelledby="title description"/);
    expect(/<title id="title">([^<]+)/.exec(text)?.[1]?.length).toBeGreaterThan(8);
    expect(/<desc id="description">([^<]+)/.exec(text)?.[1]?.length).toBeGreaterThan(100);
    expect(unwanted(text)).toEqual([]);
    expect(unwanted('<svg><script>x</script><image href="https://example.com/a.png"/></svg>').length).toBe(2);
  });

  it.each(names)("%s is readable on light and on dark", (name) => {
    const text = readFileSync(join(drawn, name), "utf8");
    const themes = [...text.matchAll(/svg\{([^}]*)\}/g)].map(([, rules = ""]) => coloursOf(rules));
    expect(themes.length).toBe(2);
    for (const { ground = "", edge: _edge, band: _band, on, A, B, C, ...texts } of themes) {
      for (const [role, colour] of Object.entries(texts)) expect(contrast(colour, ground), role).toBeGreaterThan(4.5);
      for (const key of [A, B, C]) if (key !== undefined) expect(contrast(key, on ?? ""), key).toBeGreaterThan(4.5);
    }
    expect(contrast("#767676", "#fff")).toBeCloseTo(4.54, 1);
  });
});

/** Elements and attributes that would load or run something. */
function unwanted(text: string): string[] {
  const found: string[] = [];
  const visit = (node: { tagName?: string; attrs?: { name: string; value: string }[]; childNodes?: unknown[] }) => {
    if (["script", "foreignobject", "iframe"].includes(node.tagName?.toLowerCase() ?? ""))
      found.push(node.tagName ?? "");
    for (const { name, value } of node.attrs ?? [])
      if (/href$|^on[a-z]|^src$/.test(name)) found.push(`${name}=${value}`);
    for (const child of node.childNodes ?? []) visit(child as typeof node);
  };
  visit(parseFragment(text) as Parameters<typeof visit>[0]);
  if (/url\(|@import/.test(text)) found.push("url");
  return found;
}

const coloursOf = (rules: string): Record<string, string> =>
  Object.fromEntries(rules.split(";").map((rule) => rule.replace(/^--/, "").split(":") as [string, string]));

/** The contrast of two colours, as WCAG 2 counts it. */
function contrast(one: string, other: string): number {
  const light = (colour: string) => {
    const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/g, "$&$&") : colour;
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, bright = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

/** Five days on which B takes the place of A. */
const days = (status = 200): Day[] =>
  ["01", "02", "03", "04", "05"].map((day, at): Day => {
    const end = { endDate: "2027-03-09" };
    const keys = [
      { letter: "A", enabled: at < 3, ...end },
      ...(at < 1 ? [] : [{ letter: "B", enabled: true, ...end }]),
    ];
    const did = [["makes A"], ["makes B"], [], ["disables A"], []][at] ?? [];
    const calls = { shop: { key: at < 2 ? "A" : "B", status: at === 4 ? status : 200 } };
    return { day: `2027-03-${day}`, run: { result: { ok: true }, did }, calls, keys };
  });

describe("a drawing of a rotation", () => {
  it("says who worked when, and how many calls were refused", () => {
    expect(livesOf(days()).map(({ letter, made, stopped }) => [letter, made, stopped])).toEqual([
      ["A", "2027-03-01", "2027-03-04"],
      ["B", "2027-03-02", undefined],
    ]);
    const picture = drawRotation(days());
    expect(picture).toContain("Keys A and B both work for 2 days from 2027-03-02 on.");
    expect(picture).toContain("5 calls, none refused");
    expect(picture).not.toContain("✗");
    expect(drawRotation(days(401))).toContain("5 calls, 1 refused");
    expect(drawRotation(days(401))).toContain("✗");
  });

  it("refuses to draw nothing", () => {
    expect(() => drawRotation([])).toThrow("no days");
  });
});

describe("a drawing of a terminal", () => {
  const cast = [
    { version: 2 },
    [0, "m", "one"],
    [0, "o", "\u001b[1ma\u001b[22m <b>\r\n"],
    [1, "m", "two"],
    [1, "o", "c\r\n"],
  ];
  const text = cast.map((each) => JSON.stringify(each)).join("\n");

  it("shows what stands between two marks, in its colours", () => {
    const lines = linesBetween(text, "one", "two");
    expect(lines.map(runsOf)).toEqual([
      [
        { text: "a", style: "bold" },
        { text: " <b>", style: undefined },
      ],
    ]);
    expect(drawTerminal(lines, { title: "t", columns: 10 })).toContain(
      '<tspan class="bold">a</tspan><tspan> &lt;b&gt;</tspan>',
    );
  });

  it("knows a mark that is not there, and a colour that it has none for", () => {
    expect(() => linesBetween(text, "one", "three")).toThrow("no mark three");
    expect(() => runsOf("\u001b[45mx")).toThrow("unknown code");
  });
});
