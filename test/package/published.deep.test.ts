/** The package as `npm pack` makes it from a clone: its size, its installation, and programs that type-check against it. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository, temporaryFolder } from "../e2e/project";

const exec = promisify(execFile);
const MINUTES = 60_000;

/** A tenth more than it is. What makes it grow should be worth its download. */
const MOST_BYTES = 704_000;

const clone = temporaryFolder("clone");
const consumer = temporaryFolder("consumer");
afterAll(() => {
  for (const folder of [clone, consumer]) rmSync(folder, { recursive: true, force: true });
});

/** What a clone lacks, and what is not packed anyway. */
const LEFT_BEHIND = [".git", ".vitest", "coverage", "dist", "node_modules", "test"];

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}
let packed: Packed;
let tarball = "";

/** The repository's own npm run must not decide where these go. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")));
const run = (cwd: string, command: string, ...args: string[]) =>
  exec(command, args, { cwd, env, maxBuffer: 64_000_000 });

beforeAll(async () => {
  for (const name of readdirSync(repository)) {
    if (LEFT_BEHIND.includes(name) || name.endsWith(".tgz")) continue;
    cpSync(join(repository, name), join(clone, name), {
      recursive: true,
      filter: (path) => !path.endsWith("node_modules"),
    });
  }
  symlinkSync(join(repository, "node_modules"), join(clone, "node_modules"));
  const { stdout } = await run(clone, "npm", "pack", "--json");
  const answer: unknown = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
  packed = (Array.isArray(answer) ? answer[0] : Object.values(answer as object)[0]) as Packed;
  tarball = join(clone, packed.filename);
}, 5 * MINUTES);

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(repository, "node_modules", name, "package.json"), "utf8")).version;

describe("the tarball", () => {
  it("is small", () => {
    expect(statSync(tarball).size).toBe(packed.size);
    expect(packed.size).toBeGreaterThan(300_000);
    expect(packed.size).toBeLessThan(MOST_BYTES);
  });

  it("holds comments in declarations alone, and only declarations that an entry reaches", () => {
    const read = (path: string) => readFileSync(join(clone, path), "utf8");
    expect(read("dist/resources/api-key.d.ts")).toContain("@example");
    expect(read("dist/resources/api-key.js")).not.toContain("/**");
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith(".d.ts")).length).toBeGreaterThan(50);
    expect(paths).toContain("dist/cli/main.js");
    expect(paths).not.toContain("dist/cli/main.d.ts");
  });
});

const PROGRAM = `
import * as digicert from "pulumi-digicert-one";
import { createClient, isNotFoundError, resolveSettings } from "pulumi-digicert-one/client";
import { serviceUser } from "pulumi-digicert-one/provider";
import { digicertMocks, EmbeddedStack, type RunResult, startEmulator } from "pulumi-digicert-one/testing";

const user = new digicert.ServiceUser("ci", {
  email: "team@example.com",
  accountIds: [digicert.getAccountOutput().id],
  roleIds: [digicert.getRoleOutput({ name: "Certificate manager" }).id],
  lifetimeDays: 365,
});
const pair = new digicert.RotatingApiKey("ci", { serviceUser: user, lifetimeDays: 90, overlapDays: 7 });
export const value = pair.value;
// @ts-expect-error there is no such argument, and the types say so
new digicert.ApiKey("ci", { serviceUser: user, lifetimedays: 90 });

export async function preview(): Promise<RunResult> {
  const emulator = await startEmulator();
  const stack = await EmbeddedStack.createOrSelect({ projectName: "p", stackName: "s", workDir: ".", stateFile: false });
  await emulator.close();
  return stack.preview();
}
export const used = [createClient, isNotFoundError, resolveSettings, digicertMocks, serviceUser];
`;

const PACK = `
import { PolicyPack } from "@pulumi/policy";
import { policies } from "pulumi-digicert-one/policy";

new PolicyPack("rules", { policies: policies({ window: { runsEveryDays: 1 } }) });
// @ts-expect-error there is no such setting, and the types say so
policies({ window: { runseverydays: 1 } });
`;

const COMPILERS = { "typescript-5.9": "npm:typescript@~5.9.3", "typescript-6.0": "npm:typescript@~6.0.3" };
/** Every way of resolving modules that both compilers know and that Pulumi's own types bear. */
const MODULES = ["nodenext", "bundler"];

