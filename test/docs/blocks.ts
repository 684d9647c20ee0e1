/** The code blocks of documentation pages. */
import { globSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

/** The repository. */
export const root = resolve(__dirname, "..", "..");

/** One fenced block of a page. */
export interface Block {
  /** Path from the repository. */
  readonly page: string;
  /** The line of its first line of text, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Whether it stands in a generated part, which another test compares with the code. */
  readonly generated: boolean;
  /** What the comment just above it says, such as `runs`. */
  readonly note: string;
}

/** The pages whose blocks are checked: README, CONTRIBUTING and everything in docs/ but the decisions. */
export function pages(): string[] {
  return ["README.md", "CONTRIBUTING.md", ...globSync("docs/*.md", { cwd: root }).sort()];
}

/** Reads a page of the repository. */
export const readPage = (page: string): string => readFileSync(join(root, page), "utf8");

/** Every fenced block of a page; a fence that is never closed is an error. */
export function blocksOf(page: string, text = readPage(page)): Block[] {
  const blocks: Block[] = [];
  let generated = false;
  let note = "";
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\S*)\s*$/.exec(line);
    if (open === undefined) {
      generated = generatedAfter(line, generated);
      if (fence) open = { language: fence[1] ?? "", line: index + 2, lines: [] };
      else note = /^<!-- ([^>]*) -->$/.exec(line)?.[1] ?? "";
    } else if (fence) {
      const { lines, ...rest } = open;
      blocks.push({ page, ...rest, text: lines.join("\n"), generated, note });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block is never closed`);
  return blocks;
}

function generatedAfter(line: string, before: boolean): boolean {
  if (line.startsWith("<!-- generated: ")) return true;
  return line === "<!-- /generated -->" ? false : before;
}

/** Where a block stands, as editors understand it. */
export const placeOf = (block: Block): string => `${block.page}:${block.line}`;

/** Relative links of a page, without their fragments. */
export function linksOf(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The fragments that a page's headings make, as GitHub does. */
export function fragmentsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 _-]/g, "")
      .replaceAll(" ", "-"),
  );
}

/** A path from the repository, for a file that a page links to. */
export const linked = (page: string, target: string): string => relative(root, resolve(root, page, "..", target));
