import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "./unknown";

/** This package's version; undefined where it was bundled and its package.json is not two folders up. */
export function packageVersion(): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8"));
    return isRecord(manifest) && manifest.name === "pulumi-digicert-one" ? String(manifest.version) : undefined;
  } catch {
    return undefined;
  }
}
