import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (file: string) => ({ file, text: readFileSync(file, "utf8") });
const sources = globSync("src/provider/**/*.ts").map(read);
/** What proves a not-found: once for each kind of object, with what they share in a room of its own. */
const isProof = ({ file }: { file: string }) => file.includes("/proof/") || file.endsWith("/gone.ts");
const deletes = ({ text }: { text: string }) => /\.(serviceUsers|apiKeys)\.delete\(/.test(text);

it("nothing is deleted but through the one function of its kind that proves a not-found", () => {
  expect(sources.length).toBeGreaterThan(30);
  expect(
    sources
      .filter(deletes)
      .map(({ file }) => file)
      .sort(),
  ).toEqual(["src/provider/key/gone.ts", "src/provider/service-user/gone.ts"]);
});

it("who looks at a not-found asks for its proof", () => {
  const looking = sources.filter((source) => !isProof(source) && source.text.includes("isNotFoundError("));
  expect(looking.length).toBeGreaterThan(3);
  expect(looking.filter(({ text }) => !/\/(gone|not-found)"/.test(text)).map(({ file }) => file)).toEqual([]);
});
