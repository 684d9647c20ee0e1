import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPage, root } from "../blocks";
import { generatedParts, withGenerated } from "../sections";
import { dependencies } from "./dependencies";
import { licenceOf, runtimePackages } from "./runtime";

const PAGE = "SECURITY.md";

describe("the threats of SECURITY.md", () => {
  const section = readPage(PAGE).split("\n## Threats\n")[1]?.split("\n## ")[0] ?? "";
  const rows = section
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| threat "))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  const linked = (cell: string) => [...cell.matchAll(/\]\(([^)]+)\)/g)].map(([, path = ""]) => path);

  it("each have a defence, and a test that shows it", () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const [, threat = "", defence = "", tests = ""] of rows) {
      expect(threat.length, threat).toBeGreaterThan(10);
      expect(defence.length, threat).toBeGreaterThan(20);
      expect(linked(tests).length, threat).toBeGreaterThan(0);
      for (const path of linked(tests)) {
        expect(path).toMatch(/^test\/.+\.test\.ts$/);
        expect(existsSync(join(root, path)), `${path}, of "${threat}"`).toBe(true);
        expect(readFileSync(join(root, path), "utf8")).toMatch(/\b(it|test)(\.each)?[(<]/);
      }
    }
  });

  it("are of every kind", () => {
    const kinds = [...section.matchAll(/^### (.+)$/gm)].map(([, title]) => title);
    expect(kinds).toEqual(["State", "Logs and errors", "Environment", "The network", "CI", "Emulator", "Supply chain"]);
  });

  it("would miss a test that is not there", () => {
    expect(linked("[a](test/no/such.test.ts)").map((path) => existsSync(join(root, path)))).toEqual([false]);
  });
});

describe("the dependencies", () => {
  // `npm run docs` writes the table anew: it runs this test with --update.
  it("stand in SECURITY.md as they are", async () => {
    const page = readPage(PAGE);
    expect(generatedParts(page)).toEqual(["dependencies"]);
    await expect(withGenerated(page, { dependencies: dependencies() })).toMatchFileSnapshot(join(root, PAGE));
  });

  const permissive = /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|Unlicense|BlueOak-1\.0\.0|Python-2\.0|CC0-1\.0)\b/;

  it("are under permissive licences, all that a user installs", () => {
    const all = runtimePackages();
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter((each) => !permissive.test(licenceOf(each))).map(({ path }) => path)).toEqual([]);
    expect(permissive.test("GPL-3.0")).toBe(false);
  });

  it("run no script when they are installed", () => {
    expect(runtimePackages().filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
  });
});
