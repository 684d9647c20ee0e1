import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fault, obstacles, plant, readFaults } from "../../scripts/prove-planted.mjs";
import { repository, temporaryFolder } from "../e2e/project";

const faults = readFaults(repository);

describe("the planted faults", () => {
  it("are all read, and each has a title of its own", () => {
    expect(faults.length).toBeGreaterThanOrEqual(40);
    expect(faults).toHaveLength(globSync("test/planted/*", { cwd: repository }).length - 1);
    expect(new Set(faults.map(({ title }) => title)).size).toBe(faults.length);
  });

  it.each(faults.map((fault) => [fault.name, fault] as const))("%s can be planted in today's tree", (_name, fault) => {
    expect(obstacles(repository, fault)).toEqual([]);
  });
});

describe("a fault", () => {
  const root = temporaryFolder("planted");
  const file = join(root, "src", "a.ts");
  const fault: Fault = {
    name: "a",
    title: "one is two",
    tier: "test",
    narrow: ["src/a.ts"],
    edits: [{ file: "src/a.ts", find: "one", replace: "$& two" }],
  };
  const [edit] = fault.edits;
  beforeAll(() => {
    mkdirSync(join(root, "src"));
    writeFileSync(file, "one and three");
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it("is planted to the letter, and taken out again", () => {
    const restore = plant(root, fault);
    expect(readFileSync(file, "utf8")).toBe("$& two and three");
    restore();
    expect(readFileSync(file, "utf8")).toBe("one and three");
  });

  it.each([
    ["whose text is gone", { edits: [{ ...edit, find: "four" }] }, "0 times in src/a.ts"],
    ["whose text stands twice", { edits: [{ ...edit, find: "n" }] }, "2 times in src/a.ts"],
    ["whose file is gone", { edits: [{ ...edit, file: "src/b.ts" }] }, "0 times in src/b.ts"],
    ["that changes nothing", { edits: [{ ...edit, replace: "one" }] }, "changes nothing"],
    ["without edits", { edits: [] }, "no edits"],
    ["without a narrow test", { narrow: [] }, "no narrow test"],
    ["whose narrow test is gone", { narrow: ["test/none.test.ts"] }, "there is no test/none.test.ts"],
    ["of no tier", { tier: "prove" }, 'its tier is "prove"'],
    ["without a title", { title: "" }, "no title"],
  ])("%s is refused", (_what, change, obstacle) => {
    expect(existsSync(file)).toBe(true);
    expect(obstacles(root, fault)).toEqual([]);
    expect(obstacles(root, { ...fault, ...change } as Fault)).toEqual([expect.stringContaining(obstacle)]);
  });
});
