/** The tables of options, from the tables that are played. */
import { OPTIONS, type OptionKind, type Row } from "../../src/resources/options/table";
import { RUNS } from "../resources/options/runs";
import { table } from "./sections";

const KINDS: readonly OptionKind[] = ["ServiceUser", "ApiKey", "RotatingApiKey"];
const HEAD = ["option", ...KINDS.map((kind) => `\`${kind}\``)];

function textOf({ works, refused }: Row[OptionKind]): string {
  if (refused === undefined) return works ?? "";
  return works === undefined ? `**refused**: ${refused}` : `${works}; else **refused**: ${refused}`;
}

/** The generated parts of docs/reference/options.md. */
export const optionTables = (): Record<string, string> => ({
  "resource-options": table(
    HEAD,
    Object.entries<Row>(OPTIONS).map(([name, row]) => [`\`${name}\``, ...KINDS.map((kind) => textOf(row[kind]))]),
  ),
  "run-options": table(
    HEAD,
    Object.entries(RUNS).map(([name, row]) => [`\`${name}\``, ...KINDS.map((kind) => row[kind].does)]),
  ),
});
