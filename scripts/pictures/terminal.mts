/** Draws what a terminal shows between two marks of an asciicast (version 2). */
import { element, picture } from "./svg.mts";

const SIZE = { line: 17, character: 7.25, left: 18, top: 44, bottom: 18 };

const STYLE = `
svg{--ground:#f6f8fa;--edge:#d1d9e0;--text:#1f2328;--dim:#59636e;--green:#116329;--red:#a40e26;--cyan:#0550ae}
@media (prefers-color-scheme:dark){svg{--ground:#161b22;--edge:#3d444d;--text:#e6edf3;--dim:#9198a1;--green:#56d364;--red:#ff7b72;--cyan:#79c0ff}}
.ground{fill:var(--ground);stroke:var(--edge)}
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--text);white-space:pre}
.bold{font-weight:700}.dim{fill:var(--dim)}.green{fill:var(--green)}.red{fill:var(--red)}.cyan{fill:var(--cyan)}
circle{fill:var(--edge)}
`;

/** The colours that the demo uses, by their codes of SGR. */
const CODES: Readonly<Record<string, string>> = { "1": "bold", "2": "dim", "31": "red", "32": "green", "36": "cyan" };
/** Back to plain. */
const RESETS = ["0", "22", "39"];

interface Run {
  readonly text: string;
  readonly style: string | undefined;
}

/** The lines of a cast from the mark `from` to the mark `to`. */
export function linesBetween(cast: string, from: string, to: string): string[] {
  const [, ...events] = cast
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line)) as [unknown, ...[number, string, string][]];
  const at = (title: string) => {
    const index = events.findIndex(([, kind, text]) => kind === "m" && text.startsWith(title));
    if (index < 0) throw new Error(`the cast has no mark ${title}`);
    return index;
  };
  const output = events.slice(at(from), at(to)).flatMap(([, kind, text]) => (kind === "o" ? [text] : []));
  const lines = output.join("").split("\r\n");
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** A line as runs of one style each. An unknown code is an error: it would be drawn as text. */
export function runsOf(line: string): Run[] {
  let style: string | undefined;
  return line.split("\u001b[").flatMap((part, at): Run[] => {
    if (at === 0) return part === "" ? [] : [{ text: part, style }];
    const [, code = "", text = ""] = /^(\d+)m([\s\S]*)$/.exec(part) ?? [];
    if (!(code in CODES) && !RESETS.includes(code)) throw new Error(`unknown code ${JSON.stringify(part.slice(0, 8))}`);
    style = CODES[code];
    return text === "" ? [] : [{ text, style }];
  });
}

/** Draws lines as a terminal of so many columns shows them. */
export function drawTerminal(lines: readonly string[], { title, columns }: { title: string; columns: number }): string {
  const width = Math.ceil(columns * SIZE.character + 2 * SIZE.left);
  const plain = lines.map((line) =>
    runsOf(line)
      .map(({ text }) => text)
      .join(""),
  );
  return picture({
    width,
    height: SIZE.top + lines.length * SIZE.line + SIZE.bottom,
    title,
    description: plain.join("\n"),
    style: STYLE,
    content: [
      ...[0, 1, 2].map((n) => element("circle", { cx: 20 + 18 * n, cy: 19, r: 5.5 })),
      element("text", { class: "dim", x: width / 2, y: 23, "text-anchor": "middle" }, title),
      ...lines.map((line, row) =>
        element(
          "text",
          { x: SIZE.left, y: SIZE.top + row * SIZE.line + 12, "xml:space": "preserve" },
          runsOf(line).map(({ text, style }) => element("tspan", { class: style }, text)),
        ),
      ),
    ],
  });
}
