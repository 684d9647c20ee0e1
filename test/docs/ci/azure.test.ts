import { expect, it } from "vitest";
import { parsePipeline } from "./azure";
import { onAzure } from "./examples";
import { checkFile } from "./file";

checkFile(onAzure);

it("runs its schedules though nothing was pushed", () => {
  expect(parsePipeline(onAzure.text).schedules.map(({ displayName }) => displayName)).toEqual(["rotate", "lookout"]);
  expect(() => parsePipeline(onAzure.text.replaceAll("    always: true", "    always: false"))).toThrow("always");
});
