import type { Sdk, Struct } from "./sdk";
import { isObject, type JsonObject } from "./values";

/** A message of the SDK's protocol: enough of it to send, receive and copy. */
export interface Message {
  serializeBinary(): Uint8Array;
}

/** How requests reach the provider code: over gRPC to the SDK's host process, or straight into a module. */
export interface ProviderTransport {
  call(method: ProviderMethod, request: Message): Promise<unknown>;
  /** Ends the host; after it no call is made. */
  close(): Promise<void>;
}

export type ProviderMethod = "configure" | "check" | "diff" | "create" | "read" | "update" | "delete";

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

export function structOf(sdk: Sdk, json: JsonObject): Struct {
  return sdk.Struct.fromJavaScript(json);
}

export function jsonOf(struct: Struct | undefined | null): JsonObject | undefined {
  if (struct === undefined || struct === null) return undefined;
  const json: unknown = struct.toJavaScript();
  return isObject(json) ? json : {};
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
