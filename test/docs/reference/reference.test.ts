import { globSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readPage, root } from "../blocks";
import { generatedParts, withGenerated } from "../sections";
import { COMMANDS, referenceParts } from "./parts";
import { firstSentence, plainType, surfaceOf } from "./surface";

/** The pages with these parts, and the parts of each. */
const PAGES: readonly (readonly [page: string, parts: readonly string[]])[] = [
  ["docs/reference/resources/service-user.md", ["service-user-arguments", "service-user-outputs"]],
  ["docs/reference/resources/api-key.md", ["api-key-arguments", "api-key-outputs"]],
  [
    "docs/reference/resources/rotating-api-key.md",
    ["rotating-api-key-arguments", "rotating-api-key-outputs", "held-api-key"],
  ],
  ["docs/reference/resources/provider.md", ["provider-arguments"]],
  ["docs/reference/resources/look-ups.md", ["look-ups", "rotation-plan"]],
  [
    "docs/reference/testing.md",
    ["testing-exports", "emulator-options", "embedded-stack-arguments", "run-options-of-the-engine", "mock-options"],
  ],
  ["docs/reference/client-exports.md", ["client-exports"]],
  ["docs/reference/commands/README.md", ["commands"]],
  ["docs/reference/emulator.md", ["variants"]],
  ["docs/reference/state.md", ["state-kinds"]],
];

let parts: Record<string, string>;
beforeAll(() => {
  parts = referenceParts();
});

// `npm run docs` writes them anew: it runs this test with --update.
it.each(PAGES)("%s says what the code says", async (page, names) => {
  const text = readPage(page);
  expect(generatedParts(text)).toEqual(names);
  await expect(withGenerated(text, parts)).toMatchFileSnapshot(join(root, page));
});

it("has a page for each part", () => {
  expect(PAGES.flatMap(([, names]) => names).sort()).toEqual(Object.keys(parts).sort());
  expect(globSync("docs/reference/resources/*.md", { cwd: root }).length).toBe(6);
});

it("has every command that the command line has", () => {
  const made = [...readPage("src/cli/main.ts").matchAll(/^ +(\w+Command)\(\),$/gm)].map(([, name]) => name);
  expect(made.length).toBeGreaterThan(3);
  expect(Object.keys(COMMANDS)).toEqual(made);
});

it("would notice a page that is stale", () => {
  const page = readPage("docs/reference/resources/api-key.md");
  const stale = page.replace("(required)", "(optional)");
  expect(stale).not.toBe(page);
  expect(withGenerated(stale, parts)).toBe(withGenerated(page, parts));
});

describe("reading the exports", () => {
  it("finds words, types and what is optional", () => {
    const [exports = []] = surfaceOf(["src/index.ts"]).values();
    const args = exports.find(({ name }) => name === "RotatingApiKeyArgs");
    expect(args?.members.find(({ name }) => name === "overlapDays")).toEqual({
      name: "overlapDays",
      type: "number",
      isOptional: true,
      words: expect.stringContaining("How many days both keys work"),
    });
  });

  it("takes Pulumi's wrapping off a type, however deep", () => {
    expect(plainType("pulumi.Input<pulumi.Input<string>[]>")).toBe("string[]");
    expect(plainType("pulumi.Output<Record<string, pulumi.Output<number>>>")).toBe("Record<string, number>");
  });

  it("ends a first sentence where it ends", () => {
    expect(firstSentence("One 3.139.0 thing. Another.")).toBe("One 3.139.0 thing.");
  });
});
