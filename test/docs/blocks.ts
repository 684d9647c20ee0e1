/** The code blocks of documentation pages. */
import { existsSync, globSync, readFileSync } from "node:fs";
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
  return [
    "README.md",
    "CONTRIBUTING.md",
    ...globSync("docs/**/*.md", { cwd: root, exclude: ["docs/decisions/**"] }).sort(),
  ];
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

/** Relative links and pictures of a page, with their fragments; blocks and code hold none. */
export function linksOf(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)];
  return links.map(([, link, html]) => link ?? html ?? "").filter((target) => !/^[a-z]+:/.test(target));
}

/** The links of a page that lead to no file, or to a heading that its page does not have. */
export function deadLinks(page: string, text = readPage(page)): string[] {
  const dead = linksOf(text).filter((target) => {
    const [path = "", fragment] = target.split("#");
    const found = path === "" ? page : linked(page, path);
    if (!existsSync(join(root, found))) return true;
    if (fragment === undefined) return false;
    const index = join(found, "README.md");
    const file = existsSync(join(root, index)) ? index : found;
    return file.endsWith(".md") && !fragmentsOf(file === page ? text : readPage(file)).includes(fragment);
  });
  return dead.map((target) => `${page}: ${target}`);
}

/** The fragments that a page's headings make, as GitHub does: a heading that comes again gets a number. */
export function fragmentsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replaceAll(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => {
    const fragment = title
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(fragment) ?? 0;
    seen.set(fragment, before + 1);
    return before === 0 ? fragment : `${fragment}-${before}`;
  });
}

/** A path from the repository, for a file that a page links to. */
export const linked = (page: string, target: string): string => relative(root, resolve(root, page, "..", target));