/** Lines in which npm warns of something that is ours to mend. */
const warnings = (output: string): string[] =>
  output.split("\n").filter((line) => /npm warn (deprecated|EBADENGINE|ERESOLVE|.*pulumi-digicert-one)/.test(line));

describe("a program that installs the tarball", () => {
  let installed = "";

  beforeAll(async () => {
    const manifest = {
      name: "consumer",
      private: true,
      dependencies: {
        "@pulumi/policy": versionOf("@pulumi/policy"),
        "@pulumi/pulumi": versionOf("@pulumi/pulumi"),
        "pulumi-digicert-one": `file:${tarball}`,
      },
      devDependencies: { "@types/node": versionOf("@types/node"), ...COMPILERS },
    };
    writeFileSync(join(consumer, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(consumer, "index.ts"), PROGRAM);
    writeFileSync(join(consumer, "pack.ts"), PACK);
    const { stdout, stderr } = await run(consumer, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
    installed = `${stdout}${stderr}`;
  }, 6 * MINUTES);

  it("gets no warning of ours", () => {
    expect(installed).toMatch(/added \d+ packages/);
    expect(warnings(installed)).toEqual([]);
    const said =
      "npm warn deprecated a@1.0.0: old\nnpm warn install-scripts   pulumi-digicert-one@0.1.0 (prepare: x)\nadded 1";
    expect(warnings(said).length).toBe(2);
  });

  const compile = (compiler: string, resolution: string, file: string, ...more: string[]) => {
    const module = resolution === "bundler" ? "esnext" : resolution;
    const options = ["--noEmit", "--strict", "--target", "es2022", "--types", "node"];
    const modules = ["--module", module, "--moduleResolution", resolution];
    return run(
      consumer,
      process.execPath,
      `node_modules/${compiler}/lib/tsc.js`,
      ...options,
      ...modules,
      ...more,
      file,
    );
  };

  // Without skipLibCheck: our declarations are checked as well.
  it.each(Object.keys(COMPILERS).flatMap((compiler) => MODULES.map((resolution) => [compiler, resolution] as const)))(
    "type-checks with %s, %s",
    async (compiler, resolution) => {
      await expect(compile(compiler, resolution, "index.ts")).resolves.toMatchObject({ stdout: "" });
    },
    2 * MINUTES,
  );

  // With skipLibCheck: the declarations of @pulumi/policy do not bear the check.
  it.each(Object.keys(COMPILERS))(
    "type-checks a policy pack with %s",
    async (compiler) => {
      await expect(compile(compiler, "nodenext", "pack.ts", "--skipLibCheck")).resolves.toMatchObject({ stdout: "" });
    },
    2 * MINUTES,
  );

  it(
    "cannot be installed beside TypeScript 7, as the README says: Pulumi's own SDK refuses it",
    async () => {
      const folder = join(consumer, "seven");
      mkdirSync(folder);
      const dependencies = { "@pulumi/pulumi": versionOf("@pulumi/pulumi"), "pulumi-digicert-one": `file:${tarball}` };
      const manifest = { name: "seven", private: true, dependencies, devDependencies: { typescript: "^7.0.0" } };
      writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
      await expect(run(folder, "npm", "install", "--dry-run", "--prefer-offline")).rejects.toMatchObject({
        stderr: expect.stringMatching(/peerOptional typescript@">= 3.8.3 < 7" from @pulumi\/pulumi/),
      });
    },
    2 * MINUTES,
  );
});
