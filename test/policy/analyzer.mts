/** A policy pack in a process of its own, started as Pulumi's language host starts it, and asked as the engine asks. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type * as grpc from "@grpc/grpc-js";
import type * as analyzerMessages from "@pulumi/pulumi/proto/analyzer_pb.js";

const sdk = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
const fromSdk = createRequire(sdk);
const messages = fromSdk("@pulumi/pulumi/proto/analyzer_pb.js") as typeof analyzerMessages;
const { credentials } = fromSdk("@grpc/grpc-js") as typeof grpc;
const { Struct } = fromSdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript(value: object): ReturnType<analyzerMessages.AnalyzeRequest["getProperties"]> };
};
const { Empty } = fromSdk("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => object };
const { AnalyzerClient } = fromSdk("@pulumi/pulumi/proto/analyzer_grpc_pb.js") as {
  AnalyzerClient: new (address: string, of: grpc.ChannelCredentials) => Client;
};

type Call<Q, A> = (request: Q, done: (error: Error | null, answer: A) => void) => void;
interface Client {
  getAnalyzerInfo: Call<object, analyzerMessages.AnalyzerInfo>;
  configure: Call<analyzerMessages.ConfigureAnalyzerRequest, object>;
  analyze: Call<analyzerMessages.AnalyzeRequest, analyzerMessages.AnalyzeResponse>;
  close(): void;
}

/** A resource as the engine sends it: inputs as check has settled them. */
export interface Registered {
  readonly type: string;
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Violation {
  readonly policy: string;
  readonly urn: string;
  readonly message: string;
  readonly level: "advisory" | "mandatory";
}

export interface PolicyConfig {
  readonly enforcementLevel?: "advisory" | "mandatory" | "disabled";
  readonly [property: string]: unknown;
}

/** What the engine knows of a policy before it configures it. */
export interface PolicyInfo {
  readonly name: string;
  readonly level: analyzerMessages.EnforcementLevel;
  readonly schema: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly required: readonly string[];
}

const { ADVISORY, MANDATORY, DISABLED } = messages.EnforcementLevel;
const levels = { advisory: ADVISORY, mandatory: MANDATORY, disabled: DISABLED };

export class Analyzer {
  readonly #process: ChildProcess;
  readonly #client: Client;
  readonly policies: readonly PolicyInfo[];

  private constructor(process: ChildProcess, client: Client, info: analyzerMessages.AnalyzerInfo) {
    this.#process = process;
    this.#client = client;
    this.policies = info.getPoliciesList().map((policy) => ({
      name: policy.getName(),
      level: policy.getEnforcementlevel(),
      schema: (policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {}) as PolicyInfo["schema"],
      required: policy.getConfigschema()?.getRequiredList() ?? [],
    }));
  }

  static async start(folder: string): Promise<Analyzer> {
    const runner = join(dirname(sdk), "cmd", "run-policy-pack", "index.js");
    const child = spawn(process.execPath, [runner, "127.0.0.1:1", folder], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (child.stdout === null) throw new Error("the pack has no output");
    let port = "";
    for await (const line of createInterface({ input: child.stdout })) {
      port = line;
      break;
    }
    if (!/^\d+$/.test(port)) throw new Error(`the pack did not start: ${port}`);
    const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const info = await ask<object, analyzerMessages.AnalyzerInfo>(client, "getAnalyzerInfo", new Empty());
    return new Analyzer(child, client, info);
  }

  async stop(): Promise<void> {
    this.#client.close();
    this.#process.kill();
    await once(this.#process, "exit");
  }

  /** As the engine reconciles it: what is given, upon the defaults of each schema and the level of each policy. */
  async configure(given: Readonly<Record<string, PolicyConfig>>): Promise<void> {
    const request = new messages.ConfigureAnalyzerRequest();
    for (const { name, level, schema } of this.policies) {
      const { enforcementLevel, ...properties } = given[name] ?? {};
      const config = new messages.PolicyConfig();
      config.setEnforcementlevel(enforcementLevel === undefined ? level : levels[enforcementLevel]);
      const defaults = Object.entries(schema).filter(([, { default: value }]) => value !== undefined);
      const settled = Object.fromEntries(defaults.map(([key, { default: value }]) => [key, value]));
      config.setProperties(Struct.fromJavaScript({ ...settled, ...properties }));
      request.getPolicyconfigMap().set(name, config);
    }
    await ask(this.#client, "configure", request);
  }

  /** What the pack says of each resource, but for "not applicable". */
  async analyze(resources: readonly Registered[]): Promise<Violation[]> {
    const found: Violation[] = [];
    for (const { type, urn, inputs } of resources) {
      const request = new messages.AnalyzeRequest();
      request.setType(type);
      request.setUrn(urn);
      request.setName(urn.split("::").at(-1) ?? "");
      // The engine keeps names with two underscores to itself.
      const shown = Object.entries(inputs).filter(([name]) => !name.startsWith("__"));
      request.setProperties(Struct.fromJavaScript(Object.fromEntries(shown)));
      request.setOptions(new messages.AnalyzerResourceOptions());
      const answer = await ask<analyzerMessages.AnalyzeRequest, analyzerMessages.AnalyzeResponse>(
        this.#client,
        "analyze",
        request,
      );
      for (const diagnostic of answer.getDiagnosticsList()) {
        found.push({
          policy: diagnostic.getPolicyname(),
          urn,
          message: diagnostic.getMessage(),
          level: diagnostic.getEnforcementlevel() === MANDATORY ? "mandatory" : "advisory",
        });
      }
    }
    return found;
  }
}

function ask<Q, A>(client: Client, method: keyof Client, request: Q): Promise<A> {
  return new Promise((resolve, reject) => {
    const call = (client[method] as unknown as Call<Q, A>).bind(client);
    call(request, (error, answer) => (error === null ? resolve(answer) : reject(error)));
  });
}
