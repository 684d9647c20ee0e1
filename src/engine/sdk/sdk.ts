import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { JsonObject } from "../model/values";

/**
 * The parts of the program's own SDK that the engine speaks through. They are loaded from the program's folder, so
 * that the engine and the program agree on the protocol; grpc-js and google-protobuf come from where that SDK finds
 * them. Its declarations name them for us too: they are part of this package's own, and a strict installation shows
 * both to the SDK alone.
 */
type ResourceProtos = typeof import("@pulumi/pulumi/proto/resource_pb");
type ProviderProtos = typeof import("@pulumi/pulumi/proto/provider_pb");
type EngineProtos = typeof import("@pulumi/pulumi/proto/engine_pb");
type StatusProtos = typeof import("@pulumi/pulumi/proto/status_pb");
type ResourceMonitorService = typeof import("@pulumi/pulumi/proto/resource_grpc_pb").ResourceMonitorService;
type EngineService = typeof import("@pulumi/pulumi/proto/engine_grpc_pb").EngineService;
type ChannelCredentials = ConstructorParameters<
  typeof import("@pulumi/pulumi/proto/provider_grpc_pb").ResourceProviderClient
>[1];

/** A property bag in a message. */
export type Struct = NonNullable<ReturnType<InstanceType<ProviderProtos["CreateRequest"]>["getProperties"]>>;

/** What is used of grpc-js. */
interface Grpc {
  readonly Server: new (options?: Readonly<Record<string, number>>) => GrpcServer;
  readonly ServerCredentials: { createInsecure(): unknown };
  readonly credentials: { createInsecure(): ChannelCredentials };
}

interface GrpcServer {
  addService(service: object, handlers: Readonly<Record<string, unknown>>): void;
  bindAsync(address: string, credentials: unknown, bound: (error: Error | null, port: number) => void): void;
  forceShutdown(): void;
}

/** One method for each call of the provider protocol. */
export interface ProviderGrpcClient {
  readonly [method: string]: Unary | undefined;
  close(): void;
}

type Unary = (request: unknown, done: (error: GrpcFailure | null, response: unknown) => void) => void;

/** Why a call failed. */
export interface GrpcFailure extends Error {
  readonly details?: string;
  readonly metadata?: { get(key: string): (string | Buffer)[] };
}

export interface Sdk {
  readonly folder: string;
  readonly version: string;
  readonly require: NodeJS.Require;
  readonly grpc: Grpc;
  readonly Struct: { fromJavaScript(json: JsonObject): Struct };
  readonly Empty: new () => object;
  readonly resource: ResourceProtos;
  readonly provider: ProviderProtos;
  readonly engine: EngineProtos;
  readonly status: StatusProtos;
  readonly ResourceMonitorService: ResourceMonitorService;
  readonly EngineService: EngineService;
  readonly ResourceProviderClient: new (
    address: string,
    credentials: ChannelCredentials,
    options?: Readonly<Record<string, number>>,
  ) => ProviderGrpcClient;
}

const loaded = new Map<string, Sdk>();

/** The SDK that a program in `folder` would load. */
export function loadSdk(folder: string): Sdk {
  const root = sdkFolder(folder);
  let sdk = loaded.get(root);
  if (sdk === undefined) {
    sdk = load(root);
    loaded.set(root, sdk);
  }
  return sdk;
}

function sdkFolder(folder: string): string {
  try {
    return dirname(createRequire(join(folder, "program.js")).resolve("@pulumi/pulumi/package.json"));
  } catch (error) {
    throw new Error(
      `@pulumi/pulumi cannot be loaded from ${folder}: add "@pulumi/pulumi" to the dependencies of the program there and install them`,
      { cause: error },
    );
  }
}

function load(folder: string): Sdk {
  const require = createRequire(join(folder, "package.json"));
  return {
    folder,
    version: String(require("./package.json").version),
    require,
    grpc: require("@grpc/grpc-js"),
    Struct: require("google-protobuf/google/protobuf/struct_pb.js").Struct,
    Empty: require("google-protobuf/google/protobuf/empty_pb.js").Empty,
    resource: require("./proto/resource_pb.js"),
    provider: require("./proto/provider_pb.js"),
    engine: require("./proto/engine_pb.js"),
    status: require("./proto/status_pb.js"),
    ResourceMonitorService: require("./proto/resource_grpc_pb.js").ResourceMonitorService,
    EngineService: require("./proto/engine_grpc_pb.js").EngineService,
    ResourceProviderClient: require("./proto/provider_grpc_pb.js").ResourceProviderClient,
  };
}
