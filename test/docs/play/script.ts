/**
 * What a page plays: its blocks in order, and the comments between them that a reader does not see.
 *
 * - `<!-- plays: examples/rotating-key, 2027-01-01 -->`: the program and the day that the page begins with; `today` is one.
 * - `<!-- day: 2027-03-02 -->`: time passes.
 * - `<!-- tenant: 1 user, 2 keys -->`: what is there and active now, beside the emulator's own administrator.
 * - `<!-- before: command -->`: a command that the reader has behind him.
 * - above a block: `<!-- file: index.ts -->` (the block is this file), `<!-- fails -->` (the commands must fail),
 *   `<!-- stays -->` (the command goes on in another terminal), `<!-- elsewhere: why -->` (it is not played),
 *   `<!-- from: examples/… -->` (it is a part of that file).
 *
 * A block of `sh` is run, one of `diff` edits a file, and one of `text` must be in what the commands before it showed.
 */
import { readPage } from "../blocks";

export type Step =
  | { readonly does: "day"; readonly day: string }
  | { readonly does: "tenant"; readonly users: number; readonly keys: number }
  | { readonly does: "run"; readonly script: string; readonly fails: boolean; readonly stays: boolean }
  | { readonly does: "write"; readonly file: string; readonly text: string }
  | { readonly does: "edit"; readonly file: string; readonly patch: string }
  | { readonly does: "show"; readonly text: string }
  | { readonly does: "nothing"; readonly why: string };

export interface Script {
  readonly page: string;
  /** The folder of the program that it begins with, or none. */
  readonly project: string | undefined;
  readonly day: string;
  readonly steps: readonly (Step & { readonly place: string })[];
  readonly blocks: number;
}

const TOKEN = /^<!-- (.+?) -->$|^```(\w*)\n([\s\S]*?)^```$/gm;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The script of a page; undefined where it plays nothing. */
export function scriptOf(page: string, text = readPage(page)): Script | undefined {
  if (!/^<!-- plays: /m.test(text)) return undefined;
  let start: { project: string | undefined; day: string } | undefined;
  let notes: Record<string, string> = {};
  let blocks = 0;
  const steps: (Step & { place: string })[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [, comment, language = "", body = ""] = match;
    const place = `${page}:${text.slice(0, match.index).split("\n").length}`;
    if (comment === undefined) {
      blocks += 1;
      steps.push({ ...blockStep(place, language, body.trimEnd(), notes), place });
      notes = {};
      continue;
    }
    const [, name = "", value = ""] = /^([a-z]+)(?:: (.*))?$/.exec(comment) ?? [];
    const step = commentStep(name, value, place);
    if (name === "plays") start = startOf(value, place);
    else if (step !== undefined) steps.push({ ...step, place });
    else if (["file", "fails", "stays", "elsewhere", "from"].includes(name)) notes[name] = value;
    else throw new Error(`${place}: nobody knows the comment ${comment}`);
  }
  return start && { page, ...start, steps, blocks };
}

function startOf(value: string, place: string) {
  const [project = "", given = "2027-01-01"] = value.split(", ");
  // An emulator that a page starts without a day has the machine's.
  const day = given === "today" ? new Date().toISOString().slice(0, 10) : given;
  if (!DAY.test(day)) throw new Error(`${place}: ${day} is no day`);
  return { project: project === "nothing" ? undefined : project, day };
}

function commentStep(name: string, value: string, place: string): Step | undefined {
  if (name === "day") {
    if (!DAY.test(value)) throw new Error(`${place}: ${value} is no day`);
    return { does: "day", day: value };
  }
  if (name === "before") return { does: "run", script: value, fails: false, stays: false };
  if (name !== "tenant") return undefined;
  const [, users, keys] = /^(\d+) users?, (\d+) keys?$/.exec(value) ?? [];
  if (users === undefined || keys === undefined) throw new Error(`${place}: "${value}" is not "1 user, 2 keys"`);
  return { does: "tenant", users: Number(users), keys: Number(keys) };
}

function blockStep(place: string, language: string, text: string, notes: Readonly<Record<string, string>>): Step {
  if (notes.elsewhere !== undefined) return { does: "nothing", why: notes.elsewhere };
  if (notes.from !== undefined) return { does: "nothing", why: `a part of ${notes.from}` };
  if (language === "sh") return { does: "run", script: text, fails: "fails" in notes, stays: "stays" in notes };
  if (language === "diff") return { does: "edit", file: notes.file ?? "index.ts", patch: text };
  if (language === "text") return { does: "show", text };
  if (notes.file !== undefined) return { does: "write", file: notes.file, text };
  throw new Error(`${place}: the page plays, and no comment says what becomes of this block of ${language}`);
}

/**
 * A text after an edit: the lines with ` ` and `-` stand in it exactly once, and become those with ` ` and `+`. Lines with
 * `+` alone come at its end.
 */
export function edited(text: string, patch: string): string {
  const lines = patch.split("\n");
  if (lines.every((line) => line.startsWith("+"))) {
    return [text.trimEnd(), ...lines.map((line) => line.slice(1))].join("\n");
  }
  const side = (sign: string) =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.slice(1))
      .join("\n");
  const parts = text.split(side("+"));
  if (parts.length !== 2)
    throw new Error(`the lines to edit stand ${parts.length - 1} times in the file:\n${side("+")}`);
  return parts.join(side("-"));
}

/**
 * The first line of a block that is not in an output, in order. `…` stands for any part of a line, and alone on one for
 * any lines.
 */
export function missing(output: string, block: string): string | undefined {
  let rest = output.split("\n").map((line) => line.trim());
  for (const line of block.split("\n").map((each) => each.trim())) {
    if (line === "" || line === "…") continue;
    const at = rest.findIndex((each) => isLike(each, line.split("…")));
    if (at < 0) return line;
    rest = rest.slice(at + 1);
  }
  return undefined;
}

function isLike(line: string, parts: readonly string[]): boolean {
  const pattern = parts.map((part) => part.replaceAll(/[^\w\s]/g, "\\$&")).join(".*");
  return new RegExp(`^${pattern}$`).test(line);
}
