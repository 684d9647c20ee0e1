import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { StateLockedError } from "../../src/engine/index";
import { errors, failing, makeWorld, ops, PASSPHRASE, type World } from "./support";

const URL_OF_ENGINE = new URL("../../src/engine/index.ts", `file://${__filename}`).pathname;

/** Waits for something to become so, looking often; the test's own timeout bounds it. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const seen = look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function hostPid(world: World): Promise<number> {
  const path = join(world.folder, "hanging");
  return until(() => (existsSync(path) ? Number(readFileSync(path, "utf8")) || undefined : undefined));
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

afterEach(() => vi.unstubAllEnvs());

describe("with a process for the program and one for each provider", () => {
  it("refuses by name through the SDK's own runner too", async () => {
    const world = await makeWorld(`res("a", {}, { import: "x" });`);
    expect(errors(await failing(world.stack.preview()))).toEqual([
      "the embedded engine does not support the import option; run this program with the Pulumi CLI",
    ]);
  });

  it("gives each host the stack's config in its environment, as the real engine does", async () => {
    const world = await makeWorld(`res("a", {});`, {
      config: { "demo:color": "red", "demo:word": { value: "hush-hush", secret: true } },
    });
    const text = readFileSync(join(world.folder, "p.js"), "utf8");
    world.file("p.js", `${text}\nfs.writeFileSync(path.join(folder, "seen"), process.env.PULUMI_CONFIG ?? "");`);
    await world.stack.up();
    expect(JSON.parse(readFileSync(join(world.folder, "seen"), "utf8"))).toEqual({
      "demo:color": "red",
      "demo:word": "hush-hush",
    });
  });

  it("reads the environment anew for each run: the run's own variables, then the stack's, then this process's", async () => {
    const world = await makeWorld(`exports.seen = ["OWN", "STACKS", "RUNS"].map((name) => process.env[name] ?? "");`, {
      envVars: { STACKS: "stack", RUNS: "stack" },
      stateFile: false,
    });
    const text = readFileSync(join(world.folder, "p.js"), "utf8");
    world.file("p.js", `${text}\nfs.writeFileSync(path.join(folder, "seen"), process.env.RUNS ?? "");`);
    const seen = async (envVars?: Record<string, string>) =>
      (await world.stack.up(envVars === undefined ? {} : { envVars })).outputs.seen?.value;
    expect(await seen()).toEqual(["", "stack", "stack"]);
    vi.stubEnv("OWN", "process");
    vi.stubEnv("STACKS", "process");
    expect(await seen({ RUNS: "run" })).toEqual(["process", "stack", "run"]);
    expect(await seen()).toEqual(["process", "stack", "stack"]);

    world.program(`res("a", {});`);
    await world.stack.up({ envVars: { RUNS: "run" } });
    expect(readFileSync(join(world.folder, "seen"), "utf8")).toBe("run");
  });

  it("starts one host per provider resource and ends them all", async () => {
    const world = await makeWorld(`
      class P extends pulumi.ProviderResource { constructor(n, props) { super("pulumi-nodejs", n, props); } }
      res("a", {}, { provider: new P("one", { "demo:region": "eu" }) });
      res("b", {}, { provider: new P("two", { "demo:region": "us" }) });
      res("c", {});
    `);
    world.file(
      "p.js",
      `${readFileSync(join(world.folder, "p.js"), "utf8")}
      fs.appendFileSync(path.join(folder, "pids"), process.pid + " " + process.argv[2] + "\\n");`,
    );
    await world.stack.up();
    const hosts = readFileSync(join(world.folder, "pids"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" "));
    expect(new Set(hosts.map(([pid]) => pid)).size).toBe(3);
    // Each is told the address of the engine, and has been ended with it.
    expect(new Set(hosts.map(([, address]) => address))).toHaveLength(1);
    expect(hosts[0]?.[1]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(hosts.map(([pid]) => alive(Number(pid)))).toEqual([false, false, false]);
  });

  it("runs an ES module program", async () => {
    const world = await makeWorld("");
    world.file("package.json", JSON.stringify({ name: "program", type: "module", main: "index.mjs" }));
    world.file("p.js", "");
    world.file(
      "p.cjs",
      "module.exports = { create: async (inputs) => ({ id: 'i', outs: { ...inputs, made: 'esm' } }) };",
    );
    world.file(
      "index.mjs",
      `import * as pulumi from "@pulumi/pulumi";
       class Res extends pulumi.CustomResource {
         constructor(name) {
           super("pulumi-nodejs:dynamic/test:Res", name, { made: undefined, __provider: 'exports.handler=()=>require("./p.cjs")' });
         }
       }
       export const made = new Res("a").made;`,
    );
    expect((await world.stack.up()).outputs.made).toEqual({ value: "esm", secret: false });
  });

  it("runs a TypeScript program with a dynamic resource of the SDK's own making", async () => {
    const world = await makeWorld("", { envVars: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" } });
    rmSync(join(world.folder, "index.js"));
    world.file("package.json", JSON.stringify({ name: "program", main: "index.ts" }));
    world.file("Pulumi.yaml", "name: prog\nruntime: nodejs\n");
    world.file(
      "index.ts",
      `import * as pulumi from "@pulumi/pulumi";
       const provider: pulumi.dynamic.ResourceProvider = {
         async create(inputs: { size: number }) { return { id: "ts", outs: { doubled: inputs.size * 2 } }; },
       };
       class Doubled extends pulumi.dynamic.Resource {
         declare readonly doubled: pulumi.Output<number>;
         constructor(name: string, size: number) { super(provider, name, { size, doubled: undefined }); }
       }
       export const doubled = new Doubled("d", 21).doubled;`,
    );
    expect((await world.stack.up()).outputs.doubled).toEqual({ value: 42, secret: false });
  });

  it("runs the program in the folder that `main` names", async () => {
    const world = await makeWorld("");
    world.file("Pulumi.yaml", "name: prog\nmain: infra/\nruntime:\n  name: nodejs\n  options: { typescript: false }\n");
    const { mkdirSync } = await import("node:fs");
    mkdirSync(join(world.folder, "infra"));
    world.file("infra/package.json", JSON.stringify({ name: "infra", main: "main.js" }));
    world.file("infra/main.js", "module.exports = { cwd: process.cwd() };");
    expect((await world.stack.up()).outputs.cwd).toEqual({ value: join(world.folder, "infra"), secret: false });
  });

  it("keeps a host alive that is in mid-create when the engine is killed, ends the program, and warns on the next run", async () => {
    const world = await makeWorld(
      `require("node:fs").writeFileSync("runner", String(process.pid)); res("a", { hang: true });`,
    );
    const engine = spawnEngine(world);
    const pid = await hostPid(world);
    const runner = Number(readFileSync(join(world.folder, "runner"), "utf8"));
    expect(alive(runner)).toBe(true);
    engine.kill("SIGKILL");
    await new Promise((resolve) => engine.once("close", resolve));
    expect(alive(pid)).toBe(true);
    await until(() => (alive(runner) ? undefined : true)); // it would call an engine that is gone for ever
    world.mark("release", true);
    await until(() => world.calls().find((call) => call.method === "created-late"));
    process.kill(pid, "SIGTERM");

    world.program(`res("a", {});`);
    const up = await world.stack.up();
    expect(up.diagnostics.find((item) => item.severity === "warning")?.message).toMatch(
      /1 pending operations.*\n.*::a, interrupted while creating/,
    );
    expect(ops(up)).toEqual(["create a"]);
    const pending = (await world.stack.exportStack()).deployment.pending_operations;
    expect(pending).toHaveLength(1);
    await world.stack.refresh({ clearPendingCreates: true });
    expect((await world.stack.exportStack()).deployment.pending_operations).toBeUndefined();
  });
});

/** A run in a process of its own, so that it can be killed. */
function spawnEngine(world: World): ChildProcess {
  const script = join(world.folder, "engine.mjs");
  writeFileSync(
    script,
    `import { EmbeddedStack } from ${JSON.stringify(URL_OF_ENGINE.replace(/src\/engine\/index\.ts$/, "dist/engine/index.js"))};
     const stack = await EmbeddedStack.createOrSelect(${JSON.stringify({
       projectName: "prog",
       stackName: "dev",
       workDir: world.folder,
       stateFile: join(world.folder, "state.json"),
       passphrase: PASSPHRASE,
     })});
     await stack.up();`,
  );
  return spawn(process.execPath, [script], { stdio: "inherit" });
}

describe("two runs on one state file", () => {
  it("are not let run at once", async () => {
    const world = await makeWorld(`res("a", { hang: true });`);
    const first = world.stack.up();
    await hostPid(world);
    const second = await world.open();
    await expect(second.up()).rejects.toThrow(StateLockedError);
    await expect(second.up()).rejects.toThrow(/is locked by process \d+ on /);
    world.mark("release", true);
    await first;
    expect(ops(await second.destroy())).toContain("delete a");
  });

  it("a lock left behind by a killed process is taken over", async () => {
    const world = await makeWorld("");
    const gone = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => gone.once("close", resolve));
    const { hostname } = await import("node:os");
    world.file("state.json.lock", JSON.stringify({ pid: gone.pid, host: hostname(), since: "" }));
    expect((await world.stack.up()).summary.result).toBe("succeeded");
  });
});
