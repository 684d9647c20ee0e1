/** What preview.mjs makes of a Pulumi that says something else than one document. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../e2e/project";
import { bash, CI, STACK } from "./stage";

/** Runs it beside a Pulumi that writes this and ends like this, and comment.mjs's text of it. */
async function previewed(stdout: string, { code = 0, options = "", env = {} } = {}) {
  const folder = temporaryFolder("preview");
  mkdirSync(join(folder, "bin"));
  const command = (name: string, script: string) => {
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  };
  writeFileSync(join(folder, "said"), stdout);
  command("pulumi", `case "$1" in stack) echo '{}';; *) cat said; exit ${code};; esac`);
  command("npx", "echo the plan");
  const ended = await bash(`node ${join(CI, "preview.mjs")} ${options}`, folder, { STACK, ...env });
  const file = join(folder, "ahead.json");
  return { ...ended, written: existsSync(file) ? readFileSync(file, "utf8") : undefined };
}

const DOCUMENT = JSON.stringify({ steps: [{}], changeSummary: { replace: 1 } }, null, 4);
const EVENTS = [
  { sequence: 0, preludeEvent: { config: {} } },
  { diagnosticEvent: { severity: "warning", message: "a key ends" } },
  { summaryEvent: { resourceChanges: { replace: 1 } } },
];

it.each([
  ["a document", DOCUMENT],
  ["a document behind a warning", `warning: a new version is available\n${DOCUMENT}\nbye\n`],
  ["a document of one line behind a warning", `warning: a new version\n${JSON.stringify(JSON.parse(DOCUMENT))}`],
  ["events", EVENTS.map((event) => JSON.stringify(event)).join("\n")],
  ["events behind a warning", ["warning: old", ...EVENTS.map((event) => JSON.stringify(event))].join("\n")],
])("reads %s", async (_, said) => {
  const { code, written, output } = await previewed(said);
  expect(code, output).toBe(0);
  expect(JSON.parse(written ?? "")).toMatchObject({ changeSummary: { replace: 1 }, daysAhead: 30 });
});

it.each([
  ["nothing", ""],
  ["a sentence", "Previewing update (prod)"],
  ["half a document", DOCUMENT.slice(0, -20)],
  ["a document that counts nothing", '{"steps":[]}'],
])("fails where Pulumi ends well and writes %s", async (_, said) => {
  const { code, output, written } = await previewed(said);
  expect(code).toBe(1);
  expect(output).toContain("ahead.json: pulumi preview ended well, but no preview can be read in");
  const { readPreview } = await import(join(CI, "text.mjs"));
  expect(readPreview(written)).toBeUndefined();
});

it("says that it failed where Pulumi fails without an error, and keeps what was said", async () => {
  const { code, written } = await previewed('{"diagnostics":[{"severity":"warning","message":"a key ends"}]}', {
    code: 255,
  });
  expect(code).toBe(1);
  expect(JSON.parse(written ?? "").diagnostics).toMatchObject([
    { severity: "warning" },
    { severity: "error", message: expect.stringContaining("ended with 255") },
  ]);
});

it.each([
  ["--ahead 999999999", {}, "--ahead 999999999 looks past the year 9999"],
  ["--ahead 3000000", {}, "--ahead 3000000 looks past the year 9999"],
  ["", { DIGICERT_ONE_AS_OF: "tomorrow" }, 'DIGICERT_ONE_AS_OF is "tomorrow": give a day'],
  ["", { DIGICERT_ONE_AS_OF: "2027-02-30" }, 'DIGICERT_ONE_AS_OF is "2027-02-30": give a day'],
])("refuses %s %j in words", async (options, env, words) => {
  const { code, output, written } = await previewed(DOCUMENT, { options, env });
  expect(code).toBe(64);
  expect(output).toContain(words);
  expect(output).not.toContain("RangeError");
  expect(written).toBeUndefined();
});
