/** The text about a change: what its preview says, what a preview some days ahead says, and the plan. Pure. */

/** A line that no renderer shows, by which a later run finds its comment again: one for each stack. */
export const markOf = (stack) => `[//]: # (digicert-one ${stack.replaceAll(/[^\w./-]/g, "_")})`;

/**
 * Reads what `pulumi preview --json` wrote: one document, or with PULUMI_ENABLE_STREAMING_JSON_PREVIEW, and in an event
 * log, one event a line. undefined: no preview was made.
 */
export function readPreview(text) {
  const document = json(text);
  if (document?.diagnostics || document?.changeSummary || document?.steps) {
    const { diagnostics = [], changeSummary = {}, asOf, daysAhead } = document;
    return previewOf(diagnostics, changeSummary, { asOf, daysAhead });
  }
  const events = (text ?? "").split("\n").flatMap((line) => json(line) ?? []);
  if (!events.some(({ diagnosticEvent, summaryEvent }) => diagnosticEvent ?? summaryEvent)) return undefined;
  const changes = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent.resourceChanges ?? {};
  const diagnostics = events.flatMap(({ diagnosticEvent: said }) => (said && !said.ephemeral ? [said] : []));
  return previewOf(diagnostics, changes, {});
}

/** What is written of it; `limit` in characters. */
export function makeText({ stack, preview, ahead, plan, run }, limit) {
  const failed = !(preview && ahead && plan !== undefined) || preview.failed || ahead.failed;
  const head = [markOf(stack), "", `## DigiCert ONE in ${plain(stack)}`, ""];
  const foot = run === undefined ? [] : ["", `Made by [this run](${run}); a later run writes it anew.`];
  const where = run === undefined ? "the log of the job" : `the log of [this run](${run})`;
  const room = limit - length(head) - length(foot);
  const now = cut([...today(preview), ""], room / 2, where);
  const later = cut([...inSomeDays(ahead), ""], room / 5, where);
  const rest = cut(planned(plan), room - length(now) - length(later), where);
  return { text: `${[...head, ...now, ...later, ...rest, ...foot].join("\n")}\n`, failed };
}

const SEVERITIES = ["error", "warning", "info"];
const SIGNS = { error: "❌ ", warning: "⚠️ ", info: "" };

function previewOf(diagnostics, changes, when) {
  const said = SEVERITIES.flatMap((severity) => {
    const own = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
    // Pulumi puts the severity before the message in its document, and marks colours in its events.
    const texts = own.map(({ message = "" }) =>
      message
        .replaceAll(/<\{%.*?%\}>/g, "")
        .replace(`${severity}: `, "")
        .trim(),
    );
    return [...new Set(texts)].filter((message) => message !== "").map((message) => ({ severity, message }));
  });
  return { said, changes, failed: said.some(({ severity }) => severity === "error"), ...when };
}

function today(preview) {
  const title = "### What this change does now";
  if (!preview) return [title, "", "❌ **No preview could be made.** The log of the job says why."];
  if (preview.failed)
    return [title, "", "❌ **The preview failed**: `pulumi up` would not come this far.", "", ...list(preview)];
  return [title, "", ...list(preview), ...counts(preview)];
}

function inSomeDays(ahead) {
  const title = ahead?.asOf
    ? `### As of ${plain(ahead.asOf)}, ${Number(ahead.daysAhead)} days ahead`
    : "### Some days ahead";
  if (!ahead) return [title, "", "❌ **No preview could be made.** The log of the job says why."];
  if (ahead.failed) return [title, "", "❌ **This preview failed.**", "", ...list(ahead)];
  return [title, "", "What a run on that day would do, if none came before:", "", ...list(ahead), ...counts(ahead)];
}

function list({ said }) {
  const lines = said.map(({ severity, message }) => `- ${SIGNS[severity]}${plain(short(message))}`);
  return lines.length === 0 ? [] : [...lines, ""];
}

const WORDS = {
  create: "to create",
  update: "to update",
  replace: "to replace",
  delete: "to delete",
  import: "to import",
};

function counts({ changes }) {
  const parts = Object.entries(WORDS).flatMap(([op, words]) =>
    changes[op] > 0 ? [`${Number(changes[op])} ${words}`] : [],
  );
  const same = changes.same > 0 ? [`${Number(changes.same)} unchanged`] : [];
  return [
    parts.length === 0 ? `Nothing to do${same.length ? `, ${same}` : ""}.` : `${[...parts, ...same].join(", ")}.`,
  ];
}

/** The plan is Markdown already, with the names in it escaped. */
function planned(plan) {
  if (plan === undefined) return ["❌ **The rotations could not be planned.** The log of the job says why."];
  return plan.trimEnd().split("\n");
}

/** Whole lines, as many as fit; what is missing is counted. */
function cut(lines, room, where) {
  if (length(lines) <= room) return lines;
  const note = (left) => `_${left} more lines did not fit: they stand in ${where}._`;
  const kept = [];
  const most = room - length(["", "", note(lines.length)]);
  for (const line of lines) {
    if (length([...kept, line]) > most) break;
    kept.push(line);
  }
  return [...kept, "", note(lines.length - kept.length), ""];
}

const length = (lines) => lines.reduce((sum, line) => sum + line.length + 1, 0);

const short = (message) => (message.length > 1_500 ? `${message.slice(0, 1_500)}… (cut)` : message);

/**
 * A text from a program as Markdown that shows it and does nothing else. Names may hold anything: a table's or a list's
 * end, HTML, a link, a mention of people, a reference to an issue, a quick action, a command to the runner that reads
 * its log (`##vso[`, `::`). Where renderers look at the text after its escapes, a space of no width stands in between.
 */
export function plain(text) {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll(/[^\P{C}\n]/gu, " ") // control characters, and those that turn the direction of writing
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => line.replaceAll(/[\\`*_{}[\]<>|~&$!]/g, "\\$&"))
    .map((line) => line.replace(/^([#+=:/-])/, "\u200B$1").replace(/^(\d+)([.)])/, "$1\\$2"))
    .map((line) =>
      line.replaceAll(/[@#!%~&$](?=\S)|\bGH(?=-\d)|\bwww(?=\.)/gi, "$&\u200B").replaceAll("://", "\u200B://"),
    )
    .join("<br>");
}

function json(text) {
  try {
    const value = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
