import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { parse } from "yaml";
import { apiKey, stackExport, user } from "../cli/plan-fixture";
import { temporaryFolder } from "../e2e/project";
import { root } from "./blocks";
import { commandFault, commandsOf } from "./commands";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Record<string, string>;
}
interface Job {
  readonly if: string;
  readonly permissions?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly environment?: string;
  readonly concurrency?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<"preview" | "preview-on-emulator" | "up", Job>;
}

const ci = join(root, "examples", "ci");
const workflow = parse(readFileSync(join(ci, "github-actions.yml"), "utf8")) as Workflow;
const { preview, up, "preview-on-emulator": fork } = workflow.jobs;
const scripts = (job: Job) => job.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

it("previews pull requests, and updates on main and by schedule", () => {
  expect(Object.keys(workflow.on).sort()).toEqual(["pull_request", "push", "schedule", "workflow_dispatch"]);
  expect(workflow.on.push).toEqual({ branches: ["main"] });
  expect(Object.keys(workflow.jobs).sort()).toEqual(["preview", "preview-on-emulator", "up"]);
  expect(up.if).toContain("github.event_name != 'pull_request' && github.ref == 'refs/heads/main'");
  expect(up.concurrency).toBeTypeOf("string");
  expect(scripts(up).join()).toContain("pulumi up");
  expect(scripts(preview).join()).not.toContain("pulumi up");
});

