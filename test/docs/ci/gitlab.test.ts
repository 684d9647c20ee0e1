import { expect, it } from "vitest";
import { onGitlab } from "./examples";
import { checkFile } from "./file";
import { gitlab, parseGitlab } from "./gitlab";

const { text } = onGitlab;

checkFile(onGitlab);

it("validates the file by GitLab's schema", () => {
  const wrong = gitlab({ ...parseGitlab(text), text: text.replace("resource_group", "resource_grup") });
  expect(() => wrong.runs("push")).toThrow("resource_grup");
});

it("shows the plan to developers alone, and for a day", () => {
  expect(parseGitlab(text).jobs.plan?.artifacts).toEqual({
    paths: ["update.plan"],
    access: "developer",
    expire_in: "1 day",
  });
});
