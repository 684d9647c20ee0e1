/** What every example has: its line in the index, a manifest, a README, and TypeScript that is strict. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { linksOf } from "../docs/blocks";
import { repository } from "../e2e/project";
import { folderOf } from "./support";

const examples = globSync("examples/*/", { cwd: repository }).map((folder) => basename(folder));
/** Scripts and configuration for others' programs: no program of their own. */
const withoutProgram = ["ci", "demo", "monitoring"];
/** Programs of other languages: `languages/languages.test.ts` reads them. */
const inOtherLanguages = ["go", "python", "yaml"];
const programs = examples.filter((example) => ![...withoutProgram, ...inOtherLanguages].includes(example));

it("lists every example, and none that is gone", () => {
  const listed = linksOf(readFileSync(join(repository, "examples", "README.md"), "utf8"));
  expect([...listed].sort()).toEqual([...examples].sort());
  expect(programs.length).toBeGreaterThan(10);
});

describe.each(programs)("%s", (example) => {
  const read = (file: string) => readFileSync(join(folderOf(example), file), "utf8");

  it("has a manifest and a README with commands", () => {
    const { name, private: isPrivate } = JSON.parse(read("package.json")) as { name: string; private: boolean };
    expect(name).toBe(`digicert-one-${example}`);
    expect(isPrivate).toBe(true);
    expect(read("README.md")).toMatch(/^# .+\n\n[\s\S]+```sh\n/);
  });

  it("is strict", () => {
    const file = ["tsconfig.json", "jsconfig.json"].find((each) => existsSync(join(folderOf(example), each))) ?? "";
    const { config } = ts.readConfigFile(join(folderOf(example), file), ts.sys.readFile);
    expect(config, "a folder that is copied stands alone").not.toHaveProperty("extends");
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folderOf(example));
    expect(options.strict).toBe(true);
    const sources = globSync("*.{ts,mts,js}", { cwd: folderOf(example) });
    expect(fileNames.map((path) => basename(path)).sort()).toEqual(sources.sort());
  });
});
