/** From the protocol's messages to plain values and back. */
import type { ServiceError } from "@grpc/grpc-js";
import { CheckFailure, DiffResponse, ErrorResourceInitFailed, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { isRecord, messageOf } from "../../basics/unknown";
import { scrub } from "../../errors";
import type { Props } from "../../provider/host/state";
import type { PropertyChange } from "../detailed-diff";
import type { Difference } from "../host";
import { Any, Metadata, Struct, status } from "./grpc";

/** The properties of a message; undefined where it has none. */
export function propsOf(struct: Struct | undefined): Props | undefined {
  if (struct === undefined) return undefined;
  const json: unknown = struct.toJavaScript();
  return isRecord(json) ? json : {};
}

export const structOf = (props: Props): Struct =>
  Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]);

/** Of a failure that names a property the engine prints its value: the reason names it. */
export const failureOf = (reason: string): CheckFailure => {
  const failure = new CheckFailure();
  failure.setReason(reason);
  return failure;
};

const { Kind } = PropertyDiff;
const KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

export function diffResponse({ changes, replaces, deleteBeforeReplace, detailed }: Difference): DiffResponse {
  const response = new DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
  response.setChanges(changes ? DIFF_SOME : DIFF_NONE);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace ?? false);
  response.setDiffsList([...new Set([...detailed.keys()].map((path) => path.split(/[.[]/)[0] ?? path))]);
  response.setHasdetaileddiff(detailed.size > 0);
  for (const [path, change] of detailed) response.getDetaileddiffMap().set(path, propertyDiff(change));
  return response;
}

function propertyDiff({ kind, replaces, isInput }: PropertyChange): PropertyDiff {
  const diff = new PropertyDiff();
  diff.setKind(KINDS[kind][replaces ? 1 : 0]);
  diff.setInputdiff(isInput);
  return diff;
}

/** An error as gRPC carries it; `Partial` where something was made and could not be finished. */
export function grpcError(error: unknown, partial?: (props: Props) => Props): Partial<ServiceError> {
  const message = scrub(messageOf(error));
  const metadata = new Metadata();
  const made = partialOf(error);
  if (made !== undefined && partial !== undefined) {
    const detail = new ErrorResourceInitFailed();
    detail.setId(made.id);
    detail.setProperties(structOf(partial(made.properties)));
    detail.setReasonsList(made.reasons);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const details = new Status();
    details.setCode(status.UNKNOWN);
    details.setMessage(message);
    details.addDetails(any);
    // gRPC's own field for structured details, which grpc-js leaves to its callers.
    metadata.add("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  }
  return { code: status.UNKNOWN, details: message, metadata };
}

/** What the wrapper of the handlers throws of a partial creation (`provider/host/presentation.ts`). */
function partialOf(error: unknown): { id: string; properties: Props; reasons: string[] } | undefined {
  if (!isRecord(error) || typeof error.id !== "string" || error.id === "") return undefined;
  const { id, properties, reasons } = error;
  return {
    id,
    properties: isRecord(properties) ? properties : {},
    reasons: Array.isArray(reasons) ? reasons.map(String) : [],
  };
}
