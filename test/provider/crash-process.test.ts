/** A few of the broken runs in earnest: the SDK's own provider process, an engine's address that stops listening, a kill. */
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProcessHost } from "../../src/engine/host-process";
import { ProviderClient } from "../../src/engine/provider-client";
import { loadSdk } from "../../src/engine/sdk";
import { exported, jsonOf, sweep } from "../cli/sweep-fixture";
import { makeProject, type Project } from "../e2e/project";
import { keyArgs, keyOf, startWorld, userArgs, userOf, type World } from "./apply-harness";

type Kind = "serviceUser" | "apiKey";

/** An engine as far as a provider process sees one: an address that listens. */
interface Engine {
  address: string;
  kill(): Promise<void>;
}

let world: World;
let project: Project;
const toStop: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  world = await startWorld({ now: new Date().toISOString() });
  project = makeProject({ program: "" });
});
afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop();
  project.remove();
  await world.emulator.close();
});

async function startEngine(): Promise<Engine> {
  const server: Server = createServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const kill = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  toStop.push(kill);
  return { address: `127.0.0.1:${port}`, kill };
}

/** A provider process that checks and then creates one resource; it is killed with its `close`. */
function startProvider(engine: Engine, kind: Kind) {
  const sdk = loadSdk(project.folder);
  const env = { ...process.env, ...world.env };
  const host = new ProcessHost({ sdk, folder: project.folder, engineAddress: engine.address, env, onLine: () => {} });
  const client = new ProviderClient(sdk, host);
  toStop.push(() => client.close());
  const urn = `urn:pulumi:prod::payments::pulumi-nodejs:dynamic/digicert-one:${kind}::ci`;
  const __provider = `exports.handler=()=>require("pulumi-digicert-one/provider").${kind}()`;
  const create = async (args: Record<string, unknown>) => {
    await client.configure({});
    const { inputs, failures } = await client.check(urn, {}, { ...args, __provider } as never);
    expect(failures).toEqual([]);
    return client.create(urn, inputs);
  };
  return { create, kill: () => client.close() };
}

/** Waits until a POST has reached the emulator, which holds its answer back. */
function untilPosted(path: string): Promise<void> {
  const isPost = (entry: { method: string; path: string }) => entry.method === "POST" && entry.path.endsWith(path);
  return until(async () => (await world.emulator.journal()).some(isPost));
}

/** Looks often; the test's own timeout bounds it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The POST does its work, its answer is lost, and the process is killed while it looks for what it made. */
async function killWhileCreating(
  provider: ReturnType<typeof startProvider>,
  inputs: Record<string, unknown>,
  path: string,
): Promise<void> {
  await world.emulator.clearJournal();
  await world.emulator.addFault({ match: { method: "POST", path }, kind: "drop-after" });
  await world.emulator.addFault({ match: { method: "GET", path }, kind: "stall" });
  // A call to a process that is gone may fail or may never end: nobody waits for it.
  provider.create(inputs).catch(() => undefined);
  await until(async () => (await world.emulator.journal()).some((entry) => entry.fault === "stall"));
  await provider.kill();
}

const hold = (path: string) =>
  world.emulator.addFault({ match: { method: "POST", path }, kind: "delay", delayMs: 400 });
const year = new Date().getUTCFullYear() + 1;
const args = () => userArgs(world, { endDate: `${year}-12-31` });
const named = async (name: string) =>
  (await world.emulator.state()).users.filter((user) => user.friendly_name === name);

describe("a real provider process", () => {
  it("makes what an engine that lives asks for", async () => {
    const provider = startProvider(await startEngine(), "serviceUser");
    const { id, properties } = await provider.create(args());
    expect(properties).toMatchObject({ nickname: "ci", status: "ACTIVE", initialApiKey: "" });
    expect(await named("ci")).toMatchObject([{ id }]);
  });

  it("undoes a user that nobody would record, once the engine is gone", async () => {
    const engine = await startEngine();
    const provider = startProvider(engine, "serviceUser");
    await hold("/user");
    const made = provider.create(args());
    await untilPosted("/user");
    await engine.kill();
    await expect(made).rejects.toThrow(/The engine is gone.*it was deleted again/s);
    expect(await named("ci")).toEqual([]);
  });

  it("undoes a key that nobody would record, once the engine is gone", async () => {
    const holder = userOf(world);
    await holder.up(userArgs(world, { nickname: "holder", endDate: `${year + 1}-12-31` }));
    const engine = await startEngine();
    const provider = startProvider(engine, "apiKey");
    await hold("/api-access-token");
    const made = provider.create(keyArgs(holder.id));
    await untilPosted("/api-access-token");
    await engine.kill();
    await expect(made).rejects.toThrow(/The engine is gone.*it was deleted again/s);
    const { tokens } = await world.emulator.state();
    expect(tokens.filter((token) => token.user_id === holder.id)).toEqual([]);
  });

  it("that is killed before it has an answer leaves what sweep lists, and the next run takes the user back", async () => {
    const engine = await startEngine();
    await killWhileCreating(startProvider(engine, "serviceUser"), args(), "/user");
    await world.emulator.clearFaults();
    const [left] = await named("ci");
    const listed = jsonOf(await sweep(world, ["-", "--json"], { stdin: exported([]) })).found;
    expect(listed).toMatchObject([{ kind: "user", id: left?.id }]);

    const next = startProvider(engine, "serviceUser");
    expect((await next.create(args())).id).toBe(left?.id);
    const { tokens } = await world.emulator.state();
    expect(tokens.filter((token) => token.user_id === left?.id)).toEqual([]);
  });

  it("that is killed before it has an answer leaves a key that sweep deletes", async () => {
    const holder = userOf(world);
    await holder.up(userArgs(world, { nickname: "holder", endDate: `${year + 1}-12-31` }));
    const provider = startProvider(await startEngine(), "apiKey");
    await killWhileCreating(provider, keyArgs(holder.id), "/api-access-token");
    const keys = async () => (await world.emulator.state()).tokens.filter((token) => token.user_id === holder.id);
    expect(await keys()).toHaveLength(1);
    await world.emulator.clearFaults();
    const mine = keyOf(world);
    await mine.up(keyArgs(holder.id));
    const later = { stdin: exported([holder, mine]), later: 48 + 24 * 400 };
    const run = await sweep(world, ["-", "--json", "--delete", "--yes"], later);
    expect(jsonOf(run)).toMatchObject({ found: [{ kind: "key", outcome: "deleted" }] });
    expect(await keys()).toMatchObject([{ id: mine.id }]);
  });
});
