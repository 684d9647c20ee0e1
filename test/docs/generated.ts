/** What the generated parts of the README and of docs/ say, from the code itself. */
import { readFileSync } from "node:fs";
import { settingsTable } from "../../src/client";
import { type CallKind, decideRetry, type Outcome } from "../../src/client/calling/decide-retry";
import { type Evidence, errorCodes, evidence, factNumbers, VERSION_CLASH_CODE } from "../../src/contract";
import { furtherVariants } from "../../src/emulator";
import { apiError, type ExplainContext, explain, type Failure } from "../../src/errors";
import { type PlanEvent, type PlanFacts, planRows } from "../../src/plan";
import { decideDuplicate, explainDuplicate } from "../../src/provider/service-user/duplicate";
import { checkServiceUser, serviceUserInputs } from "../../src/provider/service-user/plan";

import { type Format, render } from "../../src/reports";
import { fileOf } from "../first-contact/stage";
import { readRecording } from "../previews/recordings";
import { answers, expected } from "../provider/taken-names/oracle";
import { table as situations } from "../provider/taken-names/table";
import { architecture } from "./architecture";
import { fieldTables } from "./fields";
import { optionTables } from "./options";
import { table } from "./sections";

/** Every generated part by its name. */
export function generated(): Record<string, string> {
  return {
    settings: settings(),
    errors: errors(),
    "first-contact": firstContact(),
    "taken-names": takenNames(),
    assumptions: assumptions(),
    facts: facts(),
    "every-fact": everyFact(),
    "further-variants": beside(),
    duplicate: fence("text", duplicate()),
    plan: fence("text", plan()),
    "plan-events": planEvents(),
    "plan-forms": planForms(),
    "preview-key": fence("text", preview("a key is due")),
    "preview-pair": fence("text", preview("a pair is due")),
    ...architecture(),
    ...fieldTables(),
    ...optionTables(),
  };
}

const fence = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
const code = (text: string) => (text === "" ? "" : `\`${text}\``);

function settings(): string {
  const rows = settingsTable.map((row) => [
    code(row.name),
    code(row.env),
    code(row.default),
    row.secret ? "yes" : "",
    row.text,
  ]);
  return table(["setting", "environment", "default", "secret", "what it is"], rows);
}

const context: ExplainContext = { doing: "do it", host: "one.digicert.com", region: "us", environment: "production" };

function errors(): string {
  const api = Object.entries(errorCodes).flatMap(([status, { code: name }]) => {
    const codes = status === "409" ? [name, VERSION_CLASH_CODE] : [name];
    return codes.map((each) => apiRow(Number(status), each));
  });
  const others: [what: string, error: string, outcome: Outcome, failure: Failure][] = [
    [
      "no connection",
      "ConnectionError",
      { failure: "not-connected" },
      { kind: "connection", code: "ECONNREFUSED", mayHaveBeenProcessed: false },
    ],
    [
      "the connection broke",
      "ConnectionError",
      { failure: "lost" },
      { kind: "connection", code: "ECONNRESET", mayHaveBeenProcessed: false },
    ],
    [
      "no answer in time",
      "TimeoutError",
      { failure: "timeout" },
      { kind: "timeout", timeoutSeconds: 30, mayHaveBeenProcessed: false },
    ],
    [
      "client certificate refused",
      "TlsError",
      { failure: "tls" },
      { kind: "tls", failure: "wrong-certificate", detail: "" },
    ],
    [
      "400, 401, 403, 404 or 409 in any other form (a page, a text, nothing, other JSON)",
      "UnexpectedResponseError",
      { status: 404, foreign: true },
      { kind: "unexpected", status: 404, detail: "HTML" },
    ],
    [
      "a proxy that refuses the connection",
      "TlsError",
      { failure: "tls" },
      { kind: "tls", failure: "proxy", detail: "" },
    ],
    [
      "a good answer of something else",
      "UnexpectedResponseError",
      { failure: "garbled" },
      { kind: "unexpected", status: 200, detail: "HTML" },
    ],
  ];
  const rows = others.map(([what, error, outcome, failure]) => [
    what,
    code(error),
    repeated(outcome),
    explain(failure, context).remedy,
  ]);
  return table(["answer", "error", "repeated", "what to do"], [...api, ...rows]);
}

function apiRow(status: number, name: string): string[] {
  const error = apiError({ status, details: [{ code: name, message: "" }], method: "GET", path: "/user" }, context);
  const remedy = (error.remedy ?? "").replace(" with GET /user, host one.digicert.com", "");
  return [`${status} ${code(name)}`, code(error.name), repeated({ status }), remedy];
}

