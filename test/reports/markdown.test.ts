import { describe, expect, it } from "vitest";
import { planRows } from "../../src/plan";
import { render } from "../../src/reports";
import { fleet, HOSTILE, kindsOf, planOf, TODAY } from "./fleet";

const MOST = 60_000;
const rowsIn = (text: string) =>
  text.split("\n").filter((line) => line.startsWith("| ") && !/^\| (Stack|---)/.test(line));
const chartIn = (text: string) => /```mermaid\n([\s\S]*?)\n```/.exec(text)?.[1]?.split("\n") ?? [];

describe("a plan as Markdown", () => {
  it("says first what it comes to, then shows every row, the warnings and a timeline", () => {
    const text = render(planOf("ci"), "markdown");
    const order = [
      "### Key rotation",
      "As of 2027-03-05 (UTC), 8 users and keys of keys/prod: ",
      "| Stack |",
      "- ⚠️ ",
      "```mermaid",
    ];
    const at = order.map((part) => text.indexOf(part));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at[0]).toBe(0);
    expect(rowsIn(text)).toHaveLength(8);
  });

  it.each([
    ["ordinary names", (at: number) => `team-${at}-signing`],
    ["long names", (at: number) => `${"long".repeat(100)}-${at}`],
    ["names that double when they are escaped", (at: number) => `${"|".repeat(200)}-${at}`],
  ])("holds what comes first of 5,000 keys with %s in 60,000 characters, and counts the rest", (_what, nameOf) => {
    const plan = fleet(5_000, nameOf);
    const text = render(plan, "markdown");
    expect(text.length).toBeLessThanOrEqual(MOST);
    expect(text.length).toBeGreaterThan(MOST * 0.9); // it is used
    const shown = rowsIn(text).length;
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(
      `… and ${5_000 - shown} more users and keys, which come later: \`--format json\` shows them.`,
    );
    expect(text).toContain("The chart shows the 40 that come first; 4960 are left out.");
  });

  it("counts warnings that have no room", () => {
    const many = Array.from({ length: 400 }, (_, at) => kindsOf(`key-${at}`)).flat();
    const plan = planRows(many, { today: TODAY });
    const text = render(plan, "markdown");
    const shown = text.split("\n").filter((line) => line.startsWith("- ⚠️ ")).length;
    expect(shown).toBeGreaterThan(10);
    expect(text).toContain(`- … and ${plan.summary.warnings - shown} more warnings`);
    expect(text.length).toBeLessThanOrEqual(MOST);
  });

  it("says nothing of a rest where there is none", () => {
    expect(render(planOf("ci"), "markdown")).not.toContain("more users and keys");
    expect(render(planRows([], { today: TODAY }), "markdown")).toBe(
      "### Key rotation\n\nAs of 2027-03-05 (UTC), 0 users and keys: nothing to do; 0 warnings.\n",
    );
  });

  it("lets no name begin a cell, a tag, a link, a mention, a reference, a formula or a line", () => {
    const text = render(planOf(...HOSTILE), "markdown");
    const prose = text.replace(/```mermaid[\s\S]*/, "");
    const lines = prose.split("\n").filter((line) => line !== "");
    for (const line of lines) expect(line).toMatch(/^(\||- ⚠️ |- … and \d+ more warnings$|### Key rotation$|As of )/);
    for (const line of rowsIn(prose)) expect(line.match(/(?<!\\)\|/g)).toHaveLength(11);
    expect(prose).not.toMatch(/(?<!\\)[<>[\]`$~]|@team|#12|:\/\/evil|www\.evil|&(?!amp;)/i);
    expect(/[^\n\P{Cc}]|[\u202e\u2066]|\p{Cs}/u.test(text)).toBe(false);
  });

  it("draws a chart of which every line is of a form that Mermaid knows", () => {
    const chart = chartIn(render(planOf("ci", ...HOSTILE), "markdown"));
    const forms = [
      /^(gantt| {2}dateFormat YYYY-MM-DD| {2}axisFormat %Y-%m-%d| {2}inclusiveEndDates)$/,
      /^ {2}section [^:;#%]+$/,
      /^ {4}(user|key|current key|previous key|initial key) [^:;#%]+ :(crit, )?\d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d$/,
      /^ {4}(rotates|extended|disabled) [^:;#%]+ :milestone, \d{4}-\d\d-\d\d, 0d$/,
    ];
    expect(chart.length).toBeGreaterThan(60);
    for (const line of chart)
      expect(
        forms.some((form) => form.test(line)),
        line,
      ).toBe(true);
  });

  it("draws each life from its beginning to its end, with what comes to it, per stack", () => {
    expect(chartIn(render(planOf("ci"), "markdown"))).toEqual([
      "gantt",
      "  dateFormat YYYY-MM-DD",
      "  axisFormat %Y-%m-%d",
      "  inclusiveEndDates",
      "  section keys/prod",
      ...["    key ci :crit, 2027-01-01, 2027-04-01", "    rotates ci :milestone, 2027-03-05, 0d"],
      ...["    user ci :crit, 2027-01-01, 2027-04-01", "    extended ci :milestone, 2027-03-05, 0d"],
      ...["    previous key ci :2027-01-01, 2027-04-01", "    disabled ci :milestone, 2027-03-09, 0d"],
      ...["    user ci :crit, 2027-01-01, 2027-04-01"],
      ...["    key ci :crit, 2027-03-01, 2027-05-30", "    rotates ci :milestone, 2027-04-30, 0d"],
      ...["    current key ci :crit, 2027-03-02, 2027-05-31", "    rotates ci :milestone, 2027-05-01, 0d"],
      "    disabled ci :milestone, 2027-05-08, 0d",
    ]);
  });
});
