import { describe, expect, it } from "vitest";
import { assumptionIds, errorCodes, evidence } from "../../src/contract";

describe("evidence", () => {
  it("gives every fact an id of its own, in kebab-case", () => {
    const ids = evidence.map((fact) => fact.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it("says of every documented fact where, and of every assumption what the other reading is", () => {
    for (const fact of evidence) {
      if (fact.mark === "documented") {
        expect(fact.source, fact.id).toMatch(/^https:\/\//);
        expect(fact, fact.id).not.toHaveProperty("variant");
      } else {
        expect(fact.variant, fact.id).toMatch(/\w.*\.$/);
        expect(fact, fact.id).not.toHaveProperty("source");
      }
    }
  });

  it("lists exactly the assumptions as assumption ids", () => {
    expect(assumptionIds).toEqual(evidence.filter((fact) => fact.mark === "assumed").map((fact) => fact.id));
    expect(assumptionIds.length).toBeGreaterThan(30);
  });

  it("rests every error code on a fact that exists", () => {
    const ids = new Set(evidence.map((fact) => fact.id));
    for (const row of Object.values(errorCodes)) expect(ids).toContain(row.evidence);
  });
});
