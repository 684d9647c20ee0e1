/** Draws the pictures of the README, each from a run, into `docs/pictures/` or the folder named; `npm run docs` draws them too. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pictures } from "./pictures/index.mts";

const folder = process.argv[2] ?? join(import.meta.dirname, "..", "docs", "pictures");
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(await pictures())) writeFileSync(join(folder, name), text);
