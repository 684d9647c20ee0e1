import type { PropertyChange } from "../model/property-diff";
import { urnName, urnType } from "../model/urn";
import type { Json } from "../model/values";
import type { Diagnostic, Op } from "../planning/plan-memory";
import type { OutputValue, RunKind, StepResult } from "./results";

const SIGNS: Readonly<Record<Op, string>> = {
  same: " ",
  create: "+",
  update: "~",
  delete: "-",
  replace: "+-",
  "create-replacement": "++",
  "delete-replaced": "--",
  read: ">",
  discard: "<",
  "read-replacement": ">>",
  refresh: "~",
  import: "=",
  "remove-pending-replace": "~",
};

const PLANNED: Readonly<Partial<Record<Op, string>>> = {
  create: "to create",
  update: "to update",
  delete: "to delete",
  replace: "to replace",
  discard: "to discard",
  import: "to import",
};
const DONE: Readonly<Partial<Record<Op, string>>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  replace: "replaced",
  discard: "discarded",
  import: "imported",
};
const TITLES: Readonly<Record<RunKind, string>> = {
  preview: "Previewing update",
  update: "Updating",
  refresh: "Refreshing",
  destroy: "Destroying",
};

export function titleLine(kind: RunKind, stack: string): string {
  return `${TITLES[kind]} (${stack}):`;
}

/** A resource's row, and under it what differs. Unchanged resources have none. */
export function stepLines(step: StepResult, sign: Op = step.op): string[] {
  if (sign === "same" || sign === "remove-pending-replace") return [];
  const how = step.failed ? `${sign} failed` : sign;
  const forced = step.replaceKeys.length === 0 ? "" : ` [replaces: ${step.replaceKeys.join(", ")}]`;
  const row = ` ${SIGNS[sign].padEnd(2)} ${step.type} ${step.name} ${how}${forced}`;
  return [row, ...step.diff.map((change) => `      ${changeLine(change)}`)];
}

/** `~ endDate: "2027-02-20" => "2027-05-02"` */
export function changeLine({ path, kind, old, new: now }: PropertyChange): string {
  if (kind === "add") return `+ ${path}: ${valueText(now)}`;
  if (kind === "delete") return `- ${path}: ${valueText(old)}`;
  return `~ ${path}: ${valueText(old)} => ${valueText(now)}`;
}

/** Texts are quoted, but for the two that stand for something: a secret and a value not yet known. */
function valueText(value: Json | undefined): string {
  if (value === undefined) return "";
  if (value === "[secret]" || value === "output<string>") return value;
  return JSON.stringify(value);
}

export function diagnosticLines(diagnostics: readonly Diagnostic[]): string[] {
  if (diagnostics.length === 0) return [];
  const byResource = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const urn = diagnostic.urn ?? "";
    byResource.set(urn, [...(byResource.get(urn) ?? []), diagnostic]);
  }
  const lines = ["Diagnostics:"];
  for (const [urn, own] of byResource) {
    lines.push(urn === "" ? "  pulumi:pulumi:Stack:" : `  ${urnType(urn)} (${urnName(urn)}):`);
    for (const { severity, message } of own) {
      const prefix = severity === "info" ? "" : `${severity}: `;
      lines.push(...`${prefix}${message}`.split("\n").map((line) => `    ${line}`));
    }
  }
  return [...lines, ""];
}

/** `+ 2 created`, `1 unchanged` */
export function summaryLines(kind: RunKind, changes: Readonly<Partial<Record<Op, number>>>): string[] {
  const words = kind === "preview" ? PLANNED : DONE;
  const order: readonly Op[] = ["create", "update", "delete", "replace", "discard", "import"];
  const rows = order.flatMap((op) => {
    const count = changes[op] ?? 0;
    return count === 0 ? [] : [`    ${SIGNS[op]} ${count} ${words[op] ?? op}`];
  });
  const same = changes.same ?? 0;
  if (same > 0) rows.push(`    ${same} unchanged`);
  return rows.length === 0 ? [] : ["Resources:", ...rows];
}

/** Changed outputs with their signs, or all of them when `everything` is asked for. */
export function outputLines(
  olds: Readonly<Record<string, OutputValue>>,
  news: Readonly<Record<string, OutputValue>>,
): string[] {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort();
  const rows = names.flatMap((name) => {
    const [old, now] = [olds[name], news[name]];
    const [oldText, newText] = [outputText(old), outputText(now)];
    if (old === undefined) return [`  + ${name}: ${newText}`];
    if (now === undefined) return [`  - ${name}: ${oldText}`];
    const same = JSON.stringify(old) === JSON.stringify(now);
    return [same ? `    ${name}: ${newText}` : `  ~ ${name}: ${oldText} => ${newText}`];
  });
  return rows.length === 0 ? [] : ["Outputs:", ...rows, ""];
}

function outputText(output: OutputValue | undefined): string {
  if (output === undefined) return "";
  return output.secret ? "[secret]" : valueText(withoutOwnNames(output.value));
}

/** Names that begin with `__` are the SDK's own and are not shown. */
function withoutOwnNames(value: Json): Json {
  return JSON.parse(JSON.stringify(value, (name, item) => (name.startsWith("__") ? undefined : item)));
}
