/**
 * What the declarations of each entry name. A strict installation (pnpm, Yarn's Plug'n'Play) shows a package only what it depends
 * on, and a program that compiles with `skipLibCheck: false` stops at any other name.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";

const root = join(__dirname, "..", "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entries = Object.entries<{ types: string }>(manifest.exports).filter(([, { types }]) => types !== undefined);

/** The packages that a file of declarations names, by itself and by what it imports. */
function packagesOf(entry: string): string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
      if (fileName.startsWith(".")) follow(declarationsAt(join(dirname(file), fileName)));
      else if (!fileName.startsWith("node:")) packages.add(packageOf(fileName));
    }
  };
  follow(entry);
  return [...packages].sort();
}

function declarationsAt(path: string): string {
  const found = [`${path}.d.ts`, join(path, "index.d.ts")].find(existsSync);
  if (found === undefined) throw new Error(`${path} has no declarations`);
  return found;
}

const packageOf = (name: string): string => name.split("/", name.startsWith("@") ? 2 : 1).join("/");

it("has five entries with declarations", () => {
  expect(entries.map(([name]) => name)).toEqual([".", "./provider", "./client", "./testing", "./policy"]);
});

it.each(entries)("%s names only packages that this one depends on", (name, { types }) => {
  const { "@pulumi/policy": policy, ...peers } = manifest.peerDependencies;
  expect(policy).toBeDefined();
  // Only who writes a policy pack has the SDK of policies, and only who imports that entry needs it.
  const known = { ...manifest.dependencies, ...peers, ...(name === "./policy" && { "@pulumi/policy": policy }) };
  const named = packagesOf(join(root, types));
  expect(named.filter((each) => !Object.hasOwn(known, each))).toEqual([]);
});

it("shows one that is named deep inside, in a type alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "declarations-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => writeFileSync(join(folder, name), text);
  file("index.d.ts", 'import type { Deep } from "./deep";\nexport declare const first: Deep;\n');
  file("deep.d.ts", 'export type Deep = import("@grpc/grpc-js").Server | import("zod/v4").ZodType;\n');
  expect(packagesOf(join(folder, "index.d.ts"))).toEqual(["@grpc/grpc-js", "zod"]);
});
