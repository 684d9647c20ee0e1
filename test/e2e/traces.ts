/** The recorded traces as files: one per scenario, data only. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNameOf } from "./scenario";
import type { Trace } from "./trace";

export const tracesFolder = join(__dirname, "..", "fixtures", "engine-traces", "toys");

const fileOf = (title: string): string => join(tracesFolder, `${fileNameOf(title)}.json`);

export function readTrace(title: string): Trace | undefined {
  return existsSync(fileOf(title)) ? (JSON.parse(readFileSync(fileOf(title), "utf8")) as Trace) : undefined;
}

/** Where it stands on which engine and SDK the traces were last recorded. */
export const recordedOnFolder = join(tracesFolder, "..");

export function writeTrace(trace: Trace): void {
  mkdirSync(tracesFolder, { recursive: true });
  writeFileSync(fileOf(trace.title), `${layOut(trace)}\n`);
}

/** JSON with one line per call, step list and resource: a change of behaviour is then a change of few lines. */
export function layOut({ phases, ...head }: { readonly title: string; readonly phases: readonly object[] }): string {
  const rows = (items: readonly unknown[]) =>
    items.length === 0 ? "[]" : `[\n${items.map((item) => `        ${JSON.stringify(item)}`).join(",\n")}\n      ]`;
  const phaseTexts = phases.map((phase) => {
    const fields = Object.entries(phase).map(([name, value]) => {
      const long = name === "calls" || name === "state";
      return `      ${JSON.stringify(name)}: ${long ? rows(value as readonly unknown[]) : JSON.stringify(value)}`;
    });
    return `    {\n${fields.join(",\n")}\n    }`;
  });
  const heads = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  return `{\n${heads.join("")}  "phases": [\n${phaseTexts.join(",\n")}\n  ]\n}`;
}