/** Whether calls are repeated after an outcome, as the client decides. */
function repeated(outcome: Outcome): string {
  const decide = (kind: CallKind) =>
    decideRetry({
      kind,
      outcome,
      attempt: 1,
      spentMs: 0,
      maxRetryMs: 900_000,
      everResponded: true,
      everSpoke: true,
      otherKeyLeft: false,
      preset: "full",
      random: 0.5,
    }).action;
  const [read, write, create] = [decide("read"), decide("idempotent"), decide("create")];
  const others = read === write ? (read === "retry" ? "yes" : "no") : "reads yes, updates and deletions no";
  // What is not found after a foreign answer is not sent again.
  const isForeign = "status" in outcome && outcome.foreign === true;
  if (create !== "look") return others;
  return `${others}; creations ${isForeign ? "are looked for" : "after a look"}`;
}

/** What a program shows that fails, as its test has recorded it. */
function firstContact(): string {
  const rows = shownInDocs.map(([what, name]) => [what, readFileSync(fileOf(name), "utf8").trim()]);
  return rows.map(([what, text = ""]) => `${what}:\n\n${fence("text", folded(text))}`).join("\n\n");
}

const shownInDocs: readonly (readonly [what: string, name: string])[] = [
  ["No key", "look up: no key"],
  ["A wrong key, or one of another environment or region", "look up: a key of another region"],
  ["A key without permission", "look up: a key without permission"],
  ["A wrong name", "a role that there is not"],
  ["A stopped server", "look up: a stopped server"],
  ["An unknown host", "look up: an unknown host"],
  ["Another host", "look up: another host"],
  ["A region that is not that of the host", "look up: a region that is not that of the host"],
  ["A certificate that nobody trusts", "look up: an untrusted certificate"],
  ["Too many calls", "look up: too many calls"],
  ["Maintenance", "look up: maintenance"],
  ["A recorded key that was changed since, in a refresh", "refresh: a key that is refused by now"],
  ["State of another host", "diff: another host than that of the state"],
];

/** Lines of a page: words go on in the next one. */
const folded = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replaceAll(/(.{1,110})(?: |$)/g, "$1\n").trim())
    .join("\n");

const byNumber = (one: Evidence, other: Evidence) => first(one) - first(other);
const first = ({ facts: numbers }: Evidence) => factNumbers.indexOf(numbers[0] ?? "");

/** What is open: supported and assumed facts, each with its other reading. */
/** What comes of each situation, where the API says that the name is taken, in whichever way, and where it does not. */
function takenNames(): string {
  const isSaid = answers.slice(0, -1);
  const rows = situations.map(({ name, facts }) => {
    const outcomes = new Set(isSaid.map((answer) => expected(facts, answer).result));
    if (outcomes.size > 1) throw new Error(`${name}: a column for each answer is needed`);
    const notSaid = answers.slice(-1).map((answer) => expected(facts, answer).result);
    return [facts.does, name, ...outcomes, ...notSaid];
  });
  return table(["to", "situation", isSaid.join(", "), answers.slice(-1).join()], rows);
}

function assumptions(): string {
  const rows = evidence
    .filter(({ mark }) => mark !== "documented")
    .sort(byNumber)
    .map((fact) => [fact.facts.join(" "), code(fact.id), fact.mark, fact.statement, fact.variant ?? ""]);
  return table(["facts", "id", "mark", "what we take it to be", "the other reading"], rows);
}

/** Each number of the list of facts, with the ids that rest on it. */
function facts(): string {
  const rows = factNumbers.map((number) => [
    number,
    evidence
      .filter(({ facts: numbers }) => numbers.includes(number))
      .map(({ id, mark }) => (mark === "documented" ? code(id) : `${code(id)} (${mark})`))
      .join(", "),
  ]);
  return table(["fact", "ids"], rows);
}

/** The variants that are not the other reading of one fact. */
function beside(): string {
  const lines = Object.entries(furtherVariants).map(([name, { statement, implies }]) => {
    const speaks = implies.length === 0 ? "" : ` (Speaks the other reading of ${implies.map(code).join(" and ")}.)`;
    return `- ${code(name)}: ${statement}${speaks}`;
  });
  return lines.join("\n");
}

function everyFact(): string {
  const rows = [...evidence]
    .sort(byNumber)
    .map((fact) => [fact.facts.join(" "), code(fact.id), fact.mark, fact.statement, fact.source ?? fact.variant ?? ""]);
  return table(["facts", "id", "mark", "what the emulator does", "source, or the other reading"], rows);
}

