/** What the comment says, and what no name can make of it. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { CI, STACK } from "./stage";

interface Preview {
  readonly failed: boolean;
  readonly said: readonly { readonly severity: string; readonly message: string }[];
}
interface Text {
  plain(text: string): string;
  readPreview(text: string | undefined): Preview | undefined;
  markOf(stack: string): string;
  makeText(
    found: { stack: string; preview?: Preview; ahead?: Preview; plan?: string; run?: string },
    limit: number,
  ): { text: string; failed: boolean };
}

let text: Text;
beforeAll(async () => {
  text = await import(pathToFileURL(join(CI, "text.mjs")).href);
});

const said = (...diagnostics: object[]) => JSON.stringify({ steps: [], diagnostics, changeSummary: { replace: 1 } });
const read = (...diagnostics: object[]): Preview => {
  const preview = text.readPreview(said(...diagnostics));
  if (preview === undefined) throw new Error("no preview was read");
  return preview;
};
const PLAN = "### Key rotation\n\nnothing to do";

it("marks warnings and errors, puts them first, and says each sentence once", () => {
  const preview = read(
    { severity: "info", message: "a key is replaced\n" },
    { severity: "warning", message: "warning: a key ends\n" },
    { severity: "info", message: "a key is replaced\n" },
    { severity: "debug", message: "no" },
  );
  const made = text.makeText({ stack: STACK, preview, ahead: read(), plan: PLAN }, 60_000);
  expect(made.failed).toBe(false);
  expect(made.text).toContain("- ⚠️ a key ends\n- a key is replaced\n\n1 to replace.");
  const failing = read({ severity: "error", message: "error: no such role\n" });
  const failed = text.makeText({ stack: STACK, preview: failing, ahead: read(), plan: PLAN }, 60_000);
  expect(failed.failed).toBe(true);
  expect(failed.text).toContain("**The preview failed**");
  expect(failed.text).toContain("- ❌ no such role");
});

const urnOf = (types: string, name: string) => `urn:pulumi:prod::signing::${types}::${name}`;
const DYNAMIC = "pulumi-nodejs:dynamic/digicert-one";
const STEPS = [
  { op: "create", urn: urnOf("pulumi:pulumi:Stack", "signing-prod") },
  { op: "create", urn: urnOf(`${DYNAMIC}:StackIdentity`, "digicert-one-stack-identity") },
  { op: "create", urn: urnOf(`${DYNAMIC}:ServiceUser`, "ci::[x](http://a.b)") },
  { op: "create", urn: urnOf("digicert-one:index:RotatingApiKey", "app") },
  { op: "create", urn: urnOf(`digicert-one:index:RotatingApiKey$${DYNAMIC}:ApiKeySlot`, "app-a") },
  { op: "update", urn: urnOf(`digicert-one:index:RotatingApiKey$${DYNAMIC}:RotationSchedule`, "old-schedule") },
  { op: "same", urn: urnOf(`${DYNAMIC}:ApiKey`, "quiet") },
  { op: "replace", urn: urnOf(`team:Access$${DYNAMIC}:ApiKey`, "due") },
  { op: "delete" },
];

it("names what the change touches: what a pair is made of where it changes, not where it is made", () => {
  const document = { steps: STEPS, diagnostics: [], changeSummary: { create: 5, update: 1, replace: 1, same: 1 } };
  const events = [
    ...STEPS.map((metadata) => ({ resourcePreEvent: { metadata } })),
    { summaryEvent: { resourceChanges: document.changeSummary } },
  ];
  const forms = [JSON.stringify(document), events.map((event) => JSON.stringify(event)).join("\n")];
  for (const form of forms) {
    const preview = text.readPreview(form) as Preview;
    const made = text.makeText({ stack: STACK, preview, ahead: read(), plan: PLAN }, 60_000).text;
    expect(made).toContain(
      [
        "- to create: ServiceUser ci::\\[x\\](http\u200B://a.b), RotatingApiKey app",
        "- to update: RotationSchedule old-schedule",
        "- to replace: ApiKey due",
        "",
        "5 to create, 1 to update, 1 to replace, 1 unchanged.",
      ].join("\n"),
    );
  }
});

it("reads a stream of events as well", () => {
  const events = [
    { sequence: 0, preludeEvent: { config: {} } },
    { diagnosticEvent: { severity: "warning", message: "<{%fg 11%}>a key ends<{%reset%}>\n", color: "never" } },
    { diagnosticEvent: { severity: "info", message: "passing", ephemeral: true } },
    { summaryEvent: { resourceChanges: { same: 4 } } },
  ];
  const preview = text.readPreview(events.map((event) => JSON.stringify(event)).join("\n"));
  expect(preview).toMatchObject({ failed: false, changes: { same: 4 } });
  expect(preview?.said).toEqual([{ severity: "warning", message: "a key ends" }]);
});

const UNREAD = [
  '{"steps":[]}',
  '{"diagnostics":{}}',
  '{"diagnostics":null,"steps":[]}',
  '{"diagnostics":[],"changeSummary":null}',
  '{"diagnosticEvent":{"severity":"info","message":null}}',
];

it.each([undefined, "", "error: no stack named prod", "{}", "[1]", "null", ...UNREAD])(
  "finds no preview in %j",
  (nothing) => {
    expect(text.readPreview(nothing)).toBeUndefined();
  },
);

it.each([
  ['{"diagnostics":null,"changeSummary":{"same":1}}', false],
  ['{"diagnostics":{},"changeSummary":{"same":1}}', false],
  ['{"diagnostics":[null,{"severity":null}],"changeSummary":{"same":1}}', false],
  ['{"diagnostics":[{"severity":"error","message":null}]}', true],
  ['{"diagnosticEvent":{"severity":"info","message":null}}\n{"summaryEvent":{"resourceChanges":null}}', false],
])("takes %s, in which something is null", (document, failed) => {
  const preview = text.readPreview(document);
  expect(preview).toMatchObject({ said: [], failed });
});

it("shows what a program writes on standard error", () => {
  expect(read({ severity: "info#err", message: "old API" }).said).toEqual([{ severity: "info", message: "old API" }]);
});

it("says what is missing, and fails", () => {
  const { text: made, failed } = text.makeText({ stack: STACK }, 60_000);
  expect(failed).toBe(true);
  expect(made.match(/No preview could be made/g)).toHaveLength(2);
  expect(made).toContain("The rotations could not be planned.");
});

/** Of each: what it would do, and what must not stand in the text. */
const HOSTILE: readonly (readonly [what: string, name: string, never: RegExp])[] = [
  ["mention people", "ping @acme/admins", /@[a-z]/i],
  ["inject HTML", "<img src=x onerror=alert(1)>", /(?<!\\)</],
  ["open a comment of HTML", "<!-- rest is gone", /(?<!\\)</],
  ["begin a link", "[click](https://evil.example)", /(?<!\\)\[|https:\/\//],
  ["link by itself", "https://evil.example and www.evil.example", /https:\/\/|www\./],
  ["end a code span", "`code`", /(?<!\\)`/],
  ["end the list", "x\n\n# Heading\n---\n1. one\n> quote", /\n|<br>(#|-|1\.|>)/],
  ["refer to issues", "closes #1, !2, GH-3, &4, ~5, %6, $7", /[#!&~%$]\d|GH-3/],
  ["be a quick action", "x\n/merge", /\n\/|<br>\//],
  [
    "command a runner",
    "##vso[task.setvariable variable=a]b\n::set-output name=a::b\n##[error]c",
    /##vso\[|<br>::|##\[/,
  ],
  ["turn the direction of writing", "abc\u202Edef\u0007\u001B[31m", /\p{C}/u],
  ["pass for an escape", "\\\\<b>", /(?<!\\)(\\\\)*</],
  ["pass for our mark", "[//]: # (digicert-one acme/keys/prod)", /^\[\/\/\]/m],
];

it.each(HOSTILE)("lets no name %s", (_, name, never) => {
  expect(name, "written as it is, it would").toMatch(never);
  const shown = text.plain(name);
  expect(shown).not.toMatch(never);
  // All that it says is still there for people.
  const letters = (all: string) => all.replaceAll(/<br>/g, "").replaceAll(/[^\p{L}\p{N}]/gu, "");
  expect(letters(shown)).toBe(letters(name));
  const lines = text
    .makeText({ stack: STACK, preview: read({ severity: "info", message: name }) }, 60_000)
    .text.split("\n");
  expect(lines.filter((line) => line.includes(shown))).toEqual([`- ${shown}`]);
});

it("counts what it leaves out, keeps whole lines, and holds the limit", () => {
  const many = Array.from({ length: 2_000 }, (_, index) => ({ severity: "info", message: `key ${index} is replaced` }));
  const plan = Array.from({ length: 2_000 }, (_, index) => `| row ${index} |`).join("\n");
  const found = { stack: STACK, preview: read(...many), ahead: read(...many), plan, run: "https://ci.example/42" };
  const { text: made } = text.makeText(found, 20_000);
  expect(made.length).toBeLessThanOrEqual(20_000);
  expect(made.length).toBeGreaterThan(15_000);
  for (const pattern of [/^- key (\d+) is replaced$/gm, /^\| row (\d+) \|$/gm])
    expect(made.match(pattern)).not.toBeNull();
  const left = [...made.matchAll(/_(\d+) more lines did not fit: they stand in the log of \[this run\]/g)];
  expect(left).toHaveLength(3);
  const rows = made.match(/^\| row \d+ \|$/gm) ?? [];
  expect(Number(left[2]?.[1])).toBe(2_000 - rows.length);
  expect(text.makeText(found, Number.POSITIVE_INFINITY).text).not.toContain("did not fit");
});

it("takes a hundred thousand messages in a moment", () => {
  const diagnostics = Array.from({ length: 100_000 }, (_, index) => ({ severity: "info", message: `m${index}` }));
  const many = text.readPreview(JSON.stringify({ diagnostics, changeSummary: {} }));
  if (many === undefined) throw new Error("no preview was read");
  const before = performance.now();
  const made = text.makeText({ stack: STACK, preview: many, ahead: many, plan: PLAN }, 1_000_000).text;
  expect(performance.now() - before).toBeLessThan(20_000); // where each line counts all before it, it takes a minute
  expect(made.length).toBeGreaterThan(600_000);
});

it("shortens a message that is a book", () => {
  const preview = read({ severity: "info", message: "x".repeat(100_000) });
  const made = text.makeText({ stack: STACK, preview, ahead: read(), plan: PLAN }, 65_536).text;
  expect(made).toContain("x… (cut)");
  expect(made.length).toBeLessThan(3_000);
});

it("marks the comments of each stack with a line of its own, whatever its name holds", () => {
  expect(text.markOf("acme/keys/prod")).not.toBe(text.markOf("acme/keys/dev"));
  expect(text.markOf("a)\n<b>")).toBe("[//]: # (digicert-one a___b_)");
});
