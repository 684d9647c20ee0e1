/** The executable in a process of its own, behind an engine that answers as it is told. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import type { Emulator } from "../../src/emulator";
import { loadSdk } from "../../src/engine/sdk/sdk";
import { asSecret } from "../../src/native/wire";
import { IDENTITY } from "./harness";

export const sdk = loadSdk(process.cwd());
const { grpc, EngineService, ResourceMonitorService, ResourceProviderClient, Struct, Empty, provider, resource } = sdk;
const main = join(__dirname, "..", "..", "dist", "native", "main.js");
const ends: (() => unknown)[] = [];

/** Has something ended after the test. */
export const later = (end: () => unknown): void => void ends.push(end);

/** Ends all that a test started. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

type Line = { readonly severity: number; readonly message: string; readonly urn: string };
type Done = (error: { readonly code: number; readonly details: string } | null, answer?: unknown) => void;
type Registration = InstanceType<typeof resource.RegisterResourceRequest>;

/** What the engine answers where a custom resource is to be registered: a gRPC status, or nothing. */
export type Refusal = number | "never";

interface StartedEngine {
  readonly address: string;
  readonly logged: Line[];
  /** How many registrations have no answer. */
  waiting(): number;
  close(): void;
}

/** An engine that takes lines down, and registers no custom resource. */
export async function startEngine(refusal: Refusal = "never"): Promise<StartedEngine> {
  const logged: Line[] = [];
  let waiting = 0;
  const server = new grpc.Server();
  server.addService(EngineService, {
    log: ({ request }: { request: InstanceType<typeof sdk.engine.LogRequest> }, done: Done) => {
      logged.push({ severity: request.getSeverity(), message: request.getMessage(), urn: request.getUrn() });
      done(null, new Empty());
    },
  });
  server.addService(ResourceMonitorService, {
    supportsFeature: (_: unknown, done: Done) => done(null, new resource.SupportsFeatureResponse()),
    registerPackage: (_: unknown, done: Done) => done(null, new resource.RegisterPackageResponse()),
    registerResource: ({ request }: { request: Registration }, done: Done) => {
      if (request.getCustom()) {
        if (refusal === "never") waiting += 1;
        else done({ code: refusal, details: "no such quota" });
        return;
      }
      const response = new resource.RegisterResourceResponse();
      response.setUrn(`urn:pulumi:dev::shop::${request.getType()}::${request.getName()}`);
      response.setObject(Struct.fromJavaScript({}));
      done(null, response);
    },
    registerResourceOutputs: (_: unknown, done: Done) => done(null, new Empty()),
  });
  const port = await new Promise<number>((resolve, reject) => {
    const at = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", at, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const close = () => server.forceShutdown();
  later(close);
  return { address: `127.0.0.1:${port}`, logged, waiting: () => waiting, close };
}

/** `imported` is what the process runs first. */
export async function startPlugin(
  address: string,
  imported = "",
): Promise<{ child: ChildProcess; call: Call; exited: Promise<unknown> }> {
  // Flags stand before the address where the command line is asked to trace.
  const child = spawn(process.execPath, [main, "--logtostderr", "-v=9", address], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(imported)}` },
  });
  const exited = once(child, "exit");
  later(() => child.kill("SIGKILL"));
  const [port] = await once(createInterface({ input: child.stdout }), "line");
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  later(() => client.close());
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

export type Call = <T>(method: string, request: unknown) => Promise<T>;
export const struct = (props: object) =>
  Struct.fromJavaScript({ ...props } as Parameters<typeof Struct.fromJavaScript>[0]);

export async function configured(call: Call, emulator: Emulator): Promise<void> {
  const request = new provider.ConfigureRequest();
  request.setArgs(struct({ baseUrl: emulator.url, apiKey: asSecret(emulator.apiKey), maxRetrySeconds: "1" }));
  request.setId(IDENTITY);
  const response = await call<InstanceType<typeof provider.ConfigureResponse>>("configure", request);
  expect([response.getAcceptsecrets(), response.getSupportspreview()]).toEqual([true, true]);
}

export const checkOf = (urn: string, news: object) => {
  const request = new provider.CheckRequest();
  request.setUrn(urn);
  request.setOlds(struct({}));
  request.setNews(struct(news));
  return request;
};
