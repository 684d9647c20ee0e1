import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { buildDocument, renderDocument, requestExamples, responseExamples } from "../../scripts/openapi.mjs";
import * as contract from "../../src/contract";
import { routes } from "../../src/emulator/routes";

const file = join(__dirname, "..", "..", "openapi.json");

describe("openapi.json", () => {
  it("is what the contract says today; else run `npm run openapi`", () => {
    expect(readFileSync(file, "utf8") === renderDocument(contract)).toBe(true);
  });

  it("is a valid OpenAPI 3.1 document", async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(readFileSync(file, "utf8")))).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
    const broken = { ...JSON.parse(readFileSync(file, "utf8")), info: undefined };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it("has an operation id, evidence and an example for every operation", () => {
    const document = buildDocument(contract);
    const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
    expect(operations).toHaveLength(contract.operations.length);
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(operation["x-evidence"]?.length, operation.operationId).toBeGreaterThan(0);
      const success = operation.responses?.["200"] ?? operation.responses?.["201"];
      const answers = success === undefined ? [] : [success];
      expect(answers.length, operation.operationId).toBe(operation.responses?.["204"] === undefined ? 1 : 0);
      for (const answer of [...answers, ...Object.values(document.components?.responses ?? {})]) {
        expect(answer, operation.operationId).toHaveProperty(["content", "application/json", "example"]);
      }
    }
  });

  it("carries every fact with its number and one of three marks", () => {
    const document: unknown = JSON.parse(readFileSync(file, "utf8"));
    expect(document).toHaveProperty("x-evidence", JSON.parse(JSON.stringify(contract.evidence)));
    const marks = new Set(contract.evidence.map(({ mark }) => mark));
    expect([...marks].sort()).toEqual(["assumed", "documented", "supported"]);
    const spoken = JSON.stringify(document).matchAll(/{"id":"([^"]+)","facts":\[[^\]]+\],"mark":"(\w+)"}/g);
    const used = [...spoken].map(([, id, mark]) => [id, mark]);
    expect(used.length).toBeGreaterThan(contract.operations.length);
    for (const [id, mark] of used) expect(contract.evidence.find((fact) => fact.id === id)?.mark, id).toBe(mark);
  });
});

describe("operations", () => {
  it("are exactly what the emulator serves", () => {
    expect(contract.operations.length).toBeGreaterThan(15);
    expect(routes.map(({ operation }) => operation.id).sort()).toEqual(contract.operations.map(({ id }) => id).sort());
  });

  it("have examples that their own schemas accept", () => {
    for (const operation of contract.operations) {
      expect(operation.request !== undefined, operation.id).toBe(operation.id in requestExamples);
      if (operation.request !== undefined) operation.request.parse(requestExamples[operation.id]);
      if (operation.id in responseExamples) operation.response?.parse(responseExamples[operation.id]);
    }
  });

  it("rest on every fact about them that is not documented", () => {
    const used = new Set(contract.operations.flatMap((operation) => operation.evidence));
    const known = new Set(contract.evidence.map((fact) => fact.id));
    for (const id of used) expect(known).toContain(id);
    // What is left concerns the whole API rather than one operation.
    expect(contract.openIds.filter((id) => !used.has(id))).toEqual([
      "status-in-capitals",
      "envelope-items",
      "times-in-seconds",
      "not-found-code",
      "name-length",
      "past-end-date-refused",
      "status-values",
      "end-date-format",
      "name-case",
      "error-envelope-used",
      "rate-limit-code",
      "rate-limit-windows",
      "refused-requests-uncounted",
      "internal-error-code",
      "unavailable-code",
      "gateway-errors",
    ]);
  });
});
