/**
 * A strict installation, as pnpm makes it: a package sees its declared dependencies, and what Pulumi's SDK depends on lies beside the
 * SDK. It is laid out with links to what is installed here.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../../docs/blocks";
import { engineAddress, start } from "./start";

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const store = mkdtempSync(join(tmpdir(), "strict-"));
const own = join(store, "own", "node_modules", "pulumi-digicert-one");
let engine: Awaited<ReturnType<typeof engineAddress>>;

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const installed = (name: string): string => join(root, "node_modules", name);

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** Puts the declared dependencies of a package beside it. The SDK is a copy: Node resolves from where a file really lies. */
function declare(beside: string, { dependencies, peerDependencies }: Manifest, sdk: string): string[] {
  const names = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => existsSync(installed(name)));
  for (const name of names) link(name === "@pulumi/pulumi" ? sdk : installed(name), join(beside, name));
  return names;
}

beforeAll(async () => {
  const sdk = join(store, "sdk", "node_modules", "@pulumi", "pulumi");
  for (const part of ["package.json", "index.js", "proto", "version.js"])
    cpSync(join(installed("@pulumi/pulumi"), part), join(sdk, part), { recursive: true });
  const sees = declare(join(store, "sdk", "node_modules"), manifestOf(sdk), sdk);
  expect(sees).toEqual(expect.arrayContaining(["@grpc/grpc-js", "google-protobuf"]));

  cpSync(join(root, "dist"), join(own, "dist"), { recursive: true });
  cpSync(join(root, "package.json"), join(own, "package.json"));
  const { name, ...declared } = manifestOf(own);
  const seen = declare(join(store, "own", "node_modules"), { name, ...declared }, sdk);
  expect(seen).toContain("@pulumi/pulumi");
  expect(seen).not.toContain("@grpc/grpc-js");
  engine = await engineAddress();
});
afterAll(() => {
  engine.close();
  rmSync(store, { recursive: true, force: true });
});

const startFile = (file: string) => start([process.execPath, join(own, file), engine.address]);

it("starts, with gRPC and protobuf of the SDK", async () => {
  const started = await startFile("dist/native/main.js");
  await started.stop();
  expect(started.port, started.stderr).toBeGreaterThan(0);
});

it.each(["@grpc/grpc-js", "google-protobuf/google/protobuf/struct_pb.js"])(
  "would not start if it imported %s by itself",
  async (name) => {
    writeFileSync(join(own, "dist/native/naive.js"), `require(${JSON.stringify(name)}); require("./main.js");`);
    const started = await startFile("dist/native/naive.js");
    await started.stop();
    expect(started).toMatchObject({ port: undefined, code: 1 });
    expect(started.stderr).toMatch(`Cannot find module '${name}'`);
  },
);
