/** Azure Pipelines, as far as the example goes: its conditions are evaluated, and each secret comes from a group. */
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { z } from "zod";
import type { Event, Job, Pipeline, Secrets, Step, Vault } from "./pipeline";

const env = z.record(z.string(), z.string()).default({});
const step = z.union([
  z.strictObject({ checkout: z.literal("self") }),
  z.strictObject({ task: z.literal("UseNode@1"), inputs: z.strictObject({ version: z.string() }) }),
  z.strictObject({ publish: z.string(), artifact: z.string() }),
  z.strictObject({ download: z.literal("current"), artifact: z.string() }),
  z.strictObject({
    bash: z.string(),
    displayName: z.string().optional(),
    condition: z.literal("succeededOrFailed()").optional(),
    env,
  }),
]);
const steps = z.array(step).min(1);
const variables = z
  .tuple([z.strictObject({ group: z.enum(["digicert-one-preview", "digicert-one-production"]) })])
  .optional();
const job = z.union([
  z.strictObject({ job: z.string(), condition: z.string().optional(), variables, steps }),
  z.strictObject({
    deployment: z.string(),
    environment: z.literal("production"),
    variables,
    strategy: z.strictObject({ runOnce: z.strictObject({ deploy: z.strictObject({ steps }) }) }),
  }),
]);
const pipeline = z.strictObject({
  trigger: z.strictObject({ branches: z.strictObject({ include: z.tuple([z.literal("main")]) }) }),
  pr: z.literal("none"),
  schedules: z.array(
    z.strictObject({
      cron: z.string(),
      displayName: z.string(),
      branches: z.strictObject({ include: z.tuple([z.literal("main")]) }),
      always: z.literal(true), // else a schedule runs only after a push
    }),
  ),
  pool: z.strictObject({ vmImage: z.literal("ubuntu-latest") }),
  variables: z.strictObject({ STACK: z.string() }),
  stages: z.array(
    z.strictObject({
      stage: z.string(),
      dependsOn: z.union([z.string(), z.array(z.string())]).optional(),
      lockBehavior: z.enum(["sequential", "runLatest"]).optional(),
      condition: z.string().optional(),
      jobs: z.array(job).min(1),
    }),
  ),
});
export type AzurePipeline = z.infer<typeof pipeline>;

const BUILD: Readonly<Record<Event, Record<string, string>>> = {
  "pull request": { "Build.Reason": "PullRequest", "System.PullRequest.IsFork": "False" },
  "pull request of a fork": { "Build.Reason": "PullRequest", "System.PullRequest.IsFork": "True" },
  push: { "Build.Reason": "IndividualCI", "Build.SourceBranch": "refs/heads/main" },
  "push to a branch": { "Build.Reason": "Manual", "Build.SourceBranch": "refs/heads/topic" },
  rotate: {
    "Build.Reason": "Schedule",
    "Build.SourceBranch": "refs/heads/main",
    "Build.CronSchedule.DisplayName": "rotate",
  },
  lookout: {
    "Build.Reason": "Schedule",
    "Build.SourceBranch": "refs/heads/main",
    "Build.CronSchedule.DisplayName": "lookout",
  },
};

const same = (a: string | undefined, b: string) => (a ?? "").toLowerCase() === b.toLowerCase();
const FUNCTIONS = {
  and: (...all: boolean[]) => all.every(Boolean),
  eq: same,
  ne: (a: string | undefined, b: string) => !same(a, b),
  notIn: (a: string | undefined, ...others: string[]) => !others.some((other) => same(a, other)),
};
const holds = (condition: string | undefined, event: Event): boolean =>
  condition === undefined || runInNewContext(condition, { ...FUNCTIONS, variables: BUILD[event] }) === true;

export function parsePipeline(text: string): AzurePipeline {
  return pipeline.parse(parse(text));
}

export function azure(file: AzurePipeline): Pipeline {
  const stageRuns = ({ stage, condition, dependsOn }: AzurePipeline["stages"][number], event: Event): boolean => {
    if (condition !== undefined) return holds(condition, event);
    // Without a condition a stage runs when the one it depends on ran and succeeded.
    const before = file.stages.find((other) => other.stage === dependsOn);
    if (before === undefined) throw new Error(`stage ${stage} depends on nothing and has no condition`);
    return stageRuns(before, event);
  };
  const all = file.stages.flatMap(({ jobs }) => jobs);
  return {
    runs: (event) =>
      file.stages
        .filter((stage) => stageRuns(stage, event))
        .flatMap(({ jobs }) => jobs.filter((each) => !("job" in each) || holds(each.condition, event)).map(nameOf)),
    job: (name, _event, vault) => jobOf(file, name, vault),
    variables: {
      TF_BUILD: "True",
      BUILD_REPOSITORY_PROVIDER: "TfsGit",
      BUILD_REPOSITORY_ID: "0b2c",
      BUILD_BUILDID: "42",
      SYSTEM_TEAMPROJECTID: "9f1d",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "7",
    },
    shell: [],
    scripts: all.flatMap((each) => stepsOf(each).flatMap((one) => ("bash" in one ? one.bash : []))),
  };
}

type AzureJob = z.infer<typeof job>;
const nameOf = (each: AzureJob) => ("job" in each ? each.job : each.deployment);
const stepsOf = (each: AzureJob) => ("job" in each ? each.steps : each.strategy.runOnce.deploy.steps);

function jobOf(file: AzurePipeline, name: string, vault: Vault): Job {
  const found = file.stages.flatMap(({ jobs }) => jobs).find((each) => nameOf(each) === name);
  if (found === undefined) throw new Error(`the pipeline has no job ${name}`);
  const group = found.variables?.[0].group;
  const secrets: Secrets =
    group === undefined
      ? {}
      : group === "digicert-one-preview"
        ? vault.preview
        : { ...vault.production, ...vault.rotation };
  // A macro without a variable stays as it stands.
  const known: Record<string, string> = { ...secrets, "System.AccessToken": vault.jobToken };
  const resolve = (text: string) => text.replaceAll(/\$\(([\w.]+)\)/g, (macro, key: string) => known[key] ?? macro);
  const checkout: Step = { service: "checkout", env: {}, always: false };
  const mapped = stepsOf(found).map((one): Step => {
    if ("checkout" in one) return checkout;
    if ("task" in one) return { service: "node", env: {}, always: false };
    if ("publish" in one) return { service: "upload", file: one.publish, env: {}, always: false };
    if ("download" in one) return { service: "download", file: one.artifact, env: {}, always: false };
    const own = Object.fromEntries(Object.entries(one.env).map(([key, text]) => [key, resolve(text)]));
    return { script: resolve(one.bash), env: { ...file.variables, ...own }, always: one.condition !== undefined };
  });
  // A deployment checks out only what it is told to; a job always does.
  return { steps: "job" in found ? [checkout, ...mapped] : mapped, artifacts: [], approved: "deployment" in found };
}
