import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { EmbeddedStack } from "pulumi-digicert-one/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeProject, type Project } from "../e2e/project";
import { blocksOf, root } from "./blocks";
import { commandsOf } from "./commands";

const blocks = blocksOf("README.md");
const at = blocks.findIndex(({ text }) => text.startsWith("npx digicert-one emulator "));
const serve = commandsOf(blocks[at]?.text ?? "").flat();
const commands = commandsOf(blocks[at + 1]?.text ?? "").map((words) => words.join(" "));

let child: ChildProcess;
let ready: { url: string; apiKey: string };
let project: Project;

beforeAll(async () => {
  expect(serve.slice(0, 3)).toEqual(["npx", "digicert-one", "emulator"]);
  // The page's port may be taken on this machine: 0 takes a free one.
  const flags = serve.slice(2).map((word, index, all) => (all[index - 1] === "--port" ? "0" : word));
  child = spawn(process.execPath, [join(root, "dist", "cli", "main.js"), ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("no output");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  ready = JSON.parse(String(line));
  const program = blocks.find(({ note }) => note === "runs")?.text ?? "";
  project = makeProject({ name: "try", program, typescript: true });
});

afterAll(async () => {
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
  project.remove();
});

it("runs the README's start on the emulator: its command, its settings and the quickstart's program", async () => {
  const port = serve[serve.indexOf("--port") + 1];
  expect(commands).toEqual([
    `pulumi config set digicert-one:baseUrl http://127.0.0.1:${port}`,
    "pulumi config set --secret digicert-one:apiKey",
    "pulumi up",
  ]);
  const stack = await EmbeddedStack.createOrSelect({
    projectName: project.name,
    stackName: "try",
    workDir: project.folder,
    stateFile: false,
    // Types are another test's business, and cost seconds here.
    envVars: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    config: {
      "digicert-one:baseUrl": ready.url,
      "digicert-one:apiKey": { value: ready.apiKey, secret: true },
    },
  });
  await stack.up();
  const { apiKey } = await stack.outputs();
  const me = await fetch(`${ready.url}/account/api/v1/user/me`, { headers: { "x-api-key": String(apiKey?.value) } });
  expect(await me.json()).toMatchObject({ friendly_name: "ci-signing-try" });
});
