import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { type Block, blocksOf, deadLinks, pages, placeOf, readPage, root } from "./blocks";
import { commandFault, commandsOf } from "./commands";
import { generated } from "./generated";
import { programsOf } from "./play/programs";
import { generatedParts, withGenerated } from "./sections";
import { typeFaults } from "./type-check";

const blocks = pages().flatMap((page) => blocksOf(page));
const inLanguages = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));

/** Languages of blocks. `text` is output, and the README's own is generated; `mermaid` is generated everywhere. */
const HANDLED = ["ts", "sh", "yaml", "json", "text", "mermaid", "diff", "py", "go"];

const broken = (language: string, text: string): Block => ({
  page: "broken",
  line: 1,
  language,
  text,
  generated: false,
  note: "",
});

it("finds the README's blocks, and each has a language that is checked", () => {
  const found = new Set(blocksOf("README.md").map(({ language }) => language));
  for (const language of ["ts", "sh", "text"]) expect(found, `the README has ${language}`).toContain(language);
  expect(blocks.filter(({ language }) => !HANDLED.includes(language)).map(placeOf)).toEqual([]);
  expect(blocksOf("README.md").filter(({ language, generated: made }) => language === "text" && !made)).toEqual([]);
  expect(inLanguages("mermaid").filter(({ generated: made }) => !made)).toEqual([]);
  expect(inLanguages("mermaid").length).toBeGreaterThan(0);
  expect(() => blocksOf("page", "```ts\nnever closed")).toThrow("never closed");
});

it("type-checks every TypeScript block and every example against the package", () => {
  const own = inLanguages("ts").filter(({ note }) => !note.startsWith("from: "));
  const sound = [...own, ...pages().flatMap((page) => programsOf(page))];
  const wrong = [
    broken("ts", 'new digicert.ApiKey("key", { serviceUser: user, lifetimedays: 90 });'),
    broken("ts", "export const x = user.noSuchOutput;"),
    broken("ts", 'import { nothing } from "pulumi-digicert-one";'),
    broken("ts", 'import "pulumi-digicert-one/client";\nimport * as d from "pulumi-digicert-one/internal";\nd;'),
    broken("ts", "const = ;"),
  ];
  const program = blocks.find(({ note }) => note === "runs")?.text ?? "";
  const examples = globSync("examples/*/*.{ts,mts}", { cwd: root, exclude: ["examples/deliver/**"] });
  const { faults, inFiles } = typeFaults([...sound, ...wrong], program, examples);
  expect(inFiles).toEqual([]);
  expect(examples.length).toBeGreaterThan(3);
  expect(faults.slice(0, sound.length).flat()).toEqual([]);
  for (const [index, found] of faults.slice(sound.length).entries()) {
    expect(found, `broken block ${index} is found`).not.toEqual([]);
  }
  expect(sound.length).toBeGreaterThan(5);
});

it("knows every command of the shell blocks, with its options", () => {
  const writtenOn = (page: string) =>
    blocksOf(page).flatMap(({ note }) => (note.startsWith("file: ") ? note.replace("file: ", "") : []));
  const faults = inLanguages("sh", "bash").flatMap((block) =>
    commandsOf(block.text).map((command) => ({
      place: placeOf(block),
      fault: commandFault(command, writtenOn(block.page)),
    })),
  );
  expect(faults.filter(({ fault }) => fault !== undefined)).toEqual([]);
  expect(faults.length).toBeGreaterThan(8);
});

it.each([
  ["npm run demonstrate", "package.json has no script demonstrate"],
  ["npm ci && npm tset", "package.json has no script tset"],
  ["npm install ./pulumi-digicert-one-9.9.9.tgz", "is not what npm pack makes"],
  ["pulumi prewiew", "pulumi prewiew is not in the list"],
  ["A=1 pulumi up --safe-plan=x", "has no --safe-plan"],
  ["pulumi stack export | npx digicert-one plan --as-off 2027-01-01", "digicert-one plan has no option --as-off"],
  ["for s in a b; do pulumi stack exprot > $s; done", "pulumi stack exprot is not in the list"],
  ["digicert-one plant", "digicert-one has no command plant"],
  ["node written.mjs && node no/such/file.mjs", "there is no no/such/file.mjs"],
  ["npx vitest run test/no-such.test.ts", "there is no test/no-such.test.ts"],
  ["curl https://example.com", "curl asks the emulator alone"],
  ["wget https://example.com", "nobody knows the command wget"],
])("finds the fault of %s", (text, fault) => {
  expect(
    commandsOf(text)
      .map((command) => commandFault(command, ["written.mjs"]))
      .join(),
  ).toContain(fault);
});

it("parses every YAML and JSON block", () => {
  for (const { text } of inLanguages("yaml")) expect(parse(text)).toBeTypeOf("object");
  for (const { text } of inLanguages("json")) expect(JSON.parse(text)).toBeTypeOf("object");
  expect(() => parse("on: [push\njobs: 1")).toThrow();
});

it("links only to files and headings that there are", () => {
  expect(pages().flatMap((page) => deadLinks(page))).toEqual([]);
});

/** The pages with generated parts, and the parts of each. */
const GENERATED: readonly (readonly [page: string, parts: readonly string[]])[] = [
  ["README.md", ["preview-key", "duplicate"]],
  ["docs/explanation/rotation.md", ["preview-pair"]],
  ["docs/reference/commands/plan.md", ["plan", "plan-events", "plan-forms"]],
  ["docs/reference/settings.md", ["settings"]],
  ["docs/reference/errors.md", ["errors", "first-contact", "taken-names"]],
  ["docs/reference/assumptions.md", ["assumptions", "facts"]],
  ["src/emulator/PROVENANCE.md", ["further-variants", "every-fact"]],
  ["docs/explanation/architecture.md", ["rooms", "room-lines", "engine-rooms", "client-rooms", "provider-rooms"]],
  ["docs/reference/lifecycle.md", ["service-user-fields", "api-key-fields"]],
  ["docs/reference/options.md", ["resource-options", "run-options"]],
];

// `npm run docs` writes the generated parts anew: it runs this test with --update.
it.each(GENERATED)("%s has generated parts that say what the code says", async (page, parts) => {
  const text = readPage(page);
  expect(generatedParts(text)).toEqual(parts);
  await expect(withGenerated(text, generated())).toMatchFileSnapshot(join(root, page));
});

it("has a page for every generated part", () => {
  expect(GENERATED.flatMap(([, parts]) => parts).sort()).toEqual(Object.keys(generated()).sort());
});

it("would notice a table that is stale", () => {
  const page = withGenerated(readPage("docs/reference/settings.md"), generated());
  const stale = page.replace(
    "| `timeoutSeconds` | `DIGICERT_ONE_TIMEOUT_SECONDS` | `30` |",
    "| `timeoutSeconds` | `X` | `30` |",
  );
  expect(stale).not.toBe(page);
  expect(withGenerated(stale, generated())).toBe(page);
});

it("is short enough to be read", () => {
  expect(readPage("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(200);
});
