import { messageOf } from "../../basics/unknown";
import type { Sdk } from "../sdk/sdk";
import { isRunOver, type MonitorMethods, UNAVAILABLE } from "./monitor";

const SERVER_OPTIONS = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

export interface EngineServer {
  /** `127.0.0.1:<port>`; refuses connections as soon as the engine is gone. */
  readonly address: string;
  close(): void;
}

/** Serves both services of one phase on a loopback port. */
export async function serve(sdk: Sdk, monitor: MonitorMethods, engine: MonitorMethods): Promise<EngineServer> {
  const server = new sdk.grpc.Server(SERVER_OPTIONS);
  server.addService(sdk.ResourceMonitorService, handlers(sdk.ResourceMonitorService, monitor));
  server.addService(sdk.EngineService, handlers(sdk.EngineService, engine));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", sdk.grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** Only the methods that this SDK's service has. */
function handlers(service: object, methods: MonitorMethods): Readonly<Record<string, unknown>> {
  const known = Object.entries(methods).filter(([name]) => name in service);
  return Object.fromEntries(
    known.map(([name, method]) => [
      name,
      (call: { request: unknown }, callback: (error: object | null, response?: unknown) => void) => {
        method(call.request).then(
          (response) => callback(null, response),
          (error: unknown) => callback(failure(error)),
        );
      },
    ]),
  );
}

const UNKNOWN_STATUS = 2;

export function failure(error: unknown): { code: number; details: string; message: string } {
  const message = messageOf(error);
  return { code: isRunOver(error) ? UNAVAILABLE : UNKNOWN_STATUS, details: message, message };
}
