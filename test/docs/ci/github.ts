/** GitHub Actions, as far as the example goes: its conditions are evaluated, and what they refer to must be known. */
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { z } from "zod";
import { type Event, type Job, NO_SECRETS, type Pipeline, type Secrets, type Step, type Vault } from "./pipeline";

const env = z.record(z.string(), z.string()).default({});
const step = z.strictObject({
  name: z.string().optional(),
  if: z
    .string()
    .regex(/^\$\{\{ !cancelled\(\) \}\}$/)
    .optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  run: z.string().optional(),
  env,
});
const job = z.strictObject({
  if: z.string().optional(),
  needs: z.string().optional(),
  "runs-on": z.literal("ubuntu-latest"),
  permissions: z.record(z.string(), z.enum(["read", "write"])).optional(),
  environment: z.enum(["production", "rotation"]).optional(),
  concurrency: z.string().optional(),
  steps: z.array(step).min(1),
});
const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    pull_request: z.null(), // and not pull_request_target, which gives secrets to the code of a fork
    push: z.strictObject({ branches: z.tuple([z.literal("main")]) }),
    schedule: z.array(z.strictObject({ cron: z.string() })),
    workflow_dispatch: z.null(),
  }),
  permissions: z.strictObject({ contents: z.literal("read") }),
  env: z.strictObject({ STACK: z.string() }),
  jobs: z.record(z.string(), job),
});
export type Workflow = z.infer<typeof workflow>;

const SERVICES: Readonly<Record<string, string>> = {
  "actions/checkout@v6": "checkout",
  "actions/setup-node@v6": "node",
  "pulumi/actions@v7": "pulumi",
  "actions/upload-artifact@v4": "upload",
  "actions/download-artifact@v4": "download",
};

const REPOSITORY = "acme/keys";
const from = (full_name: string) => ({ number: 7, head: { repo: { full_name } } });
const CONTEXTS: Readonly<Record<Event, object>> = {
  "pull request": { event_name: "pull_request", event: { pull_request: from(REPOSITORY) } },
  "pull request of a fork": { event_name: "pull_request", event: { pull_request: from("mallory/keys") } },
  push: { event_name: "push", ref: "refs/heads/main", event: {} },
  "push to a branch": { event_name: "push", ref: "refs/heads/topic", event: {} },
  rotate: { event_name: "schedule", ref: "refs/heads/main", event: { schedule: "17 6 * * *" } },
  lookout: { event_name: "schedule", ref: "refs/heads/main", event: { schedule: "17 9 * * *" } },
};
const contextOf = (event: Event) => ({
  actor: "jane",
  repository: REPOSITORY,
  ref: "refs/pull/7/merge",
  token: "",
  ...CONTEXTS[event],
});

/** A condition or a reference; its operators mean in JavaScript what they mean there. */
function evaluate(expression: string, event: Event, more: object = {}): unknown {
  return runInNewContext(expression, { github: { ...contextOf(event), ...more }, ...more });
}

export function parseWorkflow(text: string): Workflow {
  return workflow.parse(parse(text));
}

export function github(file: Workflow): Pipeline {
  const runsFor = (name: string, event: Event): boolean => {
    const { if: condition = "true", needs } = known(file, name);
    return evaluate(condition, event) === true && (needs === undefined || runsFor(needs, event));
  };
  return {
    runs: (event) => Object.keys(file.jobs).filter((name) => runsFor(name, event)),
    job: (name, event, vault) => jobOf(file, name, event, vault),
    variables: {
      GITHUB_ACTIONS: "true",
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_RUN_ID: "42",
    },
    shell: ["-e"],
    scripts: Object.values(file.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? [])),
  };
}

function known(file: Workflow, name: string) {
  const found = file.jobs[name];
  if (found === undefined) throw new Error(`the workflow has no job ${name}`);
  return found;
}

function jobOf(file: Workflow, name: string, event: Event, given: Vault): Job {
  const { environment, steps } = known(file, name);
  // Forks get no secrets and a token that may only read, whatever the workflow says.
  const vault = event === "pull request of a fork" ? NO_SECRETS : given;
  const secrets = secretsOf(vault, environment);
  const resolve = (text: string) =>
    text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
      String(evaluate(expression, event, { secrets, token: vault.jobToken })),
    );
  const mapped = steps.map(({ uses, run, with: inputs, env: own, if: condition }): Step => {
    const values = Object.fromEntries(Object.entries(own).map(([key, text]) => [key, resolve(text)]));
    return {
      ...(run !== undefined && { script: run }),
      ...(uses !== undefined && { service: SERVICES[uses] ?? uses }),
      ...(inputs.path !== undefined && { file: String(inputs.path) }),
      env: { ...file.env, ...values },
      always: condition !== undefined,
    };
  });
  return { steps: mapped, artifacts: [], approved: environment === "production" };
}

/** The repository's secrets and those of the job's environment; one that is not there is empty. */
function secretsOf(vault: Vault, environment: "production" | "rotation" | undefined): Secrets {
  const { PULUMI_ACCESS_TOKEN, DIGICERT_ONE_API_KEY } = vault.preview;
  const repository = { PULUMI_ACCESS_TOKEN, DIGICERT_ONE_PREVIEW_API_KEY: DIGICERT_ONE_API_KEY };
  const all: Record<string, string | undefined> = {
    ...repository,
    ...(environment !== undefined && vault[environment]),
  };
  return new Proxy({}, { get: (_, name) => all[String(name)] ?? "" });
}
