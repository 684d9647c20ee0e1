/** What doctor hands over: checks, readings and shapes, and nothing that names anybody or anything. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommanderError } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { EXIT } from "../../../src/cli/exit-codes";
import { settingsTable } from "../../../src/client";
import { API_PREFIX } from "../../../src/contract";
import { doctorChecks } from "../../../src/examiner/doctor/checks";
import { type DoctorReport, doctorSchema, parseReport, variantsOf } from "../../../src/examiner/report/report";
import { pkcs12 } from "../../client/support/certificates";
import { tenantWith } from "../readings/tenant";
import { NOW } from "../verify/fixture";
import { behindProxy, ca, client, closedPort, KEY, mutual, PASSWORD, pem } from "./broken-world";
import { doctor } from "./doctor-fixture";

const folder = mkdtempSync(join(tmpdir(), "doctor-report-"));
afterAll(() => rmSync(folder, { recursive: true }));
const [json, markdown] = [join(folder, "report.json"), join(folder, "report.md")];

async function written(...[env, options]: Parameters<typeof doctor>): Promise<{ report: DoctorReport; text: string }> {
  const texts: string[] = [];
  for (const file of [json, markdown]) {
    await doctor(env, { nowMs: Date.parse(NOW), ...options, argv: ["--report", file] });
    texts.push(readFileSync(file, "utf8"));
  }
  const report = parseReport(texts[0] ?? "");
  if (report?.command !== "doctor") throw new Error("no report of doctor");
  return { report, text: texts.join("\n") };
}

const decided = ({ facts }: DoctorReport) => facts.filter(({ reading }) => reading !== "undecided");

it("is what its schema describes, and nothing else passes for one", async () => {
  const file = join(__dirname, "../../../docs/reference/schemas/doctor.schema.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(z.toJSONSchema(doctorSchema));
  const { report, text } = await written((await tenantWith([])).env);
  expect(report).toMatchObject({ outcome: "ok", decided: 18, closing: "Nothing is wrong as far as reading shows." });
  expect(report.checks.map(({ check }) => check)).toEqual(doctorChecks.map(({ id }) => id));
  expect(report.observed.filter(({ body }) => body !== undefined)).toHaveLength(8);
  expect(text).toMatch(/^# digicert-one doctor\n\nNothing is wrong/m);
  expect(parseReport(JSON.stringify({ ...report, apiKey: "x" }))).toBeUndefined();
  expect(parseReport(JSON.stringify({ ...report, command: "verify" }))).toBeUndefined();
});

it.each([
  [[]],
  [["role-body", "audit-entry-nested"]],
  [["paged-lists", "status-in-capitals"]],
  [["deleted-not-found"]],
])("plays its tenant: with the same users and keys in it doctor reports the same (%j)", async (variants) => {
  const { report } = await written((await tenantWith(variants)).env);
  expect(variantsOf(report).sort()).toEqual(expect.arrayContaining(variants));
  const { report: played } = await written((await tenantWith(variantsOf(report))).env);
  expect(played).toEqual(report);
});

describe("of what does not work", () => {
  it("names the check that failed, the kind of failure, and that nothing was read", async () => {
    const env = { ...KEY, DIGICERT_ONE_BASE_URL: `https://127.0.0.1:${await closedPort()}` };
    const { report } = await written(env);
    expect(report).toMatchObject({ outcome: "found", closing: "Begin with: Connection.", decided: 0, observed: [] });
    expect(report.checks.find(({ verdict }) => verdict === "fail")).toEqual({
      check: "tcp",
      verdict: "fail",
      code: "ECONNREFUSED",
    });
    expect(report.facts.filter(({ what }) => what === "nothing was read").length).toBeGreaterThan(30);
  });

  it("shows which request was refused, and decides by what was read", async () => {
    const { emulator, env } = await tenantWith([]);
    await emulator.addFault({ kind: "status", status: 403, match: { path: "/account/api/v1/user" } });
    const { report } = await written(env);
    expect(report.observed.find(({ step }) => step === "list-users")).toMatchObject({ status: 403 });
    expect(report).toMatchObject({ closing: "Begin with: Users." });
    expect(decided(report).length).toBeGreaterThan(10);
  });
});

describe("with a canary in every setting and in everything that the tenant holds", () => {
  const inSettings: Record<string, string> = Object.fromEntries(
    settingsTable.map(({ name, env }) => [env, `canary-${name.toLowerCase()}-4f1c`]),
  );

  it("holds none of a setting, whether it is used or refused", async () => {
    const proxied = behindProxy(await closedPort());
    const states: Record<string, string>[] = [
      inSettings,
      { ...KEY, DIGICERT_ONE_REGION: "nl", DIGICERT_ONE_APIKEY: "canary-misspelt-4f1c" },
      { ...proxied.env },
      { ...KEY, DIGICERT_ONE_BASE_URL: "https://canary-user:canary-password@canary.example.com/canary" },
    ];
    for (const env of states) {
      const { report, text } = await written(env);
      expect(report.outcome).toBe("found");
      expect(JSON.stringify(env)).toContain("canary"); // what is not redacted shows it
      expect(text).not.toMatch(/canary/i);
    }
    expect(Object.keys(inSettings).length).toBeGreaterThan(12);
  });

  it("holds none of a certificate, its key and its password", async () => {
    const pfx = pkcs12(client, PASSWORD).toString("base64");
    const ways = [pem(client), { DIGICERT_ONE_CLIENT_PFX: pfx, DIGICERT_ONE_CLIENT_CERT_PASSWORD: PASSWORD }];
    for (const way of ways) {
      const { env } = await mutual({ ...way, DIGICERT_ONE_FORMER_HOSTS: "canary.former.example.com" });
      const { report, text } = await written(env, { nowMs: Date.now() });
      expect(report.decided).toBeGreaterThan(10);
      const lines = Object.values(env).flatMap((value) => value.split(/\r?\n/).map((line) => line.slice(0, 60)));
      const secrets = [...lines.filter((line) => line.length > 20 && !line.startsWith("-----")), "canary", "localhost"];
      expect(secrets.length).toBeGreaterThan(5);
      for (const secret of secrets) {
        expect(Object.values(env).join()).toContain(secret);
        expect(text).not.toContain(secret);
      }
      expect(text).not.toContain(ca.cert.split("\n")[1]);
    }
  });

  it("holds none of users, keys, accounts and roles, which the responses that it was made of hold", async () => {
    const { emulator, env } = await tenantWith([]);
    const { users: before } = await emulator.state();
    const account = await emulator.addAccount({ name: "Canary account" });
    await emulator.addUser({
      user_type: "service",
      friendly_name: "canary-nickname",
      email: "canary@example.com",
      description: "canary description",
    });
    expect(account).toBeDefined();
    expect(before.length).toBeGreaterThan(1);
    const { report, text } = await written(env);
    const headers = { "x-api-key": emulator.apiKey };
    const me = String(before[0]?.id);
    const paths = report.observed.map(({ path }) =>
      path.replace(":me", me).replace(":missing", me).replace(":day", NOW.slice(0, 10)),
    );
    expect(paths).toHaveLength(8);
    const bodies = await Promise.all(
      paths.map(async (path) => (await fetch(`${emulator.url}${API_PREFIX}${path}`, { headers })).text()),
    );
    const unredacted = [...bodies, JSON.stringify(env)].join("\n");
    const { users, tokens, roles } = await emulator.state();
    const values = [
      ...users
        .filter(({ user_type: type }) => type === "service")
        .flatMap((user) => [user.id, user.friendly_name, user.email, user.description]),
      ...roles.flatMap(({ id, name }) => [id, name]),
      ...tokens
        .filter(({ user_id: id, status }) => id === me && status !== "DELETED")
        .flatMap(({ id, name }) => [id, name]),
      emulator.apiKey,
      emulator.url,
    ].filter((value): value is string => typeof value === "string" && value.length > 2);
    const canaries = values.filter((value) => unredacted.includes(value));
    expect(canaries.length).toBeGreaterThan(20);
    expect(canaries).toEqual(expect.arrayContaining(["canary-nickname", "canary@example.com", "canary description"]));
    for (const canary of canaries) expect(text, canary).not.toContain(canary);
    expect(text).not.toMatch(/emu_|[0-9a-f]{8}-[0-9a-f]{4}-|@|canary/i);
  });
});

describe("the file", () => {
  const run = (path: string, env: Record<string, string>) =>
    doctor(env, { argv: ["--report", path] }).catch(({ exitCode, message }: CommanderError) => ({
      code: exitCode,
      out: message,
    }));

  it("is refused before anything is sent where it cannot be a report, or something else stands there", async () => {
    const { emulator, env } = await tenantWith([]);
    await emulator.clearJournal();
    const other = join(folder, "package.json");
    writeFileSync(other, '{"name":"mine"}');
    for (const path of [join(folder, "report.txt"), join(folder, "nowhere", "report.json"), folder, other]) {
      expect(await run(path, env), path).toMatchObject({ code: EXIT.usage });
    }
    expect((await run(other, env)).out).toContain("something else than a report stands there");
    expect(readFileSync(other, "utf8")).toBe('{"name":"mine"}');
    expect(await emulator.journal()).toEqual([]);
  });

  it("replaces an earlier report of either form", async () => {
    const { env } = await tenantWith([]);
    for (const path of [json, markdown]) {
      await run(path, env);
      const first = readFileSync(path, "utf8");
      await run(path, { ...env, DIGICERT_ONE_API_KEY: KEY.DIGICERT_ONE_API_KEY });
      expect(readFileSync(path, "utf8")).not.toBe(first);
    }
  });
});
