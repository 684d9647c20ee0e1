/**
 * `npm run prove:planted`: plants each fault of test/planted/ in a copy of the project and sees the tests fail.
 * A fault is data: a title, the tier that must notice it, the narrow tests that should, and edits as exact texts.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import ts from "typescript";
import { parse } from "yaml";

/** One text of one file that is replaced by another. */
export interface Edit {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** One planted fault. */
export interface Fault {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  /** The tier that must fail. */
  readonly tier: "test" | "deep";
  /** The test files that are expected to notice it. */
  readonly narrow: readonly string[];
  /** Further test files, each of which must notice it by itself. */
  readonly also?: readonly string[];
  readonly edits: readonly Edit[];
}

const HELP = `Usage: npm run prove:planted [-- options]

Plants each fault of test/planted/ in a copy of the project, and sees its narrow tests fail, or else its whole tier.
Where a fault names further tests (also), each of them must fail by itself.
  --list         show the faults and run nothing
  --only <name>  only this fault; may be given several times
  --narrow       only the narrow tests: a fault that they miss has survived
  --help         show this`;

/** Everything in test/planted/, in the order of the names. */
export function readFaults(root: string): Fault[] {
  const files = globSync("test/planted/*.yaml", { cwd: root }).sort();
  return files.map((file) => ({ name: basename(file, ".yaml"), ...parse(readFileSync(join(root, file), "utf8")) }));
}

/** What keeps a fault from being planted today; an empty list when nothing does. */
export function obstacles(root: string, fault: Fault): string[] {
  const { title, tier, narrow, also = [], edits } = fault;
  const found: string[] = [];
  if (typeof title !== "string" || title === "") found.push("it has no title");
  if (tier !== "test" && tier !== "deep") found.push(`its tier is "${tier}": write test or deep`);
  if (!Array.isArray(narrow) || narrow.length === 0) found.push("it names no narrow test");
  if (!Array.isArray(edits) || edits.length === 0) found.push("it has no edits");
  for (const file of [...(narrow ?? []), ...also]) if (!existsSync(join(root, file))) found.push(`there is no ${file}`);
  for (const { file, find, replace } of edits ?? []) {
    const times = existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8").split(find).length - 1 : 0;
    if (find === replace) found.push(`an edit of ${file} changes nothing`);
    else if (times !== 1) found.push(`its text stands ${times} times in ${file}, not once: ${JSON.stringify(find)}`);
  }
  return found;
}

/** Plants a fault; what is returned takes it out again. */
export function plant(root: string, { edits }: Fault): () => void {
  const originals = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const path = join(root, file);
    const text = readFileSync(path, "utf8");
    if (!originals.has(path)) originals.set(path, text);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
  return () => {
    for (const [path, text] of originals) writeFileSync(path, text);
  };
}

/** A copy of the project that shares its node_modules; without the faults, whose own test would notice each of them. */
function copyOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), "planted-"));
  const left = ["node_modules", ".git", join("test", "planted")].map((name) => join(root, name));
  cpSync(root, copy, { recursive: true, filter: (path) => !left.includes(path) && basename(path) !== "node_modules" });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

const bin = (copy: string, ...parts: string[]) => join(copy, "node_modules", ...parts);

/** Compiles the copy. */
function build(copy: string): void {
  const { status, stdout } = spawnSync("npm", ["run", "build"], { cwd: copy, encoding: "utf8" });
  if (status !== 0) throw new Error(`The copy does not compile:\n${stdout}`);
}

