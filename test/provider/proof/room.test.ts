import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (file: string) => ({ file, text: readFileSync(file, "utf8") });
const sources = globSync("src/provider/**/*.ts").map(read);
const isProof = ({ file }: { file: string }) => file.includes("/proof/");
const deletes = ({ text }: { text: string }) => /\.(serviceUsers|apiKeys)\.delete\(/.test(text);

it("nothing is deleted but through the room that proves a not-found", () => {
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.filter(deletes).map(({ file }) => file)).toEqual(["src/provider/proof/gone.ts"]);
});

it("who looks at a not-found asks for its proof", () => {
  const looking = sources.filter((source) => !isProof(source) && source.text.includes("isNotFoundError("));
  expect(looking.length).toBeGreaterThan(3);
  expect(looking.filter(({ text }) => !text.includes("proof/gone")).map(({ file }) => file)).toEqual([]);
});
