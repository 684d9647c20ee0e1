/** Every shape of a program's folder, each in processes of its own, beside the shape that is refused. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { EmbeddedStack, EngineRunError } from "../../../src/engine";
import { repository, temporaryFolder } from "../project";

const MINUTES = 60_000;
const OURS = "pulumi-digicert-one";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ seed: 5, rateLimits: "off" });
});
afterAll(() => emulator.close());

const folders: string[] = [];
afterEach(async () => {
  const { rm } = await import("node:fs/promises");
  for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder("shape");
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Links an installed package into a `node_modules`. */
function link(modules: string, name: string, target = join(repository, "node_modules", name)): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(target, join(modules, name), "dir");
}

/** Our package as it is installed: its files without its `node_modules`, so that what it needs is found from there. */
function copyOurs(modules: string): void {
  for (const part of ["package.json", "dist"]) {
    cpSync(join(repository, part), join(modules, OURS, part), { recursive: true });
  }
}

const dependencies = Object.keys(
  (JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { dependencies: object }).dependencies,
);

const DECLARED = `
const user = new digicert.ServiceUser("ci", {
  email: "team@example.com", accountIds: [digicert.getAccountOutput().id], roleIds: [], nickname: "ci-" + process.pid,
});
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90 });
`;
const COMMON = `const digicert = require("${OURS}");\n${DECLARED}exports.end = key.endDate;\n`;
const MODULE = `import * as digicert from "${OURS}";\n${DECLARED}export const end = key.endDate;\n`;
const yaml = (main?: string) =>
  `name: shape\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n${main ? `main: ${main}\n` : ""}`;
const manifest = (type = "commonjs") => JSON.stringify({ name: "shape", private: true, type, main: "index.js" });
const program = (text: string, type?: string) => ({
  "Pulumi.yaml": yaml(),
  "package.json": manifest(type),
  "index.js": text,
});

/** What a program's first run does, and what it says. */
async function run(workDir: string, operation: "preview" | "up" = "up"): Promise<{ ok: boolean; said: string }> {
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "shape",
    stackName: "dev",
    workDir,
    stateFile: false,
    config: { "digicert-one:baseUrl": emulator.url, "digicert-one:apiKey": { value: emulator.apiKey, secret: true } },
  });
  const said: string[] = [];
  try {
    await stack[operation]({ onOutput: (line) => said.push(line) });
    return { ok: true, said: said.join("\n") };
  } catch (error) {
    if (!(error instanceof EngineRunError)) throw error;
    return { ok: false, said: [...said, error.message].join("\n") };
  }
}

const works = async (workDir: string) => {
  const { ok, said } = await run(workDir);
  expect(ok, said).toBe(true);
};

describe("a folder in the layout of", () => {
  it("npm's workspaces: all packages at the root, the program in a folder below", {
    timeout: 2 * MINUTES,
  }, async () => {
    const root = folderOf(
      Object.fromEntries(Object.entries(program(COMMON)).map(([file, text]) => [`apps/infra/${file}`, text])),
    );
    copyOurs(join(root, "node_modules"));
    for (const name of ["@pulumi/pulumi", ...dependencies]) link(join(root, "node_modules"), name);
    await works(join(root, "apps", "infra"));
  });

  it("yarn's node-modules linker: ours beside the program, what it needs at the root", {
    timeout: 2 * MINUTES,
  }, async () => {
    const root = folderOf(
      Object.fromEntries(Object.entries(program(COMMON)).map(([file, text]) => [`apps/infra/${file}`, text])),
    );
    copyOurs(join(root, "apps", "infra", "node_modules"));
    for (const name of ["@pulumi/pulumi", ...dependencies]) link(join(root, "node_modules"), name);
    await works(join(root, "apps", "infra"));
  });

  it("pnpm: links into a store, in which each package sees its own dependencies alone", {
    timeout: 2 * MINUTES,
  }, async () => {
    const root = folderOf(program(COMMON));
    const store = join(root, "node_modules", ".pnpm", `${OURS}@0.0.0`, "node_modules");
    copyOurs(store);
    for (const name of ["@pulumi/pulumi", ...dependencies]) link(store, name);
    link(join(root, "node_modules"), OURS, join(store, OURS));
    link(join(root, "node_modules"), "@pulumi/pulumi");
    await works(root);
  });

  it("any, without the package where the provider process looks: refused, with the line to add", {
    timeout: MINUTES,
  }, async () => {
    const outside = folderOf({});
    copyOurs(join(outside, "node_modules"));
    for (const name of ["@pulumi/pulumi", ...dependencies]) link(join(outside, "node_modules"), name);
    const root = folderOf(program(COMMON.replace(`"${OURS}"`, JSON.stringify(join(outside, "node_modules", OURS)))));
    link(join(root, "node_modules"), "@pulumi/pulumi");
    const { ok, said } = await run(root, "preview");
    expect(ok).toBe(false);
    expect(said).toMatch(/does not resolve from .+"dependencies": \{ "pulumi-digicert-one": "\^/);
    expect(said).not.toMatch(/Cannot find module/);
  });
});

describe("a program that is", () => {
  it.each([
    ["an ES module", MODULE, "module"],
    ["an ES module with a default import", MODULE.replace("* as digicert", "digicert"), "module"],
    ["CommonJS", COMMON, "commonjs"],
  ])("%s", { timeout: 2 * MINUTES }, async (_what, text, type) => {
    const root = folderOf(program(text, type));
    for (const name of ["@pulumi/pulumi"]) link(join(root, "node_modules"), name);
    link(join(root, "node_modules"), OURS, repository);
    await works(root);
  });
});

describe("a bundle", () => {
  async function bundle(external: readonly string[]): Promise<string> {
    const root = folderOf({ "Pulumi.yaml": yaml("dist/"), "src/index.js": MODULE, "package.json": manifest() });
    const isOutside = (id: string) => external.some((name) => id === name || id.startsWith(`${name}/`));
    const built = await rolldown({
      input: join(root, "src", "index.js"),
      platform: "node",
      external: isOutside,
      resolve: { alias: { [OURS]: join(repository, "dist", "index.js") } },
      logLevel: "silent",
    });
    await built.write({ file: join(root, "dist", "index.js"), format: "cjs", codeSplitting: false });
    await built.close();
    link(join(root, "node_modules"), "@pulumi/pulumi");
    return root;
  }

  it("with the package outside, installed beside it, works", { timeout: 2 * MINUTES }, async () => {
    const root = await bundle(["@pulumi/pulumi", OURS]);
    link(join(root, "node_modules"), OURS, repository);
    await works(root);
  });

  it("with the package inside, and installed beside it as well, works", { timeout: 2 * MINUTES }, async () => {
    const root = await bundle(["@pulumi/pulumi"]);
    link(join(root, "node_modules"), OURS, repository);
    await works(root);
  });

  it("with the package inside, and nowhere else, is refused in a sentence", { timeout: MINUTES }, async () => {
    const { ok, said } = await run(await bundle(["@pulumi/pulumi"]), "preview");
    expect(ok).toBe(false);
    expect(said).toMatch(/does not resolve from .+leave it outside \(external\)\. Add it to the dependencies/);
    expect(said).not.toMatch(/Cannot find module/);
  });
});
