/** What a provider says reaches the engine's log with its severity, and standard error where no engine listens. */
import { afterEach, expect, it, vi } from "vitest";
import { loadSdk } from "../../src/engine/sdk/sdk";
import { engineLog } from "../../src/provider/host/engine-log";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";
import { notice } from "../../src/provider/host/notice";

const { grpc, EngineService, engine: messages, Empty } = loadSdk(process.cwd());
const logged: { severity: number; message: string; urn: string }[] = [];
const { WARNING, INFO } = messages.LogSeverity;

/** An engine that only takes lines down; `close` ends it. */
async function startEngine(): Promise<{ address: string; close(): void }> {
  const server = new grpc.Server();
  server.addService(EngineService, {
    log: (
      call: { request: { getSeverity(): number; getMessage(): string; getUrn(): string } },
      done: (error: null, answer: unknown) => void,
    ) => {
      const { request } = call;
      logged.push({ severity: request.getSeverity(), message: request.getMessage(), urn: request.getUrn() });
      done(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const at = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", at, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

const [argument] = [process.argv[2]];
afterEach(() => {
  logged.length = 0;
  if (argument === undefined) process.argv.splice(2);
  else process.argv[2] = argument;
  vi.restoreAllMocks();
});

it("goes to the engine that started the process, with its severity, redacted, and before the handler answers", async () => {
  const engine = await startEngine();
  process.argv[2] = engine.address;
  const handlers: Partial<ResourceHandlers> = {
    kind: "thing",
    stateNames: [],
    isRemote: () => false,
    subject: () => "thing",
    check: (_olds, inputs) => ({ inputs, failures: [], warnings: ["ends in 3 days,\nfor good"] }),
    create: async (_inputs, context) => {
      context.notice("was adopted", "info");
      context.notice("stays");
      return { id: "1", outs: {} };
    },
  };
  const provider = dynamicProvider(handlers as ResourceHandlers);
  await provider.check({}, { name: "a" });
  expect(logged).toEqual([{ severity: WARNING, message: "thing: ends in 3 days, for good", urn: "" }]);
  vi.stubEnv("DIGICERT_ONE_BASE_URL", "http://127.0.0.1:9");
  vi.stubEnv("DIGICERT_ONE_API_KEY", "a-key-of-notices");
  await provider.create({ name: "a" });
  expect(logged.slice(1).map(({ severity, message }) => [severity, message])).toEqual([
    [INFO, "thing: was adopted"],
    [WARNING, "thing: stays"],
  ]);
  engine.close();
});

it("goes to standard error where no engine takes it, and says there that it is a warning", async () => {
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  const engine = await startEngine();
  process.argv[2] = engine.address;
  engine.close();
  await notice("thing", "is gone", "warning");
  process.argv[2] = "test";
  await notice("thing", "is here", "info");
  expect(lines).toEqual(["warning: thing: is gone\n", "thing: is here\n"]);
  expect(logged).toEqual([]);
});

it.each([undefined, "", "run", "10.0.0.1:4000", "localhost"])("takes %o for no engine", (address) => {
  expect(engineLog(address)).toBeUndefined();
});
