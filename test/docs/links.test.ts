import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deadLinks, linked, linksOf, pages, readPage, root } from "./blocks";

const inRepository = (...patterns: string[]): string[] =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file !== "" && existsSync(join(root, file)));

/** Every page of the repository that a person reads. Fixtures hold links of invented hosts and planted faults. */
const allPages = inRepository("*.md").filter((page) => !page.startsWith("test/"));

describe("links", () => {
  it("lead to files and headings that are there, on every page of the repository", () => {
    expect(allPages.length).toBeGreaterThan(60);
    for (const page of pages()) expect(allPages).toContain(page);
    expect(allPages.flatMap((page) => deadLinks(page))).toEqual([]);
  });

  it.each([
    ["[a](docs/none.md)", "docs/none.md"],
    ["[a](docs/README.md#no-such-heading)", "docs/README.md#no-such-heading"],
    ["[a](#no-such-heading)", "#no-such-heading"],
    ["![a](docs/pictures/none.svg)", "docs/pictures/none.svg"],
    ['<img src="docs/none.svg">', "docs/none.svg"],
  ])("%s would be found", (text, dead) => {
    expect(deadLinks("README.md", text)).toEqual([`README.md: ${dead}`]);
  });

  it("with a scheme, and to headings that are there, are no fault", () => {
    expect(deadLinks("README.md", "# Here\n[a](https://example.com/x) [b](#here) [c](docs#reference)")).toEqual([]);
  });
});

describe("the index of the documentation", () => {
  const INDEX = "docs/README.md";
  // Pages that only say where another one is now.
  const moved = pages().filter((page) => /^# .+\n\nThis page is \[.+\]\(.+\)( now)?\.\n$/.test(readPage(page)));
  const linkedFrom = (text: string) =>
    new Set(linksOf(text).map((target) => linked(INDEX, target.split("#")[0] ?? "")));
  const wanted = [
    ...pages().filter((page) => page.startsWith("docs/") && page !== INDEX && !moved.includes(page)),
    ...globSync("examples/*/", { cwd: root }).map((folder) => folder.replace(/\/$/, "")),
    "CHANGELOG.md",
    "CONTRIBUTING.md",
  ];

  it("links to every page and every example", () => {
    expect(wanted.length).toBeGreaterThan(60);
    expect(moved).toContain("docs/rotation.md");
    const found = linkedFrom(readPage(INDEX));
    expect(wanted.filter((page) => !found.has(page))).toEqual([]);
    expect(linksOf(readPage("README.md"))).toContain(INDEX);
  });

  it("would lack one that is left out", () => {
    const found = linkedFrom(readPage(INDEX).replaceAll("how-to/manage/policies.md", "how-to/manage/adopt.md"));
    expect(wanted.filter((page) => !found.has(page))).toEqual(["docs/how-to/manage/policies.md"]);
  });
});

/** Places of the documentation that texts other than pages name: in comments, messages, examples and tests. */
const cited = (text: string): string[] =>
  [...text.matchAll(/(?<![\w/])docs\/[\w/.*-]*\w/g)].map(([path]) => path).filter((path) => path !== "docs/");

/** A decision may be cited by its number alone. */
const isThere = (path: string): boolean =>
  existsSync(join(root, path)) ||
  (/^docs\/decisions\/\d{4}$/.test(path) && globSync(`${path}-*`, { cwd: root }).length > 0);

describe("pages that sources, examples and configuration cite", () => {
  const files = inRepository("src", "examples", "scripts", "bench", "*.json", ".dependency-cruiser.cjs").filter(
    (file) => !/\.md$|package-lock\.json$/.test(file),
  );
  const citations = files.flatMap((file) =>
    cited(readFileSync(join(root, file), "utf8")).map((path) => ({ file, path })),
  );

  it("are there", () => {
    expect(citations.length).toBeGreaterThan(10);
    expect(citations.filter(({ path }) => !isThere(path))).toEqual([]);
  });

  it("would be missed if they were not", () => {
    expect(cited("see docs/settings.md of the package").map(isThere)).toEqual([false]);
    expect(cited("docs/decisions/0304").map(isThere)).toEqual([true]);
    expect(cited("docs/decisions/9999").map(isThere)).toEqual([false]);
  });
});
