import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parser as promql } from "@prometheus-io/lezer-promql";
import parsePrometheus from "parse-prometheus-text-format";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { planRows } from "../../src/plan";
import { render } from "../../src/reports";
import { fleet, HOSTILE, kindsOf, planOf, TODAY } from "./fleet";

const familiesOf = (text: string) => new Map(parsePrometheus(text).map((family) => [family.name, family]));
const dayOf = (seconds: string) => new Date(Number(seconds) * 1000).toISOString();
const plan = planOf("ci", ...HOSTILE);
const text = render(plan, "openmetrics");

describe("a plan as metrics", () => {
  it.each([
    ["digicert_one_end_timestamp_seconds", "endDate", "T23:59:59.000Z"],
    ["digicert_one_rotation_timestamp_seconds", "windowOpensOn", "T00:00:00.000Z"],
    ["digicert_one_retirement_timestamp_seconds", "retiresOn", "T00:00:00.000Z"],
  ] as const)("has in %s the days of the JSON, as another library reads them", (name, property, time) => {
    const json: typeof plan = JSON.parse(render(plan, "json"));
    const wanted = json.rows.flatMap((row) => (row[property] === null ? [] : [`${row[property]}${time}`]));
    const family = familiesOf(text).get(name);
    expect(family?.type).toBe("GAUGE");
    expect(wanted.length).toBeGreaterThan(HOSTILE.length);
    expect(family?.metrics.map(({ value }) => dayOf(value)).sort()).toEqual(wanted.sort());
  });

  it("labels each with its stack, its name, what it is and its name in DigiCert ONE", () => {
    const found =
      familiesOf(render(planOf("ci"), "openmetrics")).get("digicert_one_retirement_timestamp_seconds")?.metrics ?? [];
    expect(found.map(({ labels }) => labels)).toContainEqual({
      project: "keys",
      stack: "prod",
      name: "ci",
      kind: "previous key",
      user: "user of ci",
      key: "ci-previous",
    });
  });

  it("lets no name forge a series, and spells out what cannot be seen", () => {
    const families = familiesOf(text);
    expect([...families.keys()].filter((name) => name.includes("forged"))).toEqual([]);
    const names = families.get("digicert_one_end_timestamp_seconds")?.metrics.map(({ labels }) => labels?.name);
    for (const name of [
      "a,b;c\\d",
      "\"quoted\" and 'single'",
      'x"} 1 digicert_one_forged 1',
      "\\u{202e}right to left\\u{2066}",
    ])
      expect(names).toContain(name);
    expect(/[^\n\P{Cc}]|[\u202e\u2066]|\p{Cs}/u.test(text)).toBe(false);
  });

  it("is an OpenMetrics text: each family whole, with type and unit before its samples, no series twice, and an end", () => {
    const twice = render(planRows([...kindsOf("ci"), ...kindsOf("ci")], { today: TODAY }), "openmetrics");
    for (const page of [text, twice]) {
      const lines = page.split("\n");
      expect(lines.slice(-2)).toEqual(["# EOF", ""]);
      const series = lines
        .filter((line) => line.startsWith("digicert_"))
        .map((line) => line.slice(0, line.lastIndexOf(" ")));
      expect(series.length).toBeGreaterThan(10);
      expect(new Set(series).size).toBe(series.length);
      const heads = lines.flatMap((line) => /^# TYPE (\S+) gauge$/.exec(line)?.[1] ?? []);
      const order = [...new Set(series.map((each) => each.split("{")[0]))];
      expect(order).toEqual(heads);
      for (const name of heads.filter((each) => each.endsWith("_seconds")))
        expect(page).toContain(`# UNIT ${name} seconds\n`);
    }
  });

  it("keeps the day of what is overdue, so that an alert can see how long it waits", () => {
    const at = (today: string) =>
      familiesOf(render(planRows(kindsOf("ci"), { today }), "openmetrics")).get(
        "digicert_one_rotation_timestamp_seconds",
      )?.metrics;
    expect(at("2027-03-20")?.map(({ value }) => dayOf(value))).toContain("2027-03-02T00:00:00.000Z");
    expect(at("2027-03-20")).toEqual(at("2027-03-05"));
  });

  it("has no end of what is disabled: nobody uses it any more", () => {
    const ends = (status: string) =>
      familiesOf(
        render(
          planRows(
            kindsOf("ci").map((facts) => ({ ...facts, status })),
            { today: TODAY },
          ),
          "openmetrics",
        ),
      )
        .get("digicert_one_end_timestamp_seconds")
        ?.metrics.filter(({ labels }) => labels !== undefined && "key" in labels) ?? [];
    expect(ends("DISABLED")).toEqual([]);
    expect(ends("ACTIVE").length).toBeGreaterThan(5);
  });

  it("takes thousands of keys", () => {
    expect(
      familiesOf(render(fleet(2_000), "openmetrics")).get("digicert_one_end_timestamp_seconds")?.metrics,
    ).toHaveLength(2_000);
  });
});

describe("the alert rules of the example", () => {
  const file = readFileSync(join(__dirname, "../../examples/monitoring/digicert-one.rules.yml"), "utf8");
  const { groups } = parseYaml(file) as {
    groups: { rules: { alert: string; expr: string; labels: object; annotations: { summary: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  it("are PromQL about series that a plan has", () => {
    const families = familiesOf(text);
    expect(rules.map(({ alert }) => alert)).toEqual([
      "DigiCertOneEndsSoon",
      "DigiCertOneHasEnded",
      "DigiCertOneRotationOverdue",
      "DigiCertOnePlanOutdated",
    ]);
    for (const { expr } of rules) {
      const metrics: string[] = [];
      let isBroken = false;
      promql.parse(expr).iterate({
        enter: ({ name, type, from, to }) => {
          isBroken ||= type.isError;
          if (name === "Identifier") metrics.push(expr.slice(from, to));
        },
      });
      expect(isBroken, expr).toBe(false);
      expect(metrics.filter((name) => name.startsWith("digicert_")).length, expr).toBeGreaterThan(0);
      for (const name of metrics.filter((each) => each.startsWith("digicert_")))
        expect(families.has(name), name).toBe(true);
    }
  });

  it("leaves an end to the runs before it: what rotates, is extended or is retired then is no alarm", () => {
    const soon =
      rules
        .find(({ alert }) => alert === "DigiCertOneEndsSoon")
        ?.expr.trim()
        .split("\n") ?? [];
    const ahead = (name: string) =>
      `unless (digicert_one_${name}_timestamp_seconds > time() - 2 * 86400 < digicert_one_end_timestamp_seconds)`;
    expect(soon.slice(1)).toEqual([ahead("rotation"), ahead("retirement")]);
    // The series are of the same rows: a key that rotates has both, with the same labels.
    const page = familiesOf(render(planRows(kindsOf("ci"), { today: TODAY }), "openmetrics"));
    const labelled = (name: string) => (page.get(name)?.metrics ?? []).map(({ labels }) => JSON.stringify(labels));
    const rotating = labelled("digicert_one_rotation_timestamp_seconds");
    expect(rotating.length).toBeGreaterThan(2);
    expect(labelled("digicert_one_end_timestamp_seconds")).toEqual(expect.arrayContaining(rotating));
  });

  it("name in their summaries only labels that a series has", () => {
    const [metric] = familiesOf(text).get("digicert_one_end_timestamp_seconds")?.metrics ?? [];
    for (const { annotations } of rules) {
      for (const [, label = ""] of annotations.summary.matchAll(/\$labels\.(\w+)/g))
        expect(Object.keys(metric?.labels ?? {})).toContain(label);
    }
  });
});
