/** What each of the examples must say, whatever its platform: read, not played. */
import { expect, it } from "vitest";
import { commandFault, commandsOf } from "../commands";
import type { Example } from "./examples";
import { EVENTS, type Event, type Pipeline, secretsOf, type Vault } from "./pipeline";

/** The jobs of each event; the one for forks is named as its platform allows. */
const jobsFor = (forkJob: string): Readonly<Record<Event, readonly string[]>> => ({
  "pull request": ["preview"],
  "pull request of a fork": [forkJob],
  push: ["plan", "up"],
  "push to a branch": [],
  rotate: ["rotate"],
  lookout: ["lookout"],
});

const PULUMI_ACCESS_TOKEN = "pul-token";
const VAULT: Vault = {
  preview: { PULUMI_ACCESS_TOKEN, DIGICERT_ONE_API_KEY: "reading-key", GITLAB_TOKEN: "job-token" },
  production: { PULUMI_ACCESS_TOKEN, DIGICERT_ONE_API_KEY: "writing-key" },
  rotation: { PULUMI_ACCESS_TOKEN, DIGICERT_ONE_API_KEY: "writing-key", HEARTBEAT_URL: "heartbeat-url" },
  jobToken: "job-token",
};

export function checkFile({ text, read, forkJob, leak }: Example): void {
  const pipeline = read(text);

  it("runs these jobs for each event, and no others", () => {
    const wanted = jobsFor(forkJob);
    for (const event of EVENTS) expect([...pipeline.runs(event)], event).toEqual(wanted[event]);
  });

  it("uses commands that there are, with their options", () => {
    const lines = pipeline.scripts.flatMap((script) => script.split("\n")).filter((line) => !/##vso|curl/.test(line));
    const commands = lines
      .flatMap(commandsOf)
      .map((words) => (words.slice(0, 2).join(" ") === "node ci/heartbeat.mjs" ? words.slice(2) : words))
      .filter(([word]) => word !== "true");
    const faults = commands.map((words) => commandFault(words.map((word) => word.replace(/^ci\//, "examples/ci/"))));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
    expect(commands.length).toBeGreaterThan(10);
  });

  it("gives secrets to no job that a fork runs, and the writing key to no preview", () => {
    const given = (from: Pipeline, job: string) => {
      // Even where the platform would hand secrets out, as to a colleague's pull request.
      const { steps } = from.job(job, "pull request", VAULT);
      const values = steps.flatMap(({ env, script = "" }) => [...Object.values(env), script]);
      return secretsOf(VAULT).filter((secret) => values.some((value) => value.includes(secret)));
    };
    expect(given(pipeline, forkJob)).toEqual([]);
    expect(given(read(leak(text)), forkJob), "a secret given on purpose is seen").not.toEqual([]);
    for (const job of ["preview", "plan", "lookout"]) expect(given(pipeline, job), job).not.toContain("writing-key");
    expect(given(pipeline, "up"), "the job that writes has it").toContain("writing-key");
  });
}
