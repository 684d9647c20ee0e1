import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as z from "zod";
import { REPORT_FORMS } from "../../../src/examiner/report/forms";
import { parseReport, unplayedOf, verifySchema } from "../../../src/examiner/report/report";
import { reportOf } from "../../../src/examiner/verify/report";
import { verdictOf } from "../../../src/examiner/verify/verdict";
import { holdings, startTenant, verifyTenant } from "./fixture";
import { playsAlike, reportUnder } from "./like";

const PLAYED = [
  [],
  ["single-key"],
  ["asked-life-granted", "duplicate-words", "name-released"],
  ["requests-name-ids", "applications-optional", "roles-may-be-empty", "envelope-items"],
  ["put-merge", "deleted-not-found", "end-date-format", "status-values", "paged-lists"],
];

it.each(PLAYED.map((variants) => [variants.join(", ") || "nothing", variants] as const))(
  "plays the tenant of a report so that a run against it reports the same: %s",
  async (_names, variants) => {
    await playsAlike(variants);
  },
);

it("is what docs/reference/schemas/verify.schema.json describes, and nothing else passes for one", async () => {
  const schema: unknown = JSON.parse(
    readFileSync(join(__dirname, "../../../docs/reference/schemas/verify.schema.json"), "utf8"),
  );
  expect(schema).toEqual(z.toJSONSchema(verifySchema));
  const report = await reportUnder(["token-id-is-value"]);
  expect(report.facts.length).toBeGreaterThan(55);
  expect(report.observed.filter(({ body }) => body !== undefined).length).toBeGreaterThan(35);
  expect(unplayedOf(report)).toEqual(["create-user-token-field"]);
  expect(parseReport(JSON.stringify({ ...report, apiKey: "x" }))).toBeUndefined();
  expect(parseReport("no JSON")).toBeUndefined();
});

it("holds no value of anything that the tenant or the settings hold, in either form", async () => {
  const emulator = await startTenant();
  await emulator.addUser({ user_type: "standard", email: "canary.person@example.com", friendly_name: "Canary Person" });
  await emulator.addAccount({ name: "Canary account" });
  const during: unknown[] = [];
  const verification = await verifyTenant(emulator, {
    onRemoval: () => {
      during.push(holdings(emulator));
    },
  });
  const { users, tokens, roles, accounts, ...rest } = await emulator.state();
  expect(Object.keys(rest).length).toBeGreaterThan(0);
  const [atRemoval] = await Promise.all(during);
  const texts = valuesIn([users, tokens, roles, accounts, atRemoval]).filter((text) => text.length > 7);
  // Words that are the API's own, or the run's.
  const canaries = texts.filter((text) => !/^(?:[A-Z]+_AM_USER|standard|account_manager|service)$/.test(text));
  expect(canaries.length).toBeGreaterThan(40);
  const report = reportOf(verification, verdictOf(verification));
  for (const [form, render] of Object.entries(REPORT_FORMS)) {
    const text = render(report);
    expect(text.length, form).toBeGreaterThan(3000);
    for (const canary of [...canaries, emulator.apiKey, emulator.url, "team@example.com"]) {
      expect(text, `${canary} in ${form}`).not.toContain(canary);
    }
    expect(text).not.toMatch(/emu_|[0-9a-f]{8}-[0-9a-f]{4}-|@|20\d\d-\d\d/);
  }
  await emulator.close();
});

function valuesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(valuesIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(valuesIn) : [];
}
