import type { JsonObject } from "../model/values";
import type { Sdk } from "../sdk/sdk";
import { jsonOf, type Message } from "../sdk/struct";

/** How requests reach the provider code: over gRPC to the SDK's host process, or straight into a module. */
export interface ProviderTransport {
  call(method: ProviderMethod, request: Message): Promise<unknown>;
  /** Ends the host; after it no call is made. */
  close(): Promise<void>;
}

export type ProviderMethod =
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "invoke"
  | "construct";

/** What came of a create or update that made the object and then failed. */
export interface PartialFailure {
  readonly id: string;
  readonly properties: JsonObject;
  readonly inputs?: JsonObject;
  readonly reasons: readonly string[];
}

/** A provider's refusal, with the partial result if there is one. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly partial: PartialFailure | undefined;
  constructor(message: string, partial?: PartialFailure) {
    super(message);
    this.partial = partial;
  }
}

/** Reads the `grpc-status-details-bin` of a failed call (sdk/go/common/resource/plugin, parseError). */
export function partialFailure(sdk: Sdk, details: Uint8Array | undefined): PartialFailure | undefined {
  if (details === undefined) return undefined;
  const status = sdk.status.Status.deserializeBinary(details);
  for (const detail of status.getDetailsList()) {
    if (!detail.getTypeName().endsWith("ErrorResourceInitFailed")) continue;
    const failed = sdk.provider.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    const inputs = jsonOf(failed.getInputs());
    return {
      id: failed.getId(),
      properties: jsonOf(failed.getProperties()) ?? {},
      reasons: failed.getReasonsList(),
      ...(inputs === undefined ? {} : { inputs }),
    };
  }
  return undefined;
}
