import { describe, expect, it } from "vitest";
import type { ApiKey } from "../../../src/client";
import { observed } from "../../../src/provider/api-key/observed";
import { apiKeyInputs } from "../../../src/provider/api-key/plan";

const known = {
  ...apiKeyInputs({
    serviceUserId: "u1",
    issuedOn: "2026-12-01",
    endDate: "2027-03-01",
    namePrefix: "ci",
    enabled: true,
  }),
  name: "ci-2027-03-01-0a1b2c3d",
  createdAt: "2026-12-01T08:00:00Z",
};
const ours = { value: "the value", requestedEndDate: "2027-03-01" };
const answer = (fields: Partial<ApiKey>): ApiKey => ({ id: "k1", raw: undefined, ...fields }) as ApiKey;

describe("the state of a key", () => {
  it("keeps what the answer lacks: unknown is not empty", () => {
    expect(observed(answer({}), known, ours)).toMatchObject({
      endDate: "2027-03-01",
      name: "ci-2027-03-01-0a1b2c3d",
      createdAt: "2026-12-01T08:00:00Z",
      enabled: true,
      status: "ACTIVE",
      value: "the value",
    });
  });

  it("takes what the answer says", () => {
    const says = {
      endDate: "2027-02-01",
      name: "other",
      createdAt: "2026-12-02T08:00:00Z",
      enabled: false,
      status: "DISABLED",
    };
    expect(observed(answer(says), known, ours)).toMatchObject(says);
  });

  it("has no fingerprint where the value is not known", () => {
    expect(observed(answer({}), known, { ...ours, value: "" }).fingerprint).toBe("");
    expect(observed(answer({}), known, ours).fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});
