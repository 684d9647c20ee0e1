/** What the generated parts of the README and of docs/ say, from the code itself. */
import { settingsTable } from "../../src/client";
import { type PlanEvent, type PlanFacts, planRows } from "../../src/plan";
import { decideDuplicate, explainDuplicate } from "../../src/provider/service-user/duplicate";
import { checkServiceUser, serviceUserInputs } from "../../src/provider/service-user/plan";

import { type Format, render } from "../../src/reports";
import { readRecording } from "../previews/recordings";
import { architecture } from "./architecture";
import { errorParts } from "./errors";
import { evidenceParts } from "./evidence";
import { fieldTables } from "./fields";
import { optionTables } from "./options";
import { code, fence, table } from "./sections";

/** Every generated part by its name. */
export function generated(): Record<string, string> {
  return {
    settings: settings(),
    ...errorParts(),
    ...evidenceParts(),
    duplicate: fence("text", duplicate().split("\n").flatMap(wrapped).join("\n")),
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
  const shown = lines.slice(first, last);
  const sentences = shown.indexOf("Diagnostics:");
  return shown.flatMap((line, at) => (at > sentences ? wrapped(line) : [line])).join("\n");
}

/** Columns of a block that a page shows without a bar to scroll it, at the width that forges give pages. */
const WIDTH = 104;

/** A sentence in lines that fit a page; those after the first stand two columns further right. */
function wrapped(line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const parts: string[] = [];
  for (const word of line.trimStart().split(" ")) {
    const last = parts.pop() ?? "";
    if (last === "") parts.push(`${indent}${word}`);
    else if (last.length + word.length < WIDTH) parts.push(`${last} ${word}`);
    else parts.push(last, `${indent}  ${word}`);
  }
  return parts;
}

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
    json: ["programs", "everything; [its schema](../schemas/plan.schema.json)"],
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

/** The plan of one user and two keys. */
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
