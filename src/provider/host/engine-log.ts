/**
 * Says something through the log service of the engine that started this process: with a severity, so that a warning is a
 * warning in every display, and nothing is stored. What a provider writes to its standard error is shown without one.
 */
import { createRequire } from "node:module";
import { loopback } from "./process";

/** How a line is shown. */
export type Severity = "info" | "warning";

type Send = (severity: Severity, text: string) => Promise<void>;

/** An engine that takes longer to take a line down is gone, or no engine. */
const LOG_MS = 2_000;

const senders = new Map<string, Send>();

/** What sends lines to the engine at an address; undefined where none is given, as in a process that is no provider's. */
export function engineLog(address: string | undefined): Send | undefined {
  if (address === undefined || loopback(address) === undefined) return undefined;
  let send = senders.get(address);
  if (send === undefined) {
    send = sender(address);
    senders.set(address, send);
  }
  return send;
}

function sender(address: string): Send {
  // grpc-js comes from where the SDK finds it: its messages and its clients belong together.
  const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
  const { EngineClient } = sdk("./proto/engine_grpc_pb.js") as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");
  const { LogRequest, LogSeverity } = sdk("./proto/engine_pb.js") as typeof import("@pulumi/pulumi/proto/engine_pb");
  const { credentials, Metadata } = sdk("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
  const client = new EngineClient(address, credentials.createInsecure());
  return (severity, text) => {
    const request = new LogRequest();
    request.setSeverity(severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(text);
    return new Promise((resolve, reject) => {
      const by = { deadline: Date.now() + LOG_MS };
      client.log(request, new Metadata(), by, (error: unknown) => (error ? reject(error) : resolve()));
    });
  };
}
