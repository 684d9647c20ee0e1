import type { RotationPlan } from "../../plan";
import { headline } from "../words";
import { readAsset } from "./assets";
import { type Axis, axisOf } from "./axis";
import { legend, scale, shapes } from "./drawing";
import { type Stack, stacksOf } from "./fleet";
import { type Html, html } from "./html";
import { COLUMNS, SOON, stackRows } from "./rows";

/**
 * A plan as a page of its own: it loads nothing, and a browser runs and applies only what its content policy names. Without its
 * script it lacks filters and sorting, nothing else.
 */
export function page(plan: RotationPlan): string {
  const [style, script] = [readAsset("page.css"), readAsset("page.js")];
  const policy = `default-src 'none'; script-src ${script.source}; style-src ${style.source}; base-uri 'none'; form-action 'none'`;
  const axis = axisOf(plan);
  const stacks = stacksOf(plan.rows);
  const { markup } = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>Key rotation as of ${plan.asOf}</title>
<style>${style.content}</style>
</head>
<body>
<header>
<h1>Key rotation</h1>
<p>${headline(plan)}</p>
${warnings(plan)}</header>
<main>
${filters(plan, stacks)}
${legend()}
${table(stacks, axis)}
</main>
${shapes(axis)}
<script>${script.content}</script>
</body>
</html>
`;
  return markup;
}

function warnings({ warnings }: RotationPlan): Html | undefined {
  if (warnings.length === 0) return undefined;
  return html`<ul>${warnings.map(({ text }) => html`<li class="warning">${text}</li>`)}</ul>
`;
}

/** Hidden until the script that they need runs. */
function filters({ rows }: RotationPlan, stacks: readonly Stack[]): Html {
  const statuses = [...new Set(rows.map(({ status }) => status ?? "-"))].sort();
  const options = (values: readonly string[]) =>
    values.map((value) => html`<option value="${value}">${value}</option>`);
  return html`<form role="search" aria-label="Filters" hidden>
<label>Text <input name="text" type="search" autocomplete="off" spellcheck="false"></label>
<label>Stack <select name="stack"><option value="">all</option>${options(stacks.map(({ name }) => name))}</select></label>
<label>Status <select name="status"><option value="">all</option>${options(statuses)}</select></label>
<label>Only <select name="only"><option value="">everything</option><option value="due">what is due</option><option value="soon">what ends within ${SOON} days</option><option value="warned">what is warned of</option></select></label>
<button type="reset">Show all</button>
<output name="shown"></output>
</form>`;
}

function table(stacks: readonly Stack[], axis: Axis): Html {
  if (stacks.length === 0) return html`<p>No users and keys.</p>`;
  const heads = COLUMNS.map(({ name, title, sorts }) =>
    sorts === undefined
      ? html`<th scope="col" class="${name}">${title}${scale(axis)}</th>`
      : html`<th scope="col" class="${name}" data-sorts="${sorts}">${title}</th>`,
  );
  return html`<div class="scroll" role="region" aria-label="Users and keys" tabindex="0">
<table data-from="${axis.from}" data-to="${axis.to}">
<caption>Users and keys, stack by stack: their lives, and what comes next. Days are UTC.</caption>
<thead><tr>${heads}</tr></thead>
${stacks.map((stack) => stackRows(stack, axis))}</table>
</div>`;
}
