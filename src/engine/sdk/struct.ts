import { isObject, type JsonObject } from "../model/values";
import type { Sdk, Struct } from "./sdk";

/** A message of the SDK's protocol: enough of it to send, receive and copy. */
export interface Message {
  serializeBinary(): Uint8Array;
}

export function structOf(sdk: Sdk, json: JsonObject): Struct {
  return sdk.Struct.fromJavaScript(json);
}

export function jsonOf(struct: Struct | undefined | null): JsonObject | undefined {
  if (struct === undefined || struct === null) return undefined;
  const json: unknown = struct.toJavaScript();
  return isObject(json) ? json : {};
}
