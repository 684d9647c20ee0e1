import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Html } from "./html";

/** A style sheet or a script that stands in the page itself, and how the page's content policy names it. */
export interface Asset {
  readonly content: Html;
  readonly source: string;
}

/** Reads a file of `browser/`, which is beside this one in the sources and in the package. */
export function readAsset(file: "page.css" | "page.js"): Asset {
  // A browser hashes what its parser saw, which knows no carriage returns.
  const content = readFileSync(join(__dirname, "browser", file), "utf8").replaceAll("\r\n", "\n");
  const hash = createHash("sha256").update(content).digest("base64");
  return { content: new Html(content), source: `'sha256-${hash}'` };
}
