import { describe, expect, it } from "vitest";
import { previewCreate, previewUpdate } from "../../src/native/preview";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("the preview of a creation", () => {
  it("knows the inputs, and nothing that DigiCert ONE chooses", () => {
    expect(previewCreate("ApiKey", { endDate: "2027-02-28", serviceUserId: "u" })).toEqual({
      endDate: "2027-02-28",
      serviceUserId: "u",
      ...Object.fromEntries(
        ["name", "createdAt", "fingerprint", "value", "accountId", "status", "requestedEndDate"].map((name) => [
          name,
          UNKNOWN,
        ]),
      ),
    });
  });

  it("makes nothing up for what lives in state alone", () => {
    expect(previewCreate("RotationSchedule", { generation: 1 })).toEqual({ generation: 1 });
  });
});

describe("the preview of an update", () => {
  const key = { name: "ci-1", value: "emu_key", fingerprint: "f", status: "ACTIVE", endDate: "2027-02-28", host: "h" };

  // Whatever reads the value of a key would otherwise show as changing when an end is moved.
  it("knows the value of a key that stays", () => {
    expect(previewUpdate("ApiKey", key, { endDate: "2027-03-31" })).toMatchObject({
      name: "ci-1",
      value: "emu_key",
      fingerprint: "f",
      endDate: "2027-03-31",
      status: UNKNOWN,
      host: UNKNOWN,
    });
  });

  it("knows the first key of a user while that key and the end of the user stay", () => {
    const user = { initialKey: "keep", endDate: "2027-02-28", initialApiKey: "emu_first", createdAt: "then" };
    const stays = { initialKey: "keep", endDate: "2027-02-28", email: "b" };
    expect(previewUpdate("ServiceUser", user, stays)).toMatchObject({ initialApiKey: "emu_first", createdAt: "then" });
    for (const change of [{ initialKey: "delete" }, { endDate: "2027-03-31" }]) {
      expect(previewUpdate("ServiceUser", user, { ...stays, ...change })).toMatchObject({
        initialApiKey: UNKNOWN,
        createdAt: "then",
      });
    }
  });
});
