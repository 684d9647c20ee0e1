/** The text about a change: what its preview says, what a preview some days ahead says, and the plan. Pure. */

/** A line that no renderer shows, by which a later run finds its comment again: one for each stack. */
export const markOf = (stack) => `[//]: # (digicert-one ${stack.replaceAll(/[^\w./-]/g, "_")})`;

/**
 * What `pulumi preview --json` wrote, as one document: it may stand behind other lines, and with
 * PULUMI_ENABLE_STREAMING_JSON_PREVIEW, and in an event log, it is one event a line. undefined: none of these.
 */
export function documentOf(text) {
  const lines = (text ?? "").split("\n");
  const from = lines.findIndex((line) => line.startsWith("{"));
  const to = lines.findLastIndex((line) => line.trimEnd().endsWith("}"));
  const document = json(text) ?? json(lines.slice(Math.max(from, 0), to + 1).join("\n"));
  const events = lines.flatMap((line) => json(line) ?? []).filter(isEvent);
  if (events.length === 0) return document && { ...document, diagnostics: objects(document.diagnostics) };
  const summary = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  return {
    diagnostics: objects(events.map(({ diagnosticEvent }) => diagnosticEvent)).filter(({ ephemeral }) => !ephemeral),
    steps: objects(events.map(({ resourcePreEvent }) => object(resourcePreEvent)?.metadata)),
    ...(summary && { changeSummary: object(summary.resourceChanges) ?? {} }),
  };
}

/**
 * Reads such a text. undefined: no preview was made. One that was made counts what it changes, or says what it failed of;
 * of anything else "Nothing to do" would be a guess.
 */
export function readPreview(text) {
  const document = documentOf(text);
  if (document === undefined) return undefined;
  const { diagnostics, asOf, daysAhead } = document;
  const changes = object(document.changeSummary);
  const touched = touchedBy(objects(document.steps));
  const preview = previewOf(diagnostics, changes ?? {}, { touched, asOf, daysAhead });
  return changes || preview.failed ? preview : undefined;
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

/** Which of them a diagnostic has: what a program writes on standard error is `info#err`. */
const severityOf = ({ severity }) => String(severity).split("#")[0];

function previewOf(diagnostics, changes, when) {
  const said = SEVERITIES.flatMap((severity) => {
    const own = diagnostics.filter((diagnostic) => severityOf(diagnostic) === severity);
    // Pulumi puts the severity before the message in its document, and marks colours in its events.
    const texts = own.map(({ message }) =>
      String(message ?? "")
        .replaceAll(/<\{%.*?%\}>/g, "")
        .replace(`${severity}: `, "")
        .trim(),
    );
    return [...new Set(texts)].filter((message) => message !== "").map((message) => ({ severity, message }));
  });
  const failed = diagnostics.some((diagnostic) => severityOf(diagnostic) === "error");
  return { said, changes, failed, ...when };
}

function today(preview) {
  const title = "### What this change does now";
  if (!preview) return [title, "", "❌ **No preview could be made.** The log of the job says why."];
  if (preview.failed)
    return [title, "", "❌ **The preview failed**: `pulumi up` would not come this far.", "", ...list(preview)];
  return [title, "", ...list(preview), ...named(preview), ...counts(preview)];
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

/** What a pair consists of is made with it; a rotation changes its parts alone. */
const PART = "digicert-one:index:RotatingApiKey$";
/** What stands in every stack, and says nothing. */
const OWN = /^pulumi:pulumi:Stack$|^pulumi:providers:|dynamic\/digicert-one:StackIdentity$/;

/** Which resources a preview changes, as `ServiceUser ci`, by what happens to them. */
function touchedBy(steps) {
  return steps.flatMap(({ op, urn }) => {
    // urn:pulumi:<stack>::<project>::<types of the parents and its own>::<name>, of which the name may hold anything
    const [, , types = "", ...name] = String(urn ?? "").split("::");
    const isHidden = OWN.test(types) || (op === "create" && types.startsWith(PART));
    if (WORDS[op] === undefined || name.length === 0 || isHidden) return [];
    return [{ op, what: `${types.split(/[:$/]/).at(-1)} ${name.join("::")}` }];
  });
}

function named({ touched }) {
  const lines = Object.entries(WORDS).flatMap(([op, words]) => {
    const names = touched.filter((each) => each.op === op).map(({ what }) => what);
    return names.length === 0 ? [] : [`- ${words}: ${plain(short(names.join(", ")))}`];
  });
  return lines.length === 0 ? [] : [...lines, ""];
}

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
  let taken = 0;
  for (const line of lines) {
    taken += length([line]);
    if (taken > most) break;
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
    return object(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}

const object = (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined);
const objects = (values) => (Array.isArray(values) ? values.flatMap((value) => object(value) ?? []) : []);
const isEvent = ({ diagnosticEvent, summaryEvent, preludeEvent, resourcePreEvent }) =>
  Boolean(diagnosticEvent ?? summaryEvent ?? preludeEvent ?? resourcePreEvent);
