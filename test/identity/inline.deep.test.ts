import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServiceUser } from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { workspaceOptions } from "../e2e/cli-stack";
import { describeOnCli } from "../e2e/engines";
import { makeProject, type Project } from "../e2e/project";
import type { StoredResource } from "../e2e/stack";
import { usersOf } from "./by-hand";
import { PROJECT, type Scenario } from "./scenario";
import { configFor, NOW } from "./stage";

const SLOW = 300_000;
const NAMES = ["dev", "live"];

// Without a command line `test/resources/identity-at-once.test.ts` shows it, in the SDK's own rooms for inline programs.
describeOnCli("inline programs of one process", (cli) => {
  let emulator: Emulator;
  let project: Project;

  beforeAll(async () => {
    emulator = await startEmulator({ seed: 13, rateLimits: "off", now: NOW });
    project = makeProject({ name: PROJECT, program: "" });
  });

  afterAll(async () => {
    project.remove();
    await emulator.close();
  });

  async function open(stackName: string): Promise<Stack> {
    const program = async () => {
      const args = { email: "team@example.com", accountIds: [emulator.accountId], roleIds: [] };
      const first = new ServiceUser("first", { ...args, nickname: `first-${stackName}` });
      await new Promise((resolve) => first.id.apply(resolve));
      new ServiceUser("second", { ...args, nickname: `second-${stackName}` });
    };
    const options = await workspaceOptions({ cli, workDir: project.folder, homeDir: project.scratch });
    const stack = await LocalWorkspace.createOrSelectStack({ stackName, projectName: PROJECT, program }, options);
    const config = configFor(emulator, {} as Scenario);
    for (const [key, value] of Object.entries(config)) await stack.setConfig(key, value);
    return stack;
  }

  test(
    "that run at once have an identity each, and leave nothing behind",
    async () => {
      const stacks: Stack[] = [];
      for (const name of NAMES) stacks.push(await open(name));
      await Promise.all(stacks.map((stack) => stack.up()));
      const identities = await Promise.all(stacks.map(identitiesOf));
      expect(identities.map((ids) => ids.length)).toEqual([1, 1]);
      expect(new Set(identities.flat()).size).toBe(2);
      expect(await usersOf(emulator)).toHaveLength(4);
      const previews = await Promise.all(stacks.map((stack) => stack.preview()));
      expect(previews.map(({ changeSummary }) => changeSummary)).toEqual([{ same: 4 }, { same: 4 }]);
      await Promise.all(stacks.map((stack) => stack.destroy()));
      expect(await usersOf(emulator)).toEqual([]);
    },
    SLOW,
  );
});

async function identitiesOf(stack: Stack): Promise<string[]> {
  const { deployment } = await stack.exportStack();
  const resources = deployment.resources as StoredResource[];
  return resources.filter(({ type }) => type.endsWith(":StackIdentity")).map(({ id }) => String(id));
}
