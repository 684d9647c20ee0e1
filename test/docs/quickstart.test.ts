import { EmbeddedStack, type Emulator, startEmulator } from "pulumi-digicert-one/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeProject, type Project } from "../e2e/project";
import { blocksOf } from "./blocks";
import { commandsOf } from "./commands";

let emulator: Emulator;
let project: Project;

beforeAll(async () => {
  const program = blocksOf("README.md").find(({ note }) => note === "runs")?.text ?? "";
  emulator = await startEmulator({ seed: 3 });
  project = makeProject({ name: "quickstart", program, typescript: true });
});

afterAll(async () => {
  await emulator.close();
  project.remove();
});

it("runs the README's quickstart: the program and the commands after it", async () => {
  const stack = await EmbeddedStack.createOrSelect({
    projectName: project.name,
    stackName: "dev",
    workDir: project.folder,
    stateFile: false,
    // Types are another test's business, and cost seconds here.
    envVars: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    config: {
      "digicert-one:baseUrl": emulator.url,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
    },
  });
  const blocks = blocksOf("README.md");
  const commands = commandsOf(blocks[blocks.findIndex(({ note }) => note === "runs") + 1]?.text ?? "");
  const ran: string[] = [];
  for (const [, verb = "", ...args] of commands) {
    ran.push(verb);
    if (verb === "preview") {
      const preview = await stack.preview();
      expect(preview.summary.resourceChanges).toMatchObject({ create: 4 });
      expect((await writes()).length, "a preview writes nothing").toBe(0);
    } else if (verb === "up") {
      await stack.up();
      expect((await writes()).length).toBeGreaterThan(0);
    } else {
      expect([verb, ...args]).toEqual(["stack", "output", "apiKey", "--show-secrets"]);
      const { apiKey, keyEndsAt, keyRotatesOn } = await stack.outputs();
      const { tokens } = await emulator.state();
      expect(apiKey).toEqual({ secret: true, value: expect.stringMatching(/./) });
      expect(keyEndsAt?.value).toMatch(/^\d{4}-\d\d-\d\dT23:59:59Z$/);
      expect(keyRotatesOn?.value).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(tokens.some(({ name }) => String(name).startsWith("ci-"))).toBe(true);
    }
  }
  expect(ran).toEqual(["preview", "up", "stack"]);
});

const writes = async () => (await emulator.journal()).filter(({ method }) => method !== "GET");
