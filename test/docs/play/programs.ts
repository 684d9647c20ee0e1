/** The programs that a page makes of its files and edits, without playing it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Block, root } from "../blocks";
import { edited, scriptOf } from "./script";

/** Each program after an edit, as a block to type-check; an edit that does not fit its file is an error. */
export function programsOf(page: string): Block[] {
  const script = scriptOf(page);
  if (script === undefined) return [];
  const files = new Map<string, string>();
  const read = (file: string): string =>
    files.get(file) ?? readFileSync(join(root, script.project ?? "", file), "utf8");
  return script.steps.flatMap((step) => {
    if (step.does === "write") files.set(step.file, step.text);
    if (step.does !== "edit") return [];
    const text = edited(read(step.file), step.patch);
    files.set(step.file, text);
    const line = Number(step.place.split(":").at(-1));
    return [{ page, line, language: "ts", text, generated: false, note: "" }];
  });
}
