/** How the comment is written when its platform fails, refuses, or is not known. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { temporaryFolder } from "../../e2e/project";
import { ADDRESSES, azureForge, type Forge, githubForge, gitlabForge } from "./forges";
import { bash, CI, STACK } from "./stage";

const VARIABLES = {
  github: { GITHUB_ACTIONS: "true", GITHUB_REPOSITORY: "acme/keys", PULL_REQUEST: "7", GITHUB_TOKEN: "" },
  gitlab: { GITLAB_CI: "true", CI_MERGE_REQUEST_PROJECT_ID: "11", CI_MERGE_REQUEST_IID: "7", GITLAB_TOKEN: "" },
  azure: {
    TF_BUILD: "True",
    BUILD_REPOSITORY_PROVIDER: "TfsGit",
    BUILD_REPOSITORY_ID: "0b2c",
    SYSTEM_TEAMPROJECTID: "9f1d",
    SYSTEM_PULLREQUEST_PULLREQUESTID: "7",
    SYSTEM_ACCESSTOKEN: "",
  },
} as const;
type Name = keyof typeof VARIABLES;
const NAMES: readonly Name[] = ["github", "gitlab", "azure"];
const TOKENS = { github: "GITHUB_TOKEN", gitlab: "GITLAB_TOKEN", azure: "SYSTEM_ACCESSTOKEN" } as const;
const OPENERS = { github: githubForge, gitlab: gitlabForge, azure: azureForge };

const folder = temporaryFolder("comment");
let forge: Forge | undefined;
beforeAll(() => {
  const preview = JSON.stringify({ changeSummary: { same: 4 } });
  for (const file of ["preview.json", "ahead.json"]) writeFileSync(join(folder, file), preview);
  writeFileSync(join(folder, "plan.md"), "### Key rotation\n\nnothing to do\n");
});
afterEach(() => {
  forge?.close();
  forge = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const comment = (env: Readonly<Record<string, string>>, options = "") =>
  bash(`node "${join(CI, "comment.mjs")}" ${options}`, folder, env);

async function on(name: Name): Promise<{ forge: Forge; env: Record<string, string> }> {
  forge = await OPENERS[name]();
  return { forge, env: { STACK, ...VARIABLES[name], [TOKENS[name]]: forge.token, ...ADDRESSES[name](forge) } };
}
const ours = ({ comments, us }: Forge) => comments.filter(({ author }) => author === us);

it.each(NAMES)("tries again on %s after a limit and a failure, and writes one comment", async (name) => {
  const { forge: there, env } = await on(name);
  there.faults.push(429, 503);
  const { code, output } = await comment(env);
  expect(code, output).toBe(0);
  expect(output.match(/Trying again/g)).toHaveLength(2);
  expect(ours(there)).toHaveLength(1);
  expect(output).not.toContain(there.token);
});

it.each(NAMES)("makes no second comment on %s when the answer to the first was lost", async (name) => {
  const { forge: there, env } = await on(name);
  there.losesNextWrite = true;
  const { code, output } = await comment(env);
  expect(code, output).toBe(0);
  expect(output).toContain("Trying again");
  expect(output).toContain("The comment was updated.");
  expect(ours(there)).toHaveLength(1);
});

it.each(NAMES)("gives up on %s in the end, and says which call failed", async (name) => {
  const { forge: there, env } = await on(name);
  there.faults.push(503, 503, 503, 503);
  const { code, output } = await comment(env);
  expect(code).toBe(1);
  expect(output).toMatch(/Writing the comment failed: GET \/\S+ was answered with 503\.\n$/);
  expect(there.requests).toHaveLength(4);
});

it.each([
  ["github", /403: .*\nLook at GITHUB_TOKEN: the job needs `permissions: pull-requests: write`\./],
  ["gitlab", /403: .*\nLook at GITLAB_TOKEN: CI_JOB_TOKEN may not write notes/],
  ["azure", /403: .*\nLook at SYSTEM_ACCESSTOKEN: the build service needs `Contribute to pull requests`/],
] as const)("says on %s what a token needs that is refused, and not the token", async (name, words) => {
  const { forge: there, env } = await on(name);
  there.faults.push(403);
  const { code, output } = await comment(env);
  expect(code).toBe(1);
  expect(output).toMatch(words);
  expect(output).toContain("refused, [secret]");
  expect(output).not.toContain(there.token);
});

it.each(NAMES)("takes a page to sign in on, on %s, for a refusal", async (name) => {
  const { forge: there, env } = await on(name);
  const { code, output } = await comment({ ...env, [TOKENS[name]]: "wrong" });
  expect(code).toBe(1);
  expect(output).toContain("was answered with 203");
  expect(ours(there)).toEqual([]);
});

it("names each variable that is missing, and calls nobody", async () => {
  const missed: string[] = [];
  for (const name of NAMES) {
    const { forge: there, env } = await on(name);
    const needed = Object.keys(env).filter(
      (key) => !/^(GITHUB_ACTIONS|GITHUB_API_URL|GITLAB_CI|TF_BUILD|BUILD_REPOSITORY_PROVIDER)$/.test(key),
    );
    for (const key of needed) {
      const { [key]: _, ...rest } = env;
      const { code, output } = await comment({ ...rest, NODE_NO_WARNINGS: "1" }, `--platform ${name}`);
      expect(code, key).toBe(64);
      expect(output).toContain(`${key} must be set for `);
      missed.push(key);
    }
    expect(there.requests).toEqual([]);
    there.close();
  }
  expect(missed).toHaveLength(4 + 5 + 6);
});

it("wants to know the platform where none is recognised, as on Azure Pipelines for a repository of GitHub", async () => {
  const elsewhere = { STACK, TF_BUILD: "True", BUILD_REPOSITORY_PROVIDER: "GitHub" };
  expect(await comment(elsewhere)).toMatchObject({ code: 64, output: expect.stringContaining("--platform (github") });
  expect(await comment(elsewhere, "--platform bitbucket")).toMatchObject({ code: 64 });
  expect((await comment(elsewhere, "--print")).output).toContain("4 unchanged");
});

it("shows its help, and refuses options that it does not know", async () => {
  const { code, output } = await comment({}, "--help");
  expect(code).toBe(0);
  for (const name of NAMES) expect(output).toContain(TOKENS[name]);
  expect(await comment({ STACK }, "--prnt")).toMatchObject({ code: 64, output: expect.stringContaining("--prnt") });
});
