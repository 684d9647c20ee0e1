/** Project folders outside the repository, with a program in them and the packages it needs beside it. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { newest, type SdkUnderTest } from "./sdks";

export const repository = resolve(__dirname, "..", "..");

export interface ProjectOptions {
  readonly name?: string;
  /** The program; `typescript: true` keeps it in `index.ts`, else it is `index.js`. */
  readonly program: string;
  readonly typescript?: boolean;
  /** Further files by their path inside the folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Packages to link besides `@pulumi/pulumi`; default the package itself. */
  readonly links?: readonly string[];
  /** Default the newest. */
  readonly sdk?: SdkUnderTest;
}

export interface Project {
  readonly name: string;
  readonly folder: string;
  /** Room for engines beside the project: state, homes, backends. */
  readonly scratch: string;
  setProgram(program: string): void;
  remove(): void;
}

/** A folder of its own under the system's temporary one; `remove` takes it away. */
export function temporaryFolder(purpose: string): string {
  // The real path: engines and Node would otherwise disagree where the temporary folder is a link.
  return realpathSync(mkdtempSync(join(tmpdir(), `digicert-one-${purpose}-`)));
}

export function makeProject(options: ProjectOptions): Project {
  const root = temporaryFolder("project");
  const folder = join(root, "project");
  const scratch = join(root, "scratch");
  mkdirSync(folder);
  mkdirSync(scratch);
  const name = options.name ?? "scenario";
  const entry = options.typescript ? "index.ts" : "index.js";
  const files: Record<string, string> = {
    "Pulumi.yaml": pulumiYaml(name, options.typescript ?? false),
    "package.json": JSON.stringify({ name, private: true, main: entry }),
    [entry]: options.program,
    ...options.files,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  link(folder, options.links ?? ["pulumi-digicert-one"], options.sdk ?? newest);
  return {
    name,
    folder,
    scratch,
    setProgram: (program) => writeFileSync(join(folder, entry), program),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A JavaScript program needs no type check: the runner's TypeScript hook costs seconds a run. */
function pulumiYaml(name: string, typescript: boolean): string {
  return `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: ${typescript}\n`;
}

function link(folder: string, packages: readonly string[], sdk: SdkUnderTest): void {
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  symlinkSync(sdk.folder, join(modules, "@pulumi", "pulumi"), "dir");
  for (const name of packages) {
    if (name === "pulumi-digicert-one") linkOurselves(modules, sdk);
    else linkInstalled(modules, name);
  }
}

function linkInstalled(modules: string, name: string): void {
  const target = join(repository, "node_modules", name);
  if (!existsSync(target)) throw new Error(`${name} cannot be linked: it is not installed`);
  symlinkSync(target, join(modules, name), "dir");
}

/**
 * Node looks for a linked package's dependencies where the package really lies: a link would load the repository's SDK
 * beside the program's. With another SDK the package is copied, so that both load the one in the project.
 */
function linkOurselves(modules: string, sdk: SdkUnderTest): void {
  const target = join(modules, "pulumi-digicert-one");
  if (sdk.which === "newest") {
    symlinkSync(repository, target, "dir");
    return;
  }
  for (const part of ["package.json", "dist"]) {
    cpSync(join(repository, part), join(target, part), { recursive: true });
  }
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  for (const name of Object.keys(manifest.dependencies)) linkInstalled(modules, name);
}

/** A project whose programs speak of toys: `new Toy("a", { size: 1 })`. */
export function makeToyProject(program: string, sdk: SdkUnderTest = newest): Project {
  const project = makeProject({ name: "toys", program: toyProgram(program), files: toyFiles(), links: [], sdk });
  return { ...project, setProgram: (next) => project.setProgram(toyProgram(next)) };
}

const toyProgram = (program: string): string =>
  `const pulumi = require("@pulumi/pulumi");\nconst { Toy, Settings } = require("toys");\n${program}\n`;

/** The package `toys`, compiled: provider processes load JavaScript. */
function toyFiles(): Record<string, string> {
  const source = join(__dirname, "toys");
  const modules = readdirSync(source).map((file): [string, string] => {
    const { outputText } = ts.transpileModule(readFileSync(join(source, file), "utf8"), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    return [`node_modules/toys/${file.replace(/\.ts$/, ".js")}`, outputText];
  });
  return {
    ...Object.fromEntries(modules),
    "node_modules/toys/package.json": JSON.stringify({ name: "toys", version: "1.0.0", main: "toys.js" }),
  };
}
