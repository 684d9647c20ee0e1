import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The parts of the program's own SDK that the engine speaks through. They are loaded from the program's folder, so
 * that the engine and the program agree on the protocol; grpc-js and google-protobuf come from where that SDK finds
 * them.
 */
type ResourceProtos = typeof import("@pulumi/pulumi/proto/resource_pb");
type ProviderProtos = typeof import("@pulumi/pulumi/proto/provider_pb");
type EngineProtos = typeof import("@pulumi/pulumi/proto/engine_pb");
type StatusProtos = typeof import("@pulumi/pulumi/proto/status_pb");

export type Struct = import("google-protobuf/google/protobuf/struct_pb").Struct;
type StructClass = typeof import("google-protobuf/google/protobuf/struct_pb").Struct;
type EmptyClass = typeof import("google-protobuf/google/protobuf/empty_pb").Empty;
type Grpc = typeof import("@grpc/grpc-js");
type ServiceDefinition = import("@grpc/grpc-js").ServiceDefinition;
type ServiceClientConstructor = import("@grpc/grpc-js").ServiceClientConstructor;

export interface Sdk {
  readonly folder: string;
  readonly version: string;
  readonly require: NodeJS.Require;
  readonly grpc: Grpc;
  readonly Struct: StructClass;
  readonly Empty: EmptyClass;
  readonly resource: ResourceProtos;
  readonly provider: ProviderProtos;
  readonly engine: EngineProtos;
  readonly status: StatusProtos;
  readonly ResourceMonitorService: ServiceDefinition;
  readonly EngineService: ServiceDefinition;
  readonly ResourceProviderClient: ServiceClientConstructor;
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
