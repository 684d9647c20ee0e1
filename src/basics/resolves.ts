import { createRequire } from "node:module";
import { join } from "node:path";

/** The file that a program in a folder would load under a name; undefined where it would find none. */
export function resolvedFrom(folder: string, name: string): string | undefined {
  try {
    return createRequire(join(folder, "program.js")).resolve(name);
  } catch {
    return undefined;
  }
}
