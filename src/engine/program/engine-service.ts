import type { Diagnostic } from "../planning/plan-memory";
import type { Sdk } from "../sdk/sdk";
import type { MonitorMethods } from "./monitor";

type Engine = Sdk["engine"];
type Request<Name extends keyof Engine> = Engine[Name] extends new () => infer Message ? Message : never;

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** Pulumi's Engine service for one run: what the program logs, and the root resource. */
export function engineMethods(sdk: Sdk, report: (diagnostic: Diagnostic) => void): MonitorMethods {
  let root = "";
  const methods = {
    log: async (request: Request<"LogRequest">) => {
      const severity = SEVERITIES[request.getSeverity()] ?? "info";
      const urn = request.getUrn();
      const message = request.getMessage();
      if (!request.getEphemeral()) report(urn === "" ? { severity, message } : { severity, message, urn });
      return new sdk.Empty();
    },
    getRootResource: async () => {
      const response = new sdk.engine.GetRootResourceResponse();
      response.setUrn(root);
      return response;
    },
    setRootResource: async (request: Request<"SetRootResourceRequest">) => {
      root = request.getUrn();
      return new sdk.engine.SetRootResourceResponse();
    },
  };
  // As in monitor.ts: message types meet as unknown at the service boundary.
  return methods as unknown as MonitorMethods;
}
