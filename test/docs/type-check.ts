/** Type-checks blocks of TypeScript against this package, all of them in one program. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type Block, placeOf, root } from "./blocks";

const IMPORTS = [
  'import * as pulumi from "@pulumi/pulumi"; ',
  'import * as digicert from "pulumi-digicert-one"; ',
  'import { EmbeddedStack, startEmulator } from "pulumi-digicert-one/testing"; ',
].join("");

/** What a fragment may take as given. A block that imports the package itself is a whole program and gets nothing. */
const GIVEN = `
declare const config: import("@pulumi/pulumi").Config;
declare const accountId: string;
declare const apiKey: string;
declare const roleId: string;
declare const user: import("pulumi-digicert-one").ServiceUser;
declare const key: import("pulumi-digicert-one").ApiKey;
declare const pair: import("pulumi-digicert-one").RotatingApiKey;
`;

/**
 * The faults of each block, in their order (an empty list where a block is sound), and those of whole files.
 * @param program what `./index` is for blocks that import it
 * @param whole paths of programs, from the repository
 */
export function typeFaults(
  blocks: readonly Block[],
  program: string,
  whole: readonly string[],
): { faults: string[][]; inFiles: string[] } {
  const folder = __dirname; // one that exists, or nothing in it would be resolved
  const files = new Map<string, string>([
    [join(folder, "given.d.ts"), GIVEN],
    [join(folder, "index.ts"), program],
  ]);
  const paths = blocks.map((block, index) => {
    const path = join(folder, `block-${index}.${block.text.includes("await ") ? "mts" : "ts"}`);
    files.set(path, sourceOf(block));
    return path;
  });
  const checked = compile(
    files,
    whole.map((path) => join(root, path)),
  );
  const inFiles = whole.flatMap((path) => {
    const source = checked.getSourceFile(join(root, path));
    if (!source) throw new Error(`${path} was not compiled`);
    const faults = [...checked.getSyntacticDiagnostics(source), ...checked.getSemanticDiagnostics(source)];
    return faults.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  });
  const faults = paths.map((path, index) => {
    const source = checked.getSourceFile(path);
    const block = blocks[index];
    if (!source || !block) throw new Error(`${path} was not compiled`);
    const faults = [...checked.getSyntacticDiagnostics(source), ...checked.getSemanticDiagnostics(source)];
    return faults.map((fault) => {
      const line = ts.getLineAndCharacterOfPosition(source, fault.start ?? 0).line + block.line;
      return `${placeOf({ ...block, line })}: ${ts.flattenDiagnosticMessageText(fault.messageText, " ")}`;
    });
  });
  return { faults, inFiles };
}

/** On its first line, so that lines keep their numbers. */
function sourceOf({ text }: Block): string {
  return `${/from "pulumi-digicert-one/.test(text) ? "" : IMPORTS}${text}\nexport {};\n`;
}

function compile(files: ReadonlyMap<string, string>, whole: readonly string[]): ts.Program {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  // Programs run on Node 22.12 or later, which has more than the library that this package is written against.
  const lib = ["lib.esnext.d.ts"];
  const options: ts.CompilerOptions = { ...parsed.options, lib, noEmit: true, paths: publicPaths() };
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version, true);
  };
  return ts.createProgram([...files.keys(), ...whole], options, host);
}

/** The package's public subpaths, each with its source instead of what was last built. */
function publicPaths(): Record<string, string[]> {
  const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    name: string;
    exports: Record<string, string | { types: string }>;
  };
  const entries = Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === "string"
      ? []
      : [[name + subpath.slice(1), [join(root, target.types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"))]]],
  );
  return Object.fromEntries(entries);
}
