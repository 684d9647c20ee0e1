import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { themes, untraced } from "../e2e/behaviours";
import { repository } from "../e2e/project";
import { recordedOn } from "../e2e/recorded-on";
import { scenarios } from "../e2e/scenarios";
import { differences, floor, newest } from "../e2e/sdks";
import { readTrace, recordedOnFolder } from "../e2e/traces";
import { generatedParts, table, withGenerated } from "./sections";

const page = join(repository, "docs", "reference", "embedded-engine.md");
const test = (file: string) => readFileSync(join(repository, "test", file), "utf8");

function behaviours(): string {
  const traced = Object.entries(themes).flatMap(([theme, list]) =>
    list.map(({ title, inProcesses }) => [theme, title, readTrace(title) ? "yes" : "no", inProcesses ? "yes" : ""]),
  );
  const others = untraced.map(([file, title, behaviour]) => [
    "engine",
    `${behaviour} (\`${file}\`: ${title})`,
    "no",
    file.includes("in-process") ? "" : "yes",
  ]);
  return table(
    ["theme", "behaviour, which is the title of the scenario", "traced", "with processes"],
    [...traced, ...others],
  );
}

function counts(): string {
  const traced = scenarios.filter(({ title }) => readTrace(title)).length;
  return (
    `${scenarios.length} scenarios, ${traced} of them traced on Pulumi's command line ${recordedOn(recordedOnFolder).cli} with SDK ` +
    `${recordedOn(recordedOnFolder).sdk}; played with SDK ${newest.version} and with SDK ${floor.version}.`
  );
}

function versions(): string {
  const rows = Object.entries(differences).flatMap(([which, list]) =>
    list.flatMap(({ reason, scenarios: titles }) =>
      titles.map((title) => [which === "floor" ? floor.version : newest.version, reason, title]),
    ),
  );
  return table(["SDK", "what it does otherwise", "scenario"], rows);
}

describe("the page of the embedded engine", () => {
  // `npm run docs` writes the generated parts anew.
  it("tells the scenarios that there are", async () => {
    const parts = { behaviours: behaviours(), counts: counts(), versions: versions() };
    expect(generatedParts(readFileSync(page, "utf8")).sort()).toEqual(Object.keys(parts).sort());
    await expect(withGenerated(readFileSync(page, "utf8"), parts)).toMatchFileSnapshot(page);
  });

  it("names tests that exist", () => {
    expect(untraced.length).toBeGreaterThan(10);
    for (const [file, title] of untraced) expect(test(file).includes(`"${title}"`), `${file}: ${title}`).toBe(true);
  });

  it("says of each SDK only what its scenarios show", () => {
    const titles = new Set(scenarios.map(({ title }) => title));
    for (const { scenarios: named, adjusted } of Object.values(differences).flat()) {
      expect(named.length).toBeGreaterThan(0);
      for (const title of named) {
        expect(titles).toContain(title);
        const trace = readTrace(title);
        if (!trace) throw new Error(`there is no trace of "${title}"`);
        expect(adjusted(trace)).not.toEqual(trace);
      }
    }
  });
});
