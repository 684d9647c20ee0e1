import { describe, expect, it } from "vitest";
import { errorCodes, evidence, factNumbers, openIds } from "../../src/contract";

const marked = (mark: string) => evidence.filter((fact) => fact.mark === mark);

describe("evidence", () => {
  it("gives every fact an id of its own, in kebab-case", () => {
    const ids = evidence.map((fact) => fact.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it("says of every documented fact where, and of every other one what the other reading is", () => {
    for (const fact of evidence) {
      if (fact.mark === "documented") {
        expect(fact.source, fact.id).toMatch(/^https:\/\/(dev|docs)\.digicert\.com\//);
        expect(fact, fact.id).not.toHaveProperty("variant");
      } else {
        expect(fact.variant, fact.id).toMatch(/\w.*\.$/);
        expect(fact, fact.id).not.toHaveProperty("source");
      }
    }
  });

  it("has facts of all three marks, and names those that are open", () => {
    const counts = ["documented", "supported", "assumed"].map((mark) => marked(mark).length);
    for (const count of counts) expect(count).toBeGreaterThan(0);
    expect(counts.reduce((sum, count) => sum + count)).toBe(evidence.length);
    expect(openIds).toEqual([...marked("supported"), ...marked("assumed")].map((fact) => fact.id));
  });

  it("rests on the facts F1 to F62, each with a row at least, and on no other", () => {
    const named = new Set(evidence.flatMap((fact) => fact.facts));
    expect(factNumbers).toHaveLength(62);
    expect([...named].sort()).toEqual([...factNumbers].sort());
    for (const fact of evidence) {
      expect(fact.facts.length, fact.id).toBeGreaterThan(0);
      expect(new Set(fact.facts).size, fact.id).toBe(fact.facts.length);
    }
  });

  it("rests every error code on a fact that exists", () => {
    const ids = new Set(evidence.map((fact) => fact.id));
    for (const row of Object.values(errorCodes)) expect(ids).toContain(row.evidence);
  });
});
