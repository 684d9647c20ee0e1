/** A component library in a program's folder that brings copies of its own: of the package, and of another SDK. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "../e2e/project";
import { floor } from "../e2e/sdks";

/** The library: its name, and what it exports. */
export const LIBRARY = "signers";

/** As npm nests what the program has in another version. */
export function addLibrary(projectFolder: string): void {
  const library = join(projectFolder, "node_modules", LIBRARY);
  const modules = join(library, "node_modules");
  const copy = join(modules, "pulumi-digicert-one");
  for (const part of ["package.json", "dist"]) {
    cpSync(join(repository, part), join(copy, part), { recursive: true });
  }
  const { dependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) linkInto(modules, name, join(repository, "node_modules", name));
  linkInto(modules, "@pulumi/pulumi", floor.folder);
  writeFileSync(join(library, "package.json"), JSON.stringify({ name: LIBRARY, version: "1.0.0", main: "index.js" }));
  writeFileSync(join(library, "index.js"), 'module.exports = require("pulumi-digicert-one");\n');
}

function linkInto(modules: string, name: string, target: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(target, join(modules, name), "dir");
}
