import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packageFinding } from "../../../src/examiner/doctor/checks/software";
import { checksOf } from "./doctor-fixture";

const folder = mkdtempSync(join(tmpdir(), "doctor-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A name that no machine resolves: what is looked at here stands before the network. */
const nowhere = { resolve: () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" })) };
const run = (env: Record<string, string>, more: { folder?: string } = {}) =>
  checksOf(env, { probes: nowhere, ...more });

describe("settings", () => {
  it("shows each setting with the variable it comes from, and no secret's value", async () => {
    const { of, out } = await run({
      DIGICERT_ONE_API_KEY: "canary-key-0123456789",
      DIGICERT_ONE_REGION: "nl",
      DIGICERT_ONE_TIMEOUT_SECONDS: "5",
    });
    expect(of("settings")).toMatchObject({ verdict: "ok" });
    expect(of("settings").details).toEqual([
      "region = nl (from DIGICERT_ONE_REGION)",
      "apiKey = set, not shown (from DIGICERT_ONE_API_KEY)",
      "timeoutSeconds = 5 (from DIGICERT_ONE_TIMEOUT_SECONDS)",
      "A stack's config, whose values go before these, is read with --stack NAME only.",
    ]);
    expect(out).not.toContain("canary");
    expect(of("host")).toMatchObject({
      verdict: "ok",
      found: "one.nl.digicert.com, region nl, production, with an API key",
    });
  });

  it("says where the host is set, by its region or by its address", async () => {
    const key = { DIGICERT_ONE_API_KEY: "some-key-0123456789" };
    const byRegion = (await run({ ...key, DIGICERT_ONE_REGION: "nl" })).of("host");
    const byAddress = (await run({ ...key, DIGICERT_ONE_BASE_URL: "https://one.nl.digicert.com" })).of("host");
    expect(byAddress.found).toBe(byRegion.found);
    expect(byRegion.details?.[1]).toContain("DIGICERT_ONE_REGION");
    expect(byAddress.details?.[1]).toContain("DIGICERT_ONE_BASE_URL");
  });

  it("names everything that is wrong with the settings at once", async () => {
    const { of, code } = await run({ DIGICERT_ONE_REGION: "mars", DIGICERT_ONE_TIMEOUT_SECONDS: "soon" });
    const { verdict, found, details = [], remedy } = of("settings");
    expect([verdict, code]).toEqual(["fail", 2]);
    expect([found, ...details].join("\n")).toMatch(/No API key is set[\s\S]*region "mars"[\s\S]*timeoutSeconds "soon"/);
    expect(remedy).toContain("DIGICERT_ONE_API_KEY");
    expect(of("host").because).toEqual(["settings"]);
  });

  it("takes a misspelt name for the cause, not the setting that is missing for it", async () => {
    const { checks, of, out } = await run({ DIGICERT_ONE_APIKEY: "canary-key-0123456789" });
    expect(checks.find(({ verdict }) => verdict === "fail")?.id).toBe("names");
    expect(of("names").found).toContain("Did you mean DIGICERT_ONE_API_KEY?");
    expect(of("settings").because).toEqual(["names"]);
    expect(out).not.toContain("canary");
  });

  it("only warns of a name that decides nothing", async () => {
    const { of } = await run({ DIGICERT_ONE_API_KEY: "some-key-0123456789", DIGICERT_ONE_TIMEOUTS: "5" });
    expect(of("names").verdict).toBe("warn");
    expect(of("settings").verdict).toBe("ok");
  });

  it("says that the key of DigiCert's other services is not read", async () => {
    const other = { DIGICERT_API_KEY: "canary-other-0123456789" };
    expect((await run(other)).of("settings").remedy).toContain("DIGICERT_API_KEY is set, but belongs to another host");
    const both = await run({ ...other, DIGICERT_ONE_API_KEY: "some-key-0123456789", DIGICERT_ONE_REGION: "mars" });
    expect(both.of("settings").remedy).not.toContain("DIGICERT_API_KEY is set");
    expect(both.out).not.toContain("canary");
  });

  it("shows no password that an address holds", async () => {
    const { out, of } = await run({
      DIGICERT_ONE_API_KEY: "some-key-0123456789",
      DIGICERT_ONE_BASE_URL: "https://me:canary-password@one.example.test",
    });
    expect(of("settings")).toMatchObject({ verdict: "fail", found: "baseUrl holds a user or a password" });
    expect(out).not.toContain("canary");
  });
});

describe("software", () => {
  it("knows which Node is too old", () => {
    expect(packageFinding("22.11.9")).toMatchObject({ verdict: "fail", remedy: "Install Node 22.12 or later." });
    expect(packageFinding("20.19.0").verdict).toBe("fail");
    for (const good of ["22.12.0", "23.0.0", "24.1.0"]) expect(packageFinding(good).verdict).toBe("ok");
  });

  it("tells a program that cannot load the package from a folder without a program", async () => {
    expect((await run({}, { folder })).of("resolves").verdict).toBe("undecided");
    writeFileSync(join(folder, "Pulumi.yaml"), "name: x\nruntime: nodejs\n");
    const { verdict, remedy } = (await run({}, { folder })).of("resolves");
    expect([verdict, remedy]).toEqual(["fail", expect.stringContaining("npm install pulumi-digicert-one")]);
    expect((await run({})).of("resolves").verdict).toBe("ok");
  });

  it("shows the version of Pulumi's command line, and does without", async () => {
    const { of } = await checksOf({}, { probes: { run: async () => "v3.270.0" } });
    expect(of("pulumi")).toMatchObject({ verdict: "ok", found: "command line v3.270.0" });
    expect(of("pulumi").details?.[0]).toMatch(/@pulumi\/pulumi\): 3\.\d+\.\d+/);
    expect((await run({})).of("pulumi").verdict).toBe("undecided");
  });
});
