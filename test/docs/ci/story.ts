/** What each of the examples does when its jobs are played, whatever its platform. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Example } from "./examples";
import { ADDRESSES, type Forge, startMonitor } from "./forges";
import type { Event } from "./pipeline";
import { secretsOf } from "./pipeline";
import { Stage } from "./stage";

/** Names of keys are drawn. */
const withoutChance = (text: string) => text.replaceAll(/(?<=\d{4}-\d\d-\d\d-)[0-9a-f]{8}/g, "1a2b3c4d");

/** Plays an example; what its jobs played on is handed out for tests that follow. */
export function tellStory({ name, text, read, forge: openForge, link, forkJob }: Example) {
  const pipeline = read(text);
  let stage: Stage;
  let forge: Forge;
  let monitor: Awaited<ReturnType<typeof startMonitor>>;

  beforeAll(async () => {
    forge = await openForge();
    monitor = await startMonitor();
    stage = await Stage.open(pipeline, {
      token: forge.token,
      monitor: monitor.url,
      addresses: { ...ADDRESSES[name](forge) },
    });
  });
  afterAll(async () => {
    forge.close();
    monitor.close();
    await stage.close();
  });

  /** Nothing that a job writes shows a secret. */
  const play = async (job: string, event: Event) => {
    const played = await stage.play(job, event);
    for (const secret of secretValues()) expect(played.output + played.summary).not.toContain(secret);
    expect(played.output).not.toContain(monitor.secret);
    return played;
  };
  const secretValues = () => secretsOf(stage.vault);
  const ours = () => forge.comments.filter(({ author }) => author === forge.us).map(({ body }) => body);
  const writes = async (): Promise<string[]> => {
    const calls = (await stage.emulator.journal()).filter(({ method }) => method !== "GET");
    await stage.emulator.clearJournal();
    return calls.map(({ method, path }) => `${method} ${path.split("/")[4]}`);
  };

  it("shows what is to be approved, and does that", async () => {
    const plan = await play("plan", "push");
    expect(plan.code, plan.output).toBe(0);
    expect(plan.output + plan.summary).toContain("4 to create");
    expect(await writes(), "a preview writes nothing").toEqual([]);
    expect(pipeline.job("up", "push", stage.vault).approved).toBe(true);
    const up = await play("up", "push");
    expect(up.code, up.output).toBe(0);
    expect(await writes()).toEqual(["POST user", "DELETE api-access-token", "POST api-access-token"]);
  });

  it("comments on a pull request in the preview's words, of which it makes one", async () => {
    await stage.goTo("2027-03-05");
    const first = await play("preview", "pull request");
    expect(first.code, first.output).toBe(0);
    expect(first.output).toContain("A comment was made.");
    const [made = "", ...more] = ours();
    expect(more).toEqual([]);
    expect(made).toMatch(/is replaced.*due since 2027-03-02.*outside of this program need the new value/);
    expect(made).toContain(`Made by [this run](${link(forge)})`);
    const text = withoutChance(made.replace(link(forge), "…"));
    await expect(text, "the same on each platform").toMatchFileSnapshot("../../fixtures/ci/comment.md");

    expect(await writes()).toEqual([]);
  });

  it("says in the same comment that no preview could be made, and fails", async () => {
    stage.edit = (folder) => writeFileSync(join(folder, "bin", "npm"), "#!/bin/sh\nexit 1\n");
    const played = await play("preview", "pull request");
    stage.edit = () => undefined;
    expect(played.code).not.toBe(0);
    expect(played.output).toContain("The comment was updated.");
    expect(ours()).toHaveLength(1);
    expect(forge.comments[0]?.body, "somebody else's comment with our mark").toContain("not ours");
    expect(ours()[0]).toContain("**No preview could be made.**");
  });

  it("is red while something is due, rotates every morning, and tells the monitor", async () => {
    const before = await play("lookout", "lookout");
    expect(before.code, before.output).toBe(2);
    expect(before.output + before.summary).toContain("1 to rotate");
    const rotated = await play("rotate", "rotate");
    expect(rotated.code, rotated.output).toBe(0);
    expect(monitor.pings.splice(0)).toEqual(["/start", "success"]);
    expect(await writes()).toEqual(["POST api-access-token", "DELETE api-access-token"]);
    const after = await play("lookout", "lookout");
    expect(after.code, after.output).toBe(0);
  });

  it("previews a fork's pull request on the emulator, with no secrets", async () => {
    const played = await play(forkJob, "pull request of a fork");
    expect(played.code, played.output).toBe(0);
    expect(played.output).toMatch(/\+.*ServiceUser.*ci-signing/);
    expect(played.output).toMatch(/\+.*ApiKey.*\bci\b/);
    const values = played.environments.flatMap((env) => Object.values(env));
    expect(secretValues().filter((secret) => values.includes(secret))).toEqual([]);
  });

  it("has run every script of the file", () => {
    const lines = pipeline.scripts.flatMap((script) => script.split("\n"));
    expect(lines.filter((line) => !stage.scripts.has(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(9);
    expect(stage.services.get("checkout")).toBeGreaterThan(7);
  });

  return { stage: () => stage, forge: () => forge, monitor: () => monitor };
}
