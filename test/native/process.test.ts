/** The executable, as an engine starts it: a port on its first line, calls over gRPC, and no life after its engine. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { loadSdk } from "../../src/engine/sdk/sdk";
import { asSecret } from "../../src/native/wire";
import { IDENTITY, urnOf } from "./harness";

const { grpc, EngineService, ResourceProviderClient, Struct, Empty, engine: log, provider } = loadSdk(process.cwd());
const main = join(__dirname, "..", "..", "dist", "native", "main.js");
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Line = { readonly severity: number; readonly message: string; readonly urn: string };

/** An engine that takes lines down. */
async function startEngine(): Promise<{ address: string; logged: Line[]; close(): void }> {
  const logged: Line[] = [];
  const server = new grpc.Server();
  server.addService(EngineService, {
    log: (
      { request }: { request: InstanceType<typeof log.LogRequest> },
      done: (error: null, answer: unknown) => void,
    ) => {
      logged.push({ severity: request.getSeverity(), message: request.getMessage(), urn: request.getUrn() });
      done(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const at = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", at, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const close = () => server.forceShutdown();
  ends.push(close);
  return { address: `127.0.0.1:${port}`, logged, close };
}

async function startPlugin(address: string): Promise<{ child: ChildProcess; call: Call; exited: Promise<unknown> }> {
  // Flags stand before the address where the command line is asked to trace.
  const child = spawn(process.execPath, [main, "--logtostderr", "-v=9", address], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  ends.push(() => child.kill("SIGKILL"));
  const [port] = await once(createInterface({ input: child.stdout }), "line");
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  ends.push(() => client.close());
  const call: Call = (method, request) =>
    new Promise((resolve, reject) => {
      const invoke = client[method];
      if (typeof invoke !== "function") throw new Error(`no method ${method}`);
      invoke.call(client, request, (error: Error | null, response: unknown) =>
        error === null ? resolve(response as never) : reject(error),
      );
    });
  return { child, call, exited };
}

type Call = <T>(method: string, request: unknown) => Promise<T>;
const struct = (props: object) => Struct.fromJavaScript({ ...props } as Parameters<typeof Struct.fromJavaScript>[0]);

async function configured(call: Call, emulator: Emulator): Promise<void> {
  const request = new provider.ConfigureRequest();
  request.setArgs(struct({ baseUrl: emulator.url, apiKey: asSecret(emulator.apiKey), maxRetrySeconds: "1" }));
  request.setId(IDENTITY);
  const response = await call<InstanceType<typeof provider.ConfigureResponse>>("configure", request);
  expect([response.getAcceptsecrets(), response.getSupportspreview()]).toEqual([true, true]);
}

const checkOf = (urn: string, news: object) => {
  const request = new provider.CheckRequest();
  request.setUrn(urn);
  request.setOlds(struct({}));
  request.setNews(struct(news));
  return request;
};

it("answers with its schema, says words at their resource, and ends with its engine", async () => {
  const engine = await startEngine();
  const emulator = await startEmulator({ seed: 3 });
  ends.push(() => emulator.close());
  const { call, exited } = await startPlugin(engine.address);
  type Schema = InstanceType<typeof provider.GetSchemaResponse>;
  const schema = JSON.parse((await call<Schema>("getSchema", new provider.GetSchemaRequest())).getSchema());
  expect(schema.name).toBe("digicert-one");
  await configured(call, emulator);

  const urn = urnOf("ServiceUser", "long");
  const args = { nickname: "x".repeat(70), email: "a@b.de", accountIds: ["a"], roleIds: ["r"], endDate: "2099-12-31" };
  type Checked = InstanceType<typeof provider.CheckResponse>;
  const checked = await call<Checked>("check", checkOf(urn, args));
  expect(checked.getFailuresList()).toEqual([]);
  expect(engine.logged).toEqual([
    { severity: log.LogSeverity.WARNING, urn, message: expect.stringContaining("nickname has 70 characters") },
  ]);

  engine.close();
  expect(await exited).toEqual([0, null]);
});

it("takes back what it makes while its engine is killed, and ends", async () => {
  const engine = await startEngine();
  const emulator = await startEmulator({ seed: 3 });
  ends.push(() => emulator.close());
  const { call, exited } = await startPlugin(engine.address);
  await configured(call, emulator);
  const { accountId } = emulator;
  const urn = urnOf("ServiceUser", "ci");
  type Checked = InstanceType<typeof provider.CheckResponse>;
  const args = { nickname: "ci", email: "a@b.de", accountIds: [accountId], roleIds: [] };
  const checked = await call<Checked>("check", checkOf(urn, args));
  const before = (await emulator.state()).users.length;
  await emulator.addFault({ match: { method: "POST", path: "/user" }, kind: "delay", delayMs: 1_500, times: 1 });
  const create = new provider.CreateRequest();
  create.setUrn(urn);
  create.setProperties(checked.getInputs());
  const made = call("create", create).catch((error: Error) => error.message);
  while (!(await emulator.journal()).some(({ fault }) => fault === "delay")) await new Promise(setImmediate);
  engine.close();
  // Longer than two looks at the engine: a process that is busy does not end before it has cleaned up.
  expect(await made).toContain("nobody would record");
  expect(await exited).toEqual([0, null]);
  expect((await emulator.state()).users).toHaveLength(before);
  expect((await emulator.journal()).map(({ method }) => method)).toContain("DELETE");
});
