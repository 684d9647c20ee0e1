/** Reads docs/reference/lifecycle.md: its tables are executed. */
import { readPage } from "./blocks";
import type { DocumentedKind } from "./fields";
import { readTable } from "./sections";

const PAGE = "docs/reference/lifecycle.md";

/** The classes with a table: those of a kind's fields, and the pair, whose arguments are several resources'. */
export type LifecycleClass = DocumentedKind | "RotatingApiKey";

/** The columns that a row of arguments has. */
export interface ArgumentRow {
  readonly argument: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly daysLater: number;
  /** Whether two keys work when the change is made. */
  readonly inOverlap: boolean;
  readonly creation: string;
  readonly change: string;
  readonly drift: string;
  readonly destroy: string;
}

/** The rows of a class, each with the change it was tried with. */
export function argumentRows(kind: LifecycleClass): ArgumentRow[] {
  return readTable(readPage(PAGE), `## ${kind}`).map(({ argument = "", example = "", ...row }) => {
    const [, from, to, days, overlap] =
      /^`(.*)` → `(.*?)`(?:, (\d+) days later)?(, in an overlap)?$/.exec(example) ?? [];
    if (from === undefined || to === undefined) throw new Error(`${argument}: no example in ${example}`);
    const { creation = "", change = "", drift = "", destroy = "" } = row;
    return {
      argument: argument.replaceAll("`", ""),
      from: value(from),
      to: value(to),
      daysLater: Number(days ?? 0),
      inOverlap: overlap !== undefined,
      ...{ creation, change, drift, destroy },
    };
  });
}

/** Days after creation, and what the preview of that day shows. */
export function dayRows(kind: LifecycleClass): { days: number; preview: string }[] {
  const page = readPage(PAGE);
  const section = page.slice(page.indexOf(`## ${kind}\n`));
  const heading = section.split("\n").find((line) => line.startsWith("Nothing but time passing")) ?? "";
  return readTable(section, heading).map((row) => ({ days: Number(row["days later"]), preview: row.preview ?? "" }));
}

/** What destroying does, by resource, `onDestroy` and origin. */
export function destroyRows(): { resource: string; onDestroy: unknown; made: string; adopted: string }[] {
  return readTable(readPage(PAGE), "## Destroy").map((row) => ({
    resource: row.resource ?? "",
    onDestroy: value((row["`onDestroy`"] ?? "").replaceAll("`", "")),
    made: row["made here"] ?? "",
    adopted: row.adopted ?? "",
  }));
}

const value = (text: string): unknown => (text === "unset" ? undefined : JSON.parse(text));
