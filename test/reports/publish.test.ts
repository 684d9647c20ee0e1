/** The example that publishes page, calendar and metrics: its script on real exports, its job as it would be read. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ICAL from "ical.js";
import parsePrometheus from "parse-prometheus-text-format";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { apiKey, rotating, stackExport } from "../cli/plan-fixture";

const root = join(__dirname, "../..");
const script = join(root, "examples/monitoring/publish.sh");
const main = join(root, "dist/cli/main.js");
const FILES = ["digicert-one.ics", "digicert-one.prom", "index.html"];

let folder = "";
const at = (...path: string[]) => join(folder, ...path);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "publish-"));
  writeFileSync(at("prod.json"), stackExport([apiKey("ci"), ...rotating("pair")]));
  writeFileSync(at("dev.json"), stackExport([apiKey("dev")]));
  writeFileSync(at("broken.json"), "{");
});
afterAll(() => rmSync(folder, { recursive: true }));

const publish = (...states: string[]) =>
  spawnSync("sh", [script, at("site"), ...states.map((state) => at(state))], {
    encoding: "utf8",
    env: { ...process.env, DIGICERT_ONE: `${process.execPath} ${main}`, DIGICERT_ONE_AS_OF: "2027-03-01" },
  });
const read = (file: string) => readFileSync(at("site", file), "utf8");

describe("publish.sh", () => {
  it("writes page, calendar and metrics of all states, each as its readers want it", () => {
    const { status, stderr } = publish("prod.json", "dev.json");
    expect([status, stderr]).toEqual([0, ""]);
    expect(readdirSync(at("site")).sort()).toEqual(FILES);
    const events = new ICAL.Component(ICAL.parse(read("digicert-one.ics"))).getAllSubcomponents("vevent");
    expect(events.length).toBeGreaterThan(5);
    const ends = parsePrometheus(read("digicert-one.prom")).find(
      ({ name }) => name === "digicert_one_end_timestamp_seconds",
    );
    expect(ends?.metrics.map(({ labels }) => labels?.name).sort()).toEqual(["ci", "dev", "pair", "pair"]);
    expect(read("index.html").slice(0, 15).toLowerCase()).toBe("<!doctype html>");
  });

  it("replaces nothing where one state cannot be read", () => {
    publish("prod.json");
    const before = FILES.map(read);
    expect(publish("prod.json", "broken.json")).toMatchObject({ status: 1 });
    expect(FILES.map(read)).toEqual(before);
    publish("dev.json");
    expect(FILES.map(read)).not.toEqual(before);
  });
});

it("is what the nightly job runs, with the states that it exported, without the right to change anything else", () => {
  const job = parseYaml(readFileSync(join(root, "examples/ci/nightly-reports.yml"), "utf8"));
  expect(Object.keys(job.on)).toEqual(["schedule", "workflow_dispatch"]);
  expect(job.permissions).toEqual({ contents: "read" });
  const { steps } = job.jobs.reports as { steps: { run?: string; uses?: string; with?: { path?: string } }[] };
  const runs = steps.flatMap(({ run }) => run ?? []);
  expect(runs.findIndex((run) => run.includes('pulumi stack export --stack "$stack" > "states/'))).toBeLessThan(
    runs.indexOf("sh ci/publish.sh site states/*.json"),
  );
  expect(runs.filter((run) => /pulumi (up|destroy|refresh)/.test(run))).toEqual([]);
  expect(steps.find(({ uses }) => uses?.startsWith("actions/upload-pages-artifact@"))?.with?.path).toBe("site");
});
