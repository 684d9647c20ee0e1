/** What the docs say of every step and fault, from how the broken runs went. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedParts, table, withGenerated } from "../../docs/sections";
import { repository } from "../project";
import { type Fault, faults, type Mode } from "./faults";
import type { Story } from "./mend";

/** The page with the tables. */
export const page = join(repository, "docs", "explanation", "crashes.md");

/** How one scenario went under one fault in one of its modes. */
export interface Lived extends Story {
  readonly title: string;
  readonly fault: Fault;
  readonly mode: Mode;
}

/** The page with one of its tables made anew. */
export function pageWith(part: string, lived: readonly Lived[]): string {
  const text = readFileSync(page, "utf8");
  const parts = Object.fromEntries(generatedParts(text).map((name) => [name, partOf(text, name)]));
  const titles = [...new Set(lived.map(({ title }) => title))];
  const rows = titles.map((title) => [
    title,
    ...faults.map((fault) => cell(lived.filter((each) => each.title === title && each.fault === fault))),
  ]);
  return withGenerated(text, { ...parts, [part]: table(["step", ...faults], rows) });
}

function partOf(text: string, name: string): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const from = text.indexOf(begin) + begin.length;
  return text.slice(from, Math.max(from, text.indexOf("\n<!-- /generated -->", from - 1)));
}

/** What the next run does: a run that broke only once has done it all itself. */
function cell(stories: readonly Lived[]): string {
  const lasting = stories.filter(({ mode }) => mode !== "once");
  const said = lasting.map(({ next, left, swept }) => {
    const verbs = new Set(next.map((op) => verbOf(op)));
    // What a replacement deletes goes with it.
    if (verbs.has("replace")) verbs.delete("delete");
    const does = verbs.size === 0 ? "nothing" : [...verbs].sort().join(", ");
    if (swept > 0) return `${does} (${swept} for \`sweep\`)`;
    return left > 0 ? `${does} (listed until then)` : does;
  });
  return [...new Set(said)].sort().join("; or ");
}

function verbOf(op: string): string {
  const [verb = ""] = op.split(" ");
  return { "create-replacement": "replace", "delete-replaced": "delete" }[verb] ?? verb;
}
