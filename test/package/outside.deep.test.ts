/** Programs in folders outside the repository, with the packed package installed as a user would. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EmbeddedStack } from "../../src/engine";
import { makeProject, repository, temporaryFolder } from "../e2e/project";

const exec = promisify(execFile);
const MINUTES = 60_000;

const program = `
import * as digicert from "pulumi-digicert-one";

const user = new digicert.ServiceUser("ci", {
  email: "team@example.com",
  accountIds: [digicert.getAccountOutput().id],
  roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
  lifetimeDays: 365,
});
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90 });
export const nickname = user.nickname;
export const value = key.value;
`;

/** Runs the program with what is installed beside it, and nothing of this repository. */
const runner = `
import { EmbeddedStack, startEmulator } from "pulumi-digicert-one/testing";

const emulator = await startEmulator();
const stack = await EmbeddedStack.createOrSelect({
  projectName: "outside", stackName: "dev", workDir: process.cwd(), stateFile: false,
  envVars: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  config: { "digicert-one:baseUrl": emulator.url, "digicert-one:apiKey": { value: emulator.apiKey, secret: true } },
});
const before = (await emulator.state()).users.length;
const preview = await stack.preview();
const up = await stack.up();
const again = await stack.preview();
const outputs = await stack.outputs();
const during = (await emulator.state()).users.length;
await stack.destroy();
const after = (await emulator.state()).users.length;
await emulator.close();
console.log("RESULT " + JSON.stringify({
  preview: preview.summary.resourceChanges, up: up.summary.resourceChanges, again: again.summary.resourceChanges,
  nickname: outputs.nickname.value, secret: outputs.value.secret, users: [during - before, after - before],
}));
`;

const folders: string[] = [];
const folder = temporaryFolder("outside");
let tarball = "";

beforeAll(async () => {
  const { stdout } = await exec("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: repository,
  });
  const answer: unknown = JSON.parse(stdout);
  const packed = (Array.isArray(answer) ? answer[0] : Object.values(answer as object)[0]) as { filename: string };
  tarball = join(folder, packed.filename);
}, MINUTES);
afterAll(async () => {
  const { rm } = await import("node:fs/promises");
  for (const each of [folder, ...folders]) await rm(each, { recursive: true, force: true });
});

function versionOf(name: string): string {
  return (
    JSON.parse(readFileSync(join(repository, "node_modules", name, "package.json"), "utf8")) as { version: string }
  ).version;
}

function writeProgram(name: string, type: "commonjs" | "module"): string {
  const where = temporaryFolder(name);
  folders.push(where);
  const manifest = {
    name: "outside",
    private: true,
    type,
    dependencies: {
      "@pulumi/pulumi": versionOf("@pulumi/pulumi"),
      "pulumi-digicert-one": `file:${tarball}`,
    },
    devDependencies: { typescript: versionOf("typescript"), "@types/node": versionOf("@types/node") },
  };
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    moduleResolution: "nodenext",
    strict: true,
    skipLibCheck: true,
  };
  writeFileSync(join(where, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(where, "Pulumi.yaml"), "name: outside\nruntime: nodejs\n");
  writeFileSync(join(where, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  writeFileSync(join(where, "index.ts"), program);
  writeFileSync(join(where, "run.mjs"), runner);
  return where;
}

async function install(where: string, manager: "npm" | "pnpm"): Promise<void> {
  const [command, ...args] =
    manager === "npm"
      ? ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"]
      : [
          process.execPath,
          join(repository, "node_modules", "pnpm", "bin", "pnpm.cjs"),
          ...["install", "--prefer-offline", "--ignore-scripts", "--store-dir", join(where, ".store")],
        ];
  // The repository's own npm run must not decide where these go.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
  );
  await exec(command ?? "", args, { cwd: where, env, maxBuffer: 16_000_000 });
}

async function runIn(where: string): Promise<unknown> {
  const { stdout } = await exec(process.execPath, ["run.mjs"], { cwd: where, maxBuffer: 16_000_000 });
  const line = stdout.split("\n").find((each) => each.startsWith("RESULT "));
  return JSON.parse(line?.slice("RESULT ".length) ?? "null");
}

const expected = {
  preview: expect.objectContaining({ create: 4 }),
  up: expect.objectContaining({ create: 4 }),
  again: { same: 4 },
  nickname: "ci-dev",
  secret: true,
  users: [1, 0],
};

describe("a program in a folder of its own, with the packed package installed", () => {
  it(
    "runs with npm",
    async () => {
      const where = writeProgram("npm", "commonjs");
      await install(where, "npm");
      expect(await runIn(where)).toEqual(expected);

      // The same installation, the program now an ES module.
      const manifest = JSON.parse(readFileSync(join(where, "package.json"), "utf8")) as object;
      writeFileSync(join(where, "package.json"), JSON.stringify({ ...manifest, type: "module" }));
      expect(await runIn(where)).toEqual(expected);

      const demo = join(where, "node_modules", "pulumi-digicert-one", "examples", "demo", "demo.mjs");
      const { stdout } = await exec(process.execPath, [demo], { cwd: where, maxBuffer: 16_000_000 });
      expect(stdout).toMatch(/All 2\d checks hold/);
    },
    6 * MINUTES,
  );

  it(
    "runs with pnpm",
    async () => {
      const where = writeProgram("pnpm", "commonjs");
      await install(where, "pnpm");
      expect(await runIn(where)).toEqual(expected);
    },
    6 * MINUTES,
  );
});

describe("a folder from which the package does not resolve", () => {
  const source = `const digicert = require(${JSON.stringify(repository)});
new digicert.ServiceUser("ci", { email: "team@example.com", accountIds: ["a"], roleIds: [] });
`;

  async function previewIn(links: readonly string[]): Promise<string> {
    const project = makeProject({ program: source, links: [] });
    folders.push(project.folder);
    for (const link of links) {
      mkdirSync(join(project.folder, "node_modules"), { recursive: true });
      symlinkSync(repository, join(project.folder, "node_modules", link));
    }
    const stack = await EmbeddedStack.createOrSelect({
      projectName: "lost",
      stackName: "dev",
      workDir: project.folder,
      stateFile: false,
      config: { "digicert-one:apiKey": { value: "k", secret: true } },
    });
    const said: string[] = [];
    await stack.preview({ onOutput: (line) => said.push(line) }).catch((error: unknown) => said.push(String(error)));
    return said.join("\n");
  }

  it("gets the dependency line to add", async () => {
    const said = await previewIn([]);
    expect(said).toMatch(/pulumi-digicert-one does not resolve from/);
    expect(said).toMatch(/"dependencies": \{ "pulumi-digicert-one": "\^0\.1\.0" \}/);
  });

  it("gets no such line once it resolves", async () => {
    expect(await previewIn(["pulumi-digicert-one"])).not.toMatch(/does not resolve/);
  });
});
