import type { PlanRow } from "../../plan";
import { countDays } from "../../rotation";
import { stackOf } from "../words";
import type { Axis } from "./axis";
import { barOf, draw } from "./bar";
import { isKey, type Placed, type Stack } from "./fleet";
import { type Html, html } from "./html";

/** The columns, each with how the script sorts by it; not by a drawing. */
export const COLUMNS = [
  { name: "name", title: "Name", sorts: "text" },
  { name: "user", title: "User and stack", sorts: "stack" },
  { name: "status", title: "Status", sorts: "text" },
  { name: "line", title: "Timeline", sorts: undefined },
  { name: "issued", title: "Issued", sorts: "day" },
  { name: "ends", title: "Ends", sorts: "day" },
  { name: "next", title: "Next", sorts: "day" },
] as const;

/** Days before an end from which on a row is among those that end soon. */
export const SOON = 30;

/** A stack as a group of rows under its name. */
export function stackRows({ name, rows }: Stack, axis: Axis): Html {
  const lines = rows.map((placed) => line(placed, axis));
  return html`<tbody data-stack="${name}">
<tr class="stack"><th colspan="${COLUMNS.length}" scope="rowgroup"><bdi>${name}</bdi> <small>${countOf(rows.length)}</small></th></tr>
${lines}</tbody>
`;
}

const countOf = (count: number) => (count === 1 ? "1 user or key" : `${count} users and keys`);

function line({ row, newest }: Placed, axis: Axis): Html {
  const { status, issuedOn, endDate } = row;
  return html`<tr data-status="${status ?? "-"}" data-is="${filtersOf(row).join(" ")}"><th scope="row"${isKey(row) ? html` class="key"` : undefined}>${nameOf(row)}</th>
<td>${text(row.user ?? "-")}<small>${text(stackOf(row))}</small></td><td>${text(status ?? "-")}</td>
<td class="line">${draw(barOf(row, axis.today, newest), axis)}</td>
<td>${day(issuedOn ?? "-")}</td><td>${day(endDate ?? "none")}${endsIn(row)}</td><td>${nextOf(row)}</td></tr>
`;
}

/** What the script filters by, besides stack, status and text. */
function filtersOf({ action, warnings, daysLeft }: PlanRow): string[] {
  return [
    ...(action === "none" ? [] : ["due"]),
    ...(warnings.length === 0 ? [] : ["warned"]),
    ...(daysLeft !== null && daysLeft >= 0 && daysLeft <= SOON ? ["soon"] : []),
  ];
}

/** A name that is written from right to left leaves the rest of its cell alone. */
const text = (value: string) => html`<bdi>${value}</bdi>`;

/** A day is not broken into lines. */
const day = (value: string) => html`<span class="day">${value}</span>`;

function nameOf({ name, role, kind, label }: PlanRow): Html {
  const which = role === null ? kind : `${kind}, ${role}`;
  return html`${text(name)}<small>${which}${label === null || label === name ? undefined : html` · ${text(label)}`}</small>`;
}

function endsIn({ daysLeft }: PlanRow): Html | undefined {
  if (daysLeft === null) return undefined;
  const when =
    daysLeft < 0 ? `ended ${countDays(-daysLeft)} ago` : daysLeft === 0 ? "today" : `in ${countDays(daysLeft)}`;
  return html`<small>${when}</small>`;
}

function nextOf({ next, action, reason, warnings }: PlanRow): Html {
  const what = next === null ? html`nothing` : html`<span class="what">${next.event}</span> ${day(next.on)}`;
  const due = action === "none" ? undefined : html` <strong>due</strong>`;
  const notes = warnings.map(({ text: warning }) => html`<small class="warning">${warning}</small>`);
  return html`${what}${due}<small>${reason}</small>${notes}`;
}
