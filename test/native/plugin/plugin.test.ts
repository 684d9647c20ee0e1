/** The plugin as it is packed: what is in it, that it starts, and what it says where it cannot. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle, pack } from "../../../scripts/bundle.mts";
import { packageVersion } from "../../../src/basics/version";
import { schema } from "../../../src/native/schema";
import { root } from "../../docs/blocks";
import { ask, engineAddress, start, versionAt } from "./start";

const NAME = "pulumi-resource-digicert-one";
const MOST_BYTES = 2_000_000;
const scratch = mkdtempSync(join(tmpdir(), "plugin-"));
const installed = join(scratch, "installed");
let engine: Awaited<ReturnType<typeof engineAddress>>;
let archives: string[];
let archive: string;

beforeAll(async () => {
  const folder = join(scratch, "bundled");
  for (const each of [folder, installed]) mkdirSync(each);
  await bundle(folder);
  archives = pack(folder);
  [archive = ""] = archives;
  execFileSync("tar", ["-xzf", archive, "-C", installed]);
  engine = await engineAddress();
});
afterAll(() => {
  engine.close();
  rmSync(scratch, { recursive: true, force: true });
});

const launcher = () => [join(installed, NAME), engine.address];
/** The first `node` on the path is the one that runs the tests. */
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };

describe("the archive", () => {
  it("has a name for each platform where Pulumi starts a launcher, and is the same under each", () => {
    const version = packageVersion();
    const platforms = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64"];
    const names = platforms.map((platform) => `${NAME}-v${version}-${platform}.tar.gz`);
    expect(archives.map((each) => basename(each))).toEqual(names);
    expect(readdirSync(dirname(archive)).filter((file) => file.endsWith(".gz"))).toEqual(names);
    for (const each of archives) expect(readFileSync(each).equals(readFileSync(archive))).toBe(true);
  });

  it("holds one bundled file, its launcher and the licences, and nothing that makes Pulumi run npm", () => {
    const listed = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trim().split("\n");
    expect(listed.sort()).toEqual(["LICENSES.txt", NAME, `${NAME}.cjs`]);
  });

  it("has the licence of everything in it, and no compiler", () => {
    const licences = readFileSync(join(installed, "LICENSES.txt"), "utf8");
    const named = [...licences.matchAll(/^-{80}\n\n(\S+) \d/gm)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(20);
    for (const name of ["@pulumi/pulumi", "@grpc/grpc-js", "node-fetch", "p-retry"]) expect(named).toContain(name);
    expect(named).not.toContain("typescript");
    expect(statSync(join(installed, `${NAME}.cjs`)).size).toBeLessThan(MOST_BYTES);
  });
});

describe("the launcher", () => {
  it("starts the host, which answers with its version and its schema", async () => {
    const started = await start(launcher(), { env });
    expect(started, started.stderr).toMatchObject({ port: expect.any(Number) });
    expect(await versionAt(started.port)).toBe(packageVersion());
    const answered = await ask<GetSchemaResponse>(started.port, (client, done) =>
      client.getSchema(new GetSchemaRequest(), done),
    );
    await started.stop();
    expect(JSON.parse(answered.getSchema())).toEqual(JSON.parse(JSON.stringify(schema())));
  });

  it("starts behind links, relative and absolute, from any folder", async () => {
    const linked = join(scratch, "linked");
    mkdirSync(linked);
    symlinkSync(join("..", "installed", NAME), join(linked, "relative"));
    symlinkSync(join(linked, "relative"), join(linked, NAME));
    const started = await start([join(linked, NAME), engine.address], { env, cwd: tmpdir() });
    await started.stop();
    expect(started.port, started.stderr).toBeGreaterThan(0);
    const beside = await start(["/bin/sh", NAME, engine.address], { env, cwd: linked });
    await beside.stop();
    expect(beside.port, beside.stderr).toBeGreaterThan(0);
  });

  it("says what is missing where there is no Node.js", async () => {
    const started = await start(["/bin/sh", ...launcher()], { env: { PATH: join(scratch, "nothing") } });
    expect(started).toMatchObject({ port: undefined, code: 1 });
    expect(started.stderr).toBe(
      "The plugin digicert-one needs Node.js 22.12 or later, and there is no node on the PATH. Install Node.js, or add it to the PATH.\n",
    );
  });

  it.each([
    ["20.20.2", false],
    ["22.11.0", false],
    ["22.12.0", true],
  ])("asks for a later Node.js than it needs: %s, %s", async (version, starts) => {
    const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
    const imported = `data:text/javascript,${encodeURIComponent(pretend)}`;
    const started = await start(launcher(), { env: { ...env, NODE_OPTIONS: `--import=${imported}` } });
    await started.stop();
    expect(started.port !== undefined, started.stderr).toBe(starts);
    if (!starts) expect(started.stderr).toMatch(`needs Node.js 22.12 or later; node on the PATH is ${version}.`);
  });

  it("says that it is not complete where the bundle is missing", async () => {
    const alone = join(scratch, "alone");
    mkdirSync(alone);
    cpSync(join(installed, NAME), join(alone, NAME));
    const started = await start([join(alone, NAME), engine.address], { env });
    expect(started).toMatchObject({ port: undefined, code: 1 });
    expect(started.stderr).toMatch("is not complete: pulumi-resource-digicert-one.cjs is missing");
  });
});

describe("the folder plugin/", () => {
  const runPlugin = join(root, "node_modules/@pulumi/pulumi/cmd/run-plugin");
  const copied = join(scratch, "package", "plugin");

  beforeAll(() => {
    cpSync(join(root, "plugin"), copied, {
      recursive: true,
      filter: (from) => !/plugin\/(dist|node_modules)/.test(from),
    });
  });

  it("is the only place of a PulumiPlugin.yaml: at the root the SDK would start a host of its own", () => {
    expect(existsSync(join(root, "plugin/PulumiPlugin.yaml"))).toBe(true);
    expect(existsSync(join(root, "PulumiPlugin.yaml"))).toBe(false);
  });

  it("says what to do where there is no host", async () => {
    const started = await start([process.execPath, runPlugin, copied, engine.address], { cwd: copied });
    expect(started.port).toBeUndefined();
    expect(started.stderr).toMatch(`There is no native host in ${copied}. Run \`npm install\` there`);
  });

  it("starts the bundle under Pulumi's Node.js language host", async () => {
    cpSync(join(installed, `${NAME}.cjs`), join(copied, "dist", `${NAME}.cjs`));
    const started = await start([process.execPath, runPlugin, copied, engine.address], { cwd: copied });
    await started.stop();
    expect(started.port, started.stderr).toBeGreaterThan(0);
  });
});
