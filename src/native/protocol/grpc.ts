/**
 * gRPC and protobuf's own messages, from where Pulumi's SDK finds them: it declares them, so a strict installation (pnpm, Yarn's
 * Plug'n'Play) shows them to it alone. Another copy would not do either: a `Struct` of one copy is none to messages of another.
 */
import { createRequire } from "node:module";

const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export const { credentials, Metadata, Server, ServerCredentials, status } = sdk(
  "@grpc/grpc-js",
) as typeof import("@grpc/grpc-js");
export const { Any } = sdk(
  "google-protobuf/google/protobuf/any_pb.js",
) as typeof import("google-protobuf/google/protobuf/any_pb");
export const { Empty } = sdk(
  "google-protobuf/google/protobuf/empty_pb.js",
) as typeof import("google-protobuf/google/protobuf/empty_pb");
export const { Struct } = sdk(
  "google-protobuf/google/protobuf/struct_pb.js",
) as typeof import("google-protobuf/google/protobuf/struct_pb");
export type Struct = import("google-protobuf/google/protobuf/struct_pb").Struct;
