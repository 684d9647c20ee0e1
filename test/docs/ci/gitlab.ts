/** GitLab CI, as far as the example goes: gitlab-ci-local validates the file by GitLab's own schema and evaluates its rules. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { temporaryFolder } from "../../e2e/project";
import { root } from "../blocks";
import type { Event, Job, Pipeline, Step, Vault } from "./pipeline";

const job = z.strictObject({
  stage: z.string(),
  needs: z.array(z.string()).optional(),
  rules: z.array(z.strictObject({ if: z.string(), when: z.literal("manual").optional() })).min(1),
  environment: z
    .strictObject({ name: z.enum(["preview", "production", "rotation"]), action: z.literal("access").optional() })
    .optional(),
  resource_group: z.string().optional(),
  before_script: z.array(z.string()).optional(),
  script: z.array(z.string()).min(1),
  artifacts: z
    .strictObject({ paths: z.array(z.string()), access: z.literal("developer"), expire_in: z.string() })
    .optional(),
});
const head = z.looseObject({
  variables: z.strictObject({ STACK: z.string() }),
  default: z.strictObject({ image: z.object({ name: z.string() }), before_script: z.array(z.string()) }),
});
const HEADS = ["variables", "workflow", "default", "stages"];

export interface GitlabFile {
  readonly text: string;
  readonly head: z.infer<typeof head>;
  readonly jobs: Readonly<Record<string, z.infer<typeof job>>>;
}

export function parseGitlab(text: string): GitlabFile {
  const all = head.parse(parse(text));
  const jobs = Object.entries(all).filter(([name]) => !HEADS.includes(name));
  return { text, head: all, jobs: Object.fromEntries(jobs.map(([name, value]) => [name, job.parse(value)])) };
}

const ON_MAIN = { CI_COMMIT_BRANCH: "main" };
const request = (project: string) => ({
  CI_PIPELINE_SOURCE: "merge_request_event",
  CI_MERGE_REQUEST_IID: "7",
  CI_MERGE_REQUEST_PROJECT_ID: "11",
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: project,
  CI_COMMIT_BRANCH: "",
});
const PREDEFINED: Readonly<Record<Event, Record<string, string>>> = {
  "pull request": request("11"),
  "pull request of a fork": request("12"),
  push: { CI_PIPELINE_SOURCE: "push", ...ON_MAIN },
  "push to a branch": { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "topic" },
  rotate: { CI_PIPELINE_SOURCE: "schedule", TASK: "rotate", ...ON_MAIN },
  lookout: { CI_PIPELINE_SOURCE: "schedule", TASK: "lookout", ...ON_MAIN },
};

/** The jobs that GitLab runs, in the order of their stages; throws what the schema finds. */
function listJobs(text: string, event: Event): string[] {
  const folder = temporaryFolder("gitlab");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  try {
    git("init", "-q", "-b", "main");
    git("remote", "add", "origin", "https://gitlab.com/acme/keys.git");
    writeFileSync(join(folder, ".gitlab-ci.yml"), text);
    mkdirSync(join(folder, "home"));
    const given = Object.entries({ CI_DEFAULT_BRANCH: "main", ...PREDEFINED[event] });
    const args = given.flatMap(([key, value]) => ["--variable", `${key}=${value}`]);
    const cli = join(root, "node_modules", "gitlab-ci-local", "dist", "index.js");
    const output = execFileSync(process.execPath, [cli, "--list-csv", "--home", join(folder, "home"), ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = output.split("\n");
    const first = lines.findIndex((line) => line.startsWith("name;"));
    if (first < 0) throw new Error(output);
    return lines.slice(first + 1).flatMap((line) => line.split(";")[0] || []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function gitlab(file: GitlabFile): Pipeline {
  return {
    runs: (event) => listJobs(file.text, event),
    job: (name, event, vault) => jobOf(file, name, event, vault),
    variables: { GITLAB_CI: "true", CI_JOB_URL: "https://gitlab.com/acme/keys/-/jobs/42", CI_JOB_TOKEN: "no use" },
    shell: ["-eo", "pipefail"],
    scripts: [
      ...file.head.default.before_script,
      ...Object.values(file.jobs).flatMap((each) => [...(each.before_script ?? []), ...each.script]),
    ],
  };
}

function jobOf(file: GitlabFile, name: string, event: Event, vault: Vault): Job {
  const found = file.jobs[name];
  if (found === undefined) throw new Error(`the pipeline has no job ${name}`);
  const scope = found.environment?.name;
  // Variables belong to the project that the pipeline runs in, and to the environment that the job names.
  const secrets = scope === undefined || event === "pull request of a fork" ? {} : vault[scope];
  const scripts = [...(found.before_script ?? file.head.default.before_script), ...found.script];
  const service = (service: string): Step => ({ service, env: {}, always: false });
  return {
    steps: [
      service("checkout"),
      service("image"),
      ...(found.needs === undefined ? [] : [service("download")]),
      // One shell runs them all, one after the other.
      { script: scripts.join("\n"), env: { ...file.head.variables, ...PREDEFINED[event], ...secrets }, always: false },
    ],
    artifacts: found.artifacts?.paths ?? [],
    approved: found.rules.every(({ when }) => when === "manual"),
  };
}