/** Compiles the files of a fault alone, which takes no time. Types are not checked: a fault is to be noticed by a test. */
function compile(copy: string, { edits }: Fault): void {
  const { config } = ts.readConfigFile(join(copy, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, copy);
  for (const { file } of edits.filter((edit) => edit.file.startsWith("src/"))) {
    const { outputText } = ts.transpileModule(readFileSync(join(copy, file), "utf8"), {
      fileName: join(copy, file),
      compilerOptions: options,
    });
    writeFileSync(join(copy, file.replace(/^src/, "dist").replace(/ts$/, "js")), outputText);
  }
}

interface Report {
  testResults?: {
    name: string;
    message: string;
    status: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

interface Failure {
  readonly file: string;
  readonly text: string;
}

/** The first test that failed, or undefined when all passed. */
function firstFailure(copy: string, projects: readonly string[], files: readonly string[]): Failure | undefined {
  const out = join(copy, ".planted-report.json");
  rmSync(out, { force: true });
  const flags = [
    "--bail",
    "1",
    "--reporter=json",
    `--outputFile=${out}`,
    ...projects.flatMap((name) => ["--project", name]),
  ];
  const run = spawnSync(process.execPath, [bin(copy, "vitest", "vitest.mjs"), "run", ...flags, ...files], {
    cwd: copy,
    encoding: "utf8",
    maxBuffer: 1e9,
    timeout: 3_600_000,
  });
  if (run.status === 0) return undefined;
  if (!existsSync(out)) throw new Error(`The tests could not run:\n${run.stdout}${run.stderr}`);
  const { testResults = [] } = JSON.parse(readFileSync(out, "utf8")) as Report;
  // Files that were cut short by the first failure count as failed too: a test that failed comes before them.
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find((each) => each.status === "failed");
    if (failed) return { file: relative(copy, name), text: `${relative(copy, name)}: ${failed.fullName}` };
  }
  const broken = testResults.find(({ status, message }) => status === "failed" && message !== "");
  if (broken) {
    const file = relative(copy, broken.name);
    return { file, text: `${file}: ${broken.message.split("\n")[0]}` };
  }
  throw new Error(`No test failed, and yet the run did:\n${run.stdout}${run.stderr}`);
}

interface Verdict {
  readonly where: string;
  readonly survived: boolean;
}

const TIERS = ["test", "deep"];

function verdict(copy: string, fault: Fault, narrowOnly: boolean): Verdict {
  const restore = plant(copy, fault);
  let wide: Failure | undefined;
  try {
    compile(copy, fault);
    const narrow = firstFailure(copy, TIERS, fault.narrow);
    const missing = (fault.also ?? []).filter((file) => firstFailure(copy, TIERS, [file]) === undefined);
    if (missing.length > 0) return { where: `SURVIVED in ${missing.join(", ")}`, survived: true };
    if (narrow !== undefined) return { where: [narrow.text, ...(fault.also ?? [])].join("; "), survived: false };
    if (!narrowOnly) wide = firstFailure(copy, [fault.tier], []);
  } finally {
    restore();
    compile(copy, fault);
  }
  if (wide === undefined) return { where: "SURVIVED", survived: true };
  requireSound(copy, [wide.file]);
  return { where: `not narrowly; ${wide.text}`, survived: false };
}

/** Where a test fails without a fault, its failure with one says nothing. */
function requireSound(copy: string, files: readonly string[]): void {
  const before = firstFailure(copy, TIERS, files);
  if (before !== undefined) throw new Error(`A test fails without any fault: ${before.text}`);
}

/** Plants all faults in turn and prints a row for each; the exit code. */
function prove(root: string, faults: readonly Fault[], narrowOnly: boolean): number {
  const stuck = faults.flatMap((fault) => obstacles(root, fault).map((each) => `${fault.name}: ${each}`));
  for (const line of stuck) console.error(line);
  if (stuck.length > 0) return 1;
  const copy = copyOf(root);
  try {
    build(copy);
    requireSound(copy, [...new Set(faults.flatMap(({ narrow, also = [] }) => [...narrow, ...also]))]);
    console.log("| fault | tier | failed where | seconds |\n|---|---|---|---|");
    let survivors = 0;
    for (const fault of faults) {
      const began = Date.now();
      const { where, survived } = verdict(copy, fault, narrowOnly);
      if (survived) survivors += 1;
      console.log(`| ${fault.title} | ${fault.tier} | ${where} | ${Math.round((Date.now() - began) / 1000)} |`);
    }
    console.log(`\n${faults.length} faults planted, ${survivors} survived.`);
    return survivors === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function main(): number {
  const root = resolve(fileURLToPath(import.meta.url), "..", "..");
  const { values } = parseArgs({
    options: {
      list: { type: "boolean" },
      only: { type: "string", multiple: true },
      narrow: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const all = readFaults(root);
  const unknown = (values.only ?? []).filter((name) => !all.some((fault) => fault.name === name));
  if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(", ")}: --list shows them all.`);
  const faults = values.only === undefined ? all : all.filter(({ name }) => values.only?.includes(name));
  if (faults.length === 0) throw new Error("There are no faults in test/planted/.");
  if (!values.list) return prove(root, faults, values.narrow === true);
  for (const { name, tier, title } of faults) console.log(`${name}  ${tier}  ${title}`);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
