/** Every block of every page is known to a test: nothing that a reader copies goes unseen. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Block, blocksOf, pages, placeOf, readPage, root } from "./blocks";
import { scriptOf } from "./play/script";

/** Pages with a test of their own that runs each of their examples. */
const RUN: Readonly<Record<string, string>> = {
  "docs/reference/client.md": "test/client/docs.test.ts",
};

/** Pages about programs in other languages, which need Pulumi's command line: these tests run their commands and examples. */
const BY_THE_COMMAND_LINE = { pages: /^docs\/how-to\/languages\//, test: "test/examples/languages/cli.deep.test.ts" };

/**
 * How a block is known, from the most certain on: written by the code, followed with its page, run by a test, a part of an
 * example that a test runs, run as the quickstart; or only compiled, parsed, or checked command by command.
 */
function knownAs(block: Block): string | undefined {
  if (block.generated) return "generated";
  if (block.note.startsWith("elsewhere: ")) return "elsewhere";
  if (block.note.startsWith("from: ")) return isPart(block) ? "part of an example" : undefined;
  if (scriptOf(block.page) !== undefined) return "followed";
  if (block.language === "sh" && BY_THE_COMMAND_LINE.pages.test(block.page)) return "followed";
  if (block.language === "ts" && RUN[block.page] !== undefined) return "run";
  if (block.page === "README.md" && block.note === "runs") return "run";
  const lesser: Record<string, string> = { ts: "compiled", yaml: "parsed", json: "parsed", sh: "checked" };
  return lesser[block.language];
}

/** Whether a block stands in its file as it is. */
const isPart = ({ note, text }: Block): boolean => {
  const file = note.replace("from: ", "");
  return file.startsWith("examples/") && readFileSync(join(root, file), "utf8").includes(text);
};

const blocks = pages().flatMap((page) => blocksOf(page));
const counts = new Map<string, number>();
for (const block of blocks) {
  const how = knownAs(block) ?? "unknown";
  counts.set(how, (counts.get(how) ?? 0) + 1);
}

describe("blocks of pages", () => {
  it("are known, each of them", () => {
    expect(blocks.filter((block) => knownAs(block) === undefined).map(placeOf)).toEqual([]);
    expect(blocks.length).toBeGreaterThan(100);
    expect(counts.get("followed")).toBeGreaterThan(60);
    for (const [page, test] of Object.entries(RUN)) {
      expect(readFileSync(join(root, test), "utf8")).toContain(page.split("/").at(-1));
    }
  });

  // These are seen less well than the others. A new block belongs on a page that is followed, or in an example.
  it.each([
    ["elsewhere", 8],
    ["compiled", 10],
    ["checked", 18],
    ["parsed", 1],
  ])("of those that are no more than %s there are at most %i", (how, most) => {
    expect(counts.get(how) ?? 0).toBeLessThanOrEqual(most);
  });

  const broken = (language: string, note = ""): Block => ({
    ...{ page: "docs/README.md", line: 1, language, text: "no such text anywhere", generated: false, note },
  });
  it.each([
    ["an output that nothing shows", broken("text")],
    ["an edit that nobody makes", broken("diff")],
    ["a language that nothing reads", broken("py")],
    ["a part of an example that is not in it", broken("ts", "from: examples/quickstart/index.ts")],
  ])("would be found: %s", (_, block) => {
    expect(knownAs(block)).toBeUndefined();
  });
});

it("every page of the first hour and of the how-tos is followed", () => {
  const guides = pages().filter((page) => /^docs\/(start|how-to)\//.test(page) && page !== "docs/start/concepts.md");
  expect(guides.length).toBeGreaterThan(20);
  const others = guides.filter((page) => scriptOf(page) === undefined);
  expect(others.filter((page) => !BY_THE_COMMAND_LINE.pages.test(page))).toEqual([]);
  expect(others.length).toBeGreaterThan(0);
  const test = readFileSync(join(root, BY_THE_COMMAND_LINE.test), "utf8");
  for (const page of others.filter((each) => blocksOf(each).some(({ language }) => language === "sh"))) {
    expect(test).toContain(page);
  }
});

it("no page says why it plays and then plays nothing", () => {
  const scripts = pages().flatMap((page) => scriptOf(page) ?? []);
  expect(scripts.length).toBeGreaterThan(10);
  for (const { page, steps } of scripts) expect(steps.length, page).toBeGreaterThan(1);
  expect(readPage("docs/start/emulator.md")).toContain("<!-- plays: ");
});
