import { ErrorResourceInitFailed, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { describe, expect, it } from "vitest";
import type { PropertyChange } from "../../../src/native/detailed-diff";
import type { Difference } from "../../../src/native/host";
import { diffResponse, failureOf, grpcError, propsOf, structOf } from "../../../src/native/protocol/messages";

const { Kind } = PropertyDiff;

describe("a diff", () => {
  const differing = (path: string, change: Partial<PropertyChange>): Difference => ({
    changes: true,
    replaces: [],
    detailed: new Map([[path, { kind: "update", replaces: false, isInput: true, ...change }]]),
  });

  it.each([
    ["add", false, Kind.ADD],
    ["add", true, Kind.ADD_REPLACE],
    ["delete", false, Kind.DELETE],
    ["delete", true, Kind.DELETE_REPLACE],
    ["update", false, Kind.UPDATE],
    ["update", true, Kind.UPDATE_REPLACE],
  ] as const)("says of a property: %s, replacing %s", (kind, replaces, said) => {
    const response = diffResponse(differing("endDate", { kind, replaces }));
    expect(response.getDetaileddiffMap().get("endDate")?.getKind()).toBe(said);
    expect(response.getHasdetaileddiff()).toBe(true);
  });

  it("names whole properties beside the paths into them", () => {
    const response = diffResponse(differing('triggers["a b"]', { isInput: false }));
    expect(response.getDiffsList()).toEqual(["triggers"]);
    expect(response.getDetaileddiffMap().get('triggers["a b"]')?.getInputdiff()).toBe(false);
  });

  it("is none where nothing changes, and tells whether the old one goes first", () => {
    const none = diffResponse({ changes: false, replaces: [], detailed: new Map() });
    expect([none.getChanges(), none.getHasdetaileddiff()]).toEqual([1, false]);
    const first = diffResponse({ changes: true, replaces: ["a"], deleteBeforeReplace: true, detailed: new Map() });
    expect([first.getChanges(), first.getReplacesList(), first.getDeletebeforereplace()]).toEqual([2, ["a"], true]);
  });
});

describe("an error", () => {
  const details = (error: ReturnType<typeof grpcError>) => error.metadata?.get("grpc-status-details-bin") ?? [];

  it("carries its words, and nothing else where nothing was made", () => {
    const error = grpcError(new Error("no"), (props) => props);
    expect([error.details, details(error)]).toEqual(["no", []]);
  });

  it("carries what was made and could not be finished, as the host stores it", () => {
    const made = Object.assign(new Error("half"), { id: "u1", properties: { a: 1 }, reasons: ["half"] });
    const [bytes] = details(grpcError(made, (props) => ({ ...props, stored: true })));
    const [any] = Status.deserializeBinary(Buffer.from(bytes as Buffer)).getDetailsList();
    expect(any?.getTypeName()).toBe("pulumirpc.ErrorResourceInitFailed");
    const detail = ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
    expect([detail.getId(), detail.getReasonsList()]).toEqual(["u1", ["half"]]);
    expect(propsOf(detail.getProperties())).toEqual({ a: 1, stored: true });
  });
});

it("lets a failure of check name no property, whose value an engine would print", () => {
  const failure = failureOf("the apiKey is too short");
  expect([failure.getReason(), failure.getProperty()]).toEqual(["the apiKey is too short", ""]);
});

it("tells no properties from none at all", () => {
  expect([propsOf(undefined), propsOf(structOf({}))]).toEqual([undefined, {}]);
});
