import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { render } from "../../../src/reports";
import { planOf, TODAY } from "./fleet";
import { cellsOf, having, LOADING, lineOf, linesOf, parsed } from "./parsed";

const plan = planOf();
const markup = render(plan, "html");
const { all, errors } = parsed(markup);

describe("the page of a plan", () => {
  it("is what a parser reads without mending it", () => {
    expect(errors).toEqual([]);
    expect(parsed("<p><table><p>").errors).not.toEqual([]);
  });

  it("shows each row with its days, as the JSON has them", () => {
    expect(linesOf(all)).toHaveLength(plan.rows.length);
    for (const row of plan.rows.filter(({ label }) => label !== null)) {
      const [name, user, status, , issued, ends, next] = cellsOf(lineOf(all, row)).map(({ text }) => text);
      expect(name).toContain(row.label);
      expect(user).toBe(`${row.user}${row.project}/${row.stack}`);
      expect(status).toBe(row.status);
      expect(issued).toBe(row.issuedOn ?? "-");
      expect(ends).toContain(row.endDate ?? "none");
      expect(next).toContain(row.reason);
      if (row.next !== null) expect(next).toContain(`${row.next.event} ${row.next.on}`);
      for (const { text } of row.warnings) expect(next).toContain(text);
    }
    expect(plan.rows.flatMap(({ warnings }) => warnings).length).toBeGreaterThan(3);
    expect(having(all, "p")[0]?.text).toContain(`As of ${TODAY} (UTC), 10 users and keys:`);
  });

  it("stands user by user in each stack: first the user, then its keys by name and end", () => {
    const bodies = having(all, "tbody").map(({ attributes, inside }) => [
      attributes["data-stack"],
      linesOf(inside).map((line) => having(line.inside, "bdi")[0]?.text),
    ]);
    expect(bodies).toEqual([
      ["keys/dev", ["old-user", "of-nobody"]],
      ["keys/prod", ["signing", "disabled", "due", "ended", "endless", "pair", "pair", "waiting"]],
    ]);
  });

  it("marks what is due, warned of, or ends soon, for its filters", () => {
    const is = Object.fromEntries(
      linesOf(all).map((line) => [cellsOf(line)[0]?.text, line.attributes["data-is"]?.split(" ")]),
    );
    const ofName = (name: string) => Object.entries(is).find(([text]) => text.startsWith(name))?.[1];
    expect(ofName("due")).toEqual(expect.arrayContaining(["due", "soon"]));
    expect(ofName("ended")).not.toContain("soon");
    expect(ofName("ended")).toContain("warned");
    expect(ofName("waiting")).toEqual([""]);
    const options = having(all, "option").map(({ attributes }) => attributes.value);
    expect(options).toEqual(["", "keys/dev", "keys/prod", "", "-", "ACTIVE", "DISABLED", "", "due", "soon", "warned"]);
  });

  it("says so when there is nothing to show", () => {
    const empty = parsed(render(planOf([]), "html"));
    expect(empty.errors).toEqual([]);
    expect(having(empty.all, "table")).toEqual([]);
    expect(having(empty.all, "main")[0]?.text).toContain("No users and keys.");
  });
});

describe("the content policy of the page", () => {
  const policy = all.find(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy")?.attributes
    .content;

  it("allows the one script and the one style sheet that stand in it, by their content, and nothing else", () => {
    const source = (name: string) => {
      const [only, ...more] = having(all, name);
      expect(more).toEqual([]);
      expect(only?.text.length).toBeGreaterThan(1000);
      return `'sha256-${createHash("sha256")
        .update(only?.text ?? "")
        .digest("base64")}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; script-src ${source("script")}; style-src ${source("style")}; base-uri 'none'; form-action 'none'`,
    );
  });

  it("has nothing to refuse: no attribute holds code or style, and nothing is loaded", () => {
    const loading = all.filter(({ name }) => LOADING.has(name)).map(({ name }) => name);
    expect(loading).toEqual(["style", "script"]);
    const attributes = all.flatMap((element) => Object.entries(element.attributes));
    expect(attributes.length).toBeGreaterThan(100);
    expect(attributes.filter(([name]) => /^(on|style$|src|action$|formaction$)/i.test(name))).toEqual([]);
    expect(attributes.filter(([name, value]) => name === "href" && !value.startsWith("#"))).toEqual([]);
    expect(markup.indexOf("Content-Security-Policy")).toBeLessThan(markup.indexOf("<style>"));
  });
});
