/**
 * Finishes `dist/` after the compiler: puts the page's script and style sheet beside its code, and removes the declarations that no
 * entry of the package reaches. No program can import those.
 */
import { cpSync, globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..");
const manifest: { exports: Record<string, string | { types: string }> } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);
const declarations = new Set(globSync("dist/**/*.d.ts", { cwd: root }).map((file) => join(root, file)));

/** Adds a declaration and what it imports to `reached`. */
function reach(file: string, reached: Set<string>): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
    if (!fileName.startsWith(".")) continue;
    const path = join(dirname(file), fileName);
    const found = [`${path}.d.ts`, join(path, "index.d.ts"), path.replace(/\.js$/, ".d.ts")].find((each) =>
      declarations.has(each),
    );
    if (found === undefined) throw new Error(`${file} imports ${fileName}, which has no declaration`);
    reach(found, reached);
  }
  return reached;
}

cpSync(join(root, "src/reports/page/browser"), join(root, "dist/reports/page/browser"), { recursive: true });
const reached = new Set<string>();
for (const entry of Object.values(manifest.exports))
  if (typeof entry !== "string") reach(join(root, entry.types), reached);
for (const file of declarations) if (!reached.has(file)) rmSync(file);