it("gives secrets to no job that a fork runs, and the writing key to main alone", () => {
  expect(JSON.stringify(preview)).toContain("secrets.DIGICERT_ONE_PREVIEW_API_KEY");
  expect(JSON.stringify(preview)).not.toContain("secrets.DIGICERT_ONE_API_KEY");
  expect(JSON.stringify(up)).toContain("secrets.DIGICERT_ONE_API_KEY");
  expect(JSON.stringify(fork)).not.toMatch(/secrets|token/i);
  expect(workflow.permissions).toEqual({ contents: "read" });
  expect(fork.permissions).toBeUndefined();
  // A pull request runs exactly one of the two jobs: each term of the one is denied in the other.
  const flat = (text: string) =>
    text
      .replaceAll(/[()\n]/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim();
  const [event, ...trusted] = flat(preview.if).split(" && ");
  const [sameEvent, untrusted = ""] = flat(fork.if).split(" && ");
  expect(sameEvent).toBe(event);
  const denied = trusted.map((term) => term.replace(/ (!=|==) /, (sign) => (sign === " != " ? " == " : " != ")));
  expect(untrusted.split(" || ")).toEqual(denied);
});

it("uses commands that there are, with their options", () => {
  const commands = [preview, fork, up].flatMap(scripts).flatMap(commandsOf);
  const faults = commands.map((words) => commandFault(words.map((word) => word.replace(/^ci\//, "examples/ci/"))));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  expect(commands.length).toBeGreaterThan(9);
});

it("runs every step of a fork's job on a fresh copy of a program", async () => {
  const folder = freshCopy();
  // What stands in for a step here; anything else is run as it is.
  const stoodInFor: Record<string, () => void> = {
    "actions/checkout@v6": () => undefined, // the fresh copy
    "actions/setup-node@v6": () => undefined, // the Node of this run
    "npm ci": () => linkPackages(folder), // no network: what it would have installed is linked
  };
  const outputs: string[] = [];
  for (const { uses, run = "" } of fork.steps) {
    const standIn = stoodInFor[uses ?? run];
    if (standIn) standIn();
    else {
      expect(uses, "an action that nothing stands in for").toBeUndefined();
      const { code, output } = await bash(run, folder);
      expect(code, output).toBe(0);
      outputs.push(output);
    }
  }
  expect(outputs).toHaveLength(1);
  expect(outputs.join()).toMatch(/\+.*ServiceUser.*ci-signing/);
  expect(outputs.join()).toMatch(/\+.*ApiKey.*\bci\b/);

  const program = join(folder, "index.ts");
  writeFileSync(program, readFileSync(program, "utf8").replace("rotateBeforeDays: 30", "rotateBeforeDays: 90"));
  const broken = await bash(fork.steps.at(-1)?.run ?? "", folder);
  expect(broken.code).toBe(1);
  expect(broken.output).toContain("rotateBeforeDays is 90 and lifetimeDays is 90");
});

it("previews as of 30 days ahead, beside the preview of the day", async () => {
  const folder = temporaryFolder("ci");
  folders.push(folder);
  shim(join(folder, "bin", "pulumi"), 'echo "as of $DIGICERT_ONE_AS_OF: $*"');
  const ahead = () => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const days = [ahead()]; // midnight may pass
  const said: string[] = [];
  for (const run of scripts(preview).filter((script) => script.includes("pulumi preview"))) {
    const { code, output } = await bash(run, folder, { STACK: "acme/keys/prod" });
    expect(code, output).toBe(0);
    said.push(output.trim());
  }
  days.push(ahead());
  const wanted = "preview --stack acme/keys/prod --diff";
  expect(said).toHaveLength(2);
  expect(said[0]).toBe(`as of : ${wanted}`);
  expect(days.map((day) => `as of ${day}: ${wanted}`)).toContain(said[1]);
});

it("plans rotations from an export, and keeps the plan in one comment", async () => {
  const folder = freshCopy();
  linkPackages(folder);
  writeFileSync(join(folder, "exported.json"), stackExport([user("app", { endDate: "2027-12-01" }), apiKey("ci")]));
  shim(join(folder, "bin", "pulumi"), 'test "$1 $2" = "stack export" && cat exported.json');
  const [plan = "", comment = ""] = scripts(preview).slice(-2);
  const github = await fakeGitHub();
  const env = {
    STACK: "acme/keys/prod",
    DIGICERT_ONE_AS_OF: "2027-03-05",
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: "acme/keys",
    GITHUB_TOKEN: "t",
    PULL_REQUEST: "7",
  };
  try {
    const planned = await bash(plan, folder, env);
    expect(planned.code, planned.output).toBe(0);
    expect(readFileSync(join(folder, "plan.md"), "utf8")).toContain("1 to rotate");
    expect((await bash(comment, folder, env)).output).toContain("A comment was made.");
    writeFileSync(join(folder, "plan.md"), "another plan");
    expect((await bash(comment, folder, env)).output).toContain("The comment was updated.");
  } finally {
    github.close();
  }
  const [made, ...others] = github.comments.filter(({ user: { login } }) => login === "github-actions[bot]");
  expect(others).toEqual([]);
  expect(made?.body).toBe("<!-- digicert-one plan -->\nanother plan");
  expect(github.comments[0]?.body, "somebody else's comment with the same mark").toBe("<!-- digicert-one plan -->");
});

/** A project as a user of the workflow has it: the quickstart's program, the scripts in ci/. */
function freshCopy(): string {
  const folder = temporaryFolder("ci");
  folders.push(folder);
  for (const file of ["index.ts", "package.json", "tsconfig.json"]) {
    cpSync(join(root, "examples", "quickstart", file), join(folder, file));
  }
  writeFileSync(join(folder, "Pulumi.yaml"), "name: fresh\nruntime: nodejs\n");
  cpSync(ci, join(folder, "ci"), { recursive: true });
  return folder;
}

/** What `npm ci` would have installed, command included. */
function linkPackages(folder: string): void {
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  symlinkSync(join(root, "node_modules", "@pulumi", "pulumi"), join(modules, "@pulumi", "pulumi"));
  symlinkSync(root, join(modules, "pulumi-digicert-one"));
  shim(join(modules, ".bin", "digicert-one"), `exec node "${join(root, "dist", "cli", "main.js")}" "$@"`);
}

function shim(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/usr/bin/env bash\n${script}\n`);
  chmodSync(path, 0o755);
}

/** Runs a step as GitHub does, in a folder, with nothing of this process's environment but the path. */
function bash(script: string, cwd: string, env: Record<string, string> = {}) {
  const path = [join(cwd, "bin"), dirname(process.execPath), process.env.PATH].join(delimiter);
  // The program's own type check costs seconds a run; the quickstart is type-checked with the other examples.
  const all = { PATH: path, HOME: cwd, npm_config_offline: "true", PULUMI_NODEJS_TRANSPILE_ONLY: "true", ...env };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile("bash", ["-eo", "pipefail", "-c", script], { cwd, env: all }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });
}

/** GitHub as far as comments of a pull request go: 100 of other people, the first with our mark. */
async function fakeGitHub() {
  const comments = Array.from({ length: 100 }, (_, id) => ({
    id,
    body: id === 0 ? "<!-- digicert-one plan -->" : "hello",
    user: { login: "mallory" },
  }));
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://github");
    const { body = "" } = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as { body?: string }) : {};
    const answer = (status: number, json: unknown) => response.writeHead(status).end(JSON.stringify(json));
    const edited = comments.find(({ id }) => pathname === `/repos/acme/keys/issues/comments/${id}`);
    const isList = pathname === "/repos/acme/keys/issues/7/comments";
    if (request.method === "GET" && isList) {
      const first = (Number(searchParams.get("page")) - 1) * 100;
      answer(200, comments.slice(first, first + 100));
    } else if (request.method === "POST" && isList) {
      comments.push({ id: comments.length, body, user: { login: "github-actions[bot]" } });
      answer(201, comments.at(-1));
    } else if (request.method === "PATCH" && edited) {
      edited.body = body;
      answer(200, edited);
    } else answer(404, {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { comments, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