/** The message of a nickname that is taken, for the user of the README. */
function duplicate(): string {
  const { inputs } = checkServiceUser(
    {},
    {
      owner: "acme/signing/prod/release-bot",
      nickname: "release-bot",
      description: "Publishes releases",
      email: "team@example.com",
      accountIds: ["130deba5-3ebb-43b2-8183-1a9940d460f5"],
      roleIds: ["5a0c53fb-3d44-4d4f-a9b8-3f7d19c1be2b"],
    },
    { today: "2027-01-04" },
  );
  const declared = serviceUserInputs(inputs);
  const existing = {
    id: "783a6a45-b74b-4635-bb4b-69855910ccd3",
    nickname: "release-bot",
    description: "made by hand",
    email: "jane@example.com",
    status: "ACTIVE",
    userType: "service",
    createdAt: "2025-06-23T08:55:19Z",
    roleIds: ["5a0c53fb-3d44-4d4f-a9b8-3f7d19c1be2b"],
    accountIds: ["130deba5-3ebb-43b2-8183-1a9940d460f5"],
    raw: undefined,
  };
  const decision = decideDuplicate(existing, declared);
  if (decision.action !== "fail") throw new Error("the README's duplicate is no longer one");
  return explainDuplicate(existing, declared, decision, () => false);
}

/** The preview of an event as Pulumi's command line showed it: its steps and what they mean. */
function preview(event: string): string {
  const lines = readRecording(event).stdout.filter((line) => !line.includes(" running "));
  const [first, last] = [lines.findIndex((line) => /^ [-+~]/.test(line)), lines.indexOf("Resources:")];
  if (first < 0 || last < first) throw new Error(`${event}: no step was recorded`);
  return lines.slice(first, last).join("\n");
}

/** The plan of one user and two keys. */
/** A line for each event; one that has none does not compile. */
function planEvents(): string {
  const texts: Record<PlanEvent["event"], [what: string, on: string]> = {
    extend: ["a run gives the user another end, and a key that ends with it", "the first day on which a run does it"],
    rotate: ["a run makes the key that takes its place", "the first day on which a run does it"],
    retire: ['a run disables it: a previous key of a pair, or an `ApiKey` with `onDestroy: "disable"`', "as above"],
    remove: ["a run deletes it: what an `ApiKey` replaced, or a previous key of a pair", "as above"],
    end: ["it stops working, because nothing of that comes before", "the last day on which it works"],
  };
  return table(
    ["event", "what", "`on`"],
    Object.entries(texts).map(([event, text]) => [code(event), ...text]),
  );
}

/** A line for each form; one that has none does not compile. */
function planForms(): string {
  const texts: Record<Format, [who: string, what: string]> = {
    table: ["a terminal", "at most 100 columns, and all dates"],
    json: ["programs", "everything; [its schema](plan.schema.json)"],
    markdown: ["a comment or a wiki", "at most 60,000 characters, with a timeline for Mermaid"],
    html: ["a browser", "[a page](plan-page.md) to filter, sort and print"],
    ics: ["a calendar", "RFC 5545: an event for each rotation, retirement, removal, extension and end"],
    openmetrics: ["a monitor", "ends, rotations and retirements as times, the plan's own day, its warnings"],
  };
  return table(
    ["`--format`", "for", "what it is"],
    Object.entries(texts).map(([form, text]) => [code(form), ...text]),
  );
}

function plan(): string {
  const place = { project: "signing", stack: "prod", urn: "" };
  const user = { name: "ci-signing", endDate: "2027-10-01" };
  const facts: PlanFacts[] = [
    { ...place, ...user, kind: "ServiceUser", status: "ACTIVE", issuedOn: "2026-10-01", policy: { lifetimeDays: 365 } },
    {
      ...place,
      name: "ci",
      kind: "ApiKey",
      status: "ACTIVE",
      issuedOn: "2026-11-04",
      endDate: "2027-02-02",
      policy: { lifetimeDays: 90, rotateBeforeDays: 30 },
      user,
    },
    {
      ...place,
      name: "legacy",
      kind: "ApiKey",
      status: "ACTIVE",
      issuedOn: "2026-08-01",
      endDate: "2027-01-20",
      policy: { endDate: "2027-01-20" },
      user,
    },
  ];
  return render(planRows(facts, { today: "2027-01-04", runsEveryDays: 7 }), "table");
}
