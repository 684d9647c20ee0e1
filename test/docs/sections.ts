/** The parts of documentation pages that are generated: between `<!-- generated: name -->` and `<!-- /generated -->`. */

const SECTION = /(<!-- generated: ([a-z-]+) -->\n)([\s\S]*?)(<!-- \/generated -->)/g;

/** A page with every generated part replaced by what the code says now. */
export function withGenerated(page: string, parts: Readonly<Record<string, string>>): string {
  return page.replace(SECTION, (_whole, begin: string, name: string, _old, end: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`nothing generates the part "${name}"`);
    return `${begin}${part}\n${end}`;
  });
}

/** Names of the generated parts of a page, in their order. */
export function generatedParts(page: string): string[] {
  return [...page.matchAll(SECTION)].map(([, , name = ""]) => name);
}

/** A Markdown table; `|` inside a cell is escaped, line ends become spaces. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

/** The rows of the first Markdown table after a heading, as objects by column title. */
export function readTable(page: string, heading: string): Record<string, string>[] {
  const lines = page.split("\n");
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const first = lines.findIndex((line, index) => index > start && line.startsWith("|"));
  const end = lines.findIndex((line, index) => index > first && !line.startsWith("|"));
  const [head = [], , ...rows] = lines.slice(first, end < 0 ? undefined : end).map(cells);
  return rows.map((row) => Object.fromEntries(head.map((title, index) => [title, row[index] ?? ""])));
}

const cells = (line: string) =>
  line
    .slice(1, line.lastIndexOf("|"))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));

/** A block of code. */
export const fence = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
/** A text in the type of code; nothing for an empty one. */
export const code = (text: string) => (text === "" ? "" : `\`${text}\``);
