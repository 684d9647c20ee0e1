/** What is whole fails nowhere; what only needs a hand soon is a warning. */
import { describe, expect, it } from "vitest";
import { issue, pkcs12 } from "../../client/support/certificates";
import {
  type Broken,
  ca,
  client,
  clockApart,
  emulator,
  mutual,
  PASSWORD,
  pem,
  secure,
  settingsOf,
} from "./broken-world";
import { checksOf } from "./doctor-fixture";

describe("what is whole", () => {
  const good: Record<string, () => Promise<Broken>> = {
    "on plain http": async () => ({ env: settingsOf(await emulator()) }),
    "with TLS": () => secure({}),
    "with a client certificate and a key": () => mutual(pem(client)),
    "with a client certificate alone": () => mutual({ ...pem(client), DIGICERT_ONE_CERTIFICATE_ALONE: "true" }),
    "with PKCS#12": () =>
      mutual({
        DIGICERT_ONE_CLIENT_PFX: pkcs12(client, PASSWORD).toString("base64"),
        DIGICERT_ONE_CLIENT_CERT_PASSWORD: PASSWORD,
      }),
    "where a user holds one key only": async () => ({ env: settingsOf(await emulator({ variants: ["single-key"] })) }),
    "in pages": async () => ({ env: settingsOf(await emulator({ pageSize: 1 })) }),
    "with a line end behind the key": async () => {
      const server = await emulator();
      return { env: settingsOf(server, { DIGICERT_ONE_API_KEY: `${server.apiKey}\r\n` }) };
    },
    "with a slash behind the address": async () => {
      const server = await emulator();
      return { env: settingsOf(server, { DIGICERT_ONE_BASE_URL: `${server.url}/` }) };
    },
    "beside settings that are empty": async () => ({
      env: settingsOf(await emulator(), { DIGICERT_ONE_REGION: " ", DIGICERT_ONE_CLIENT_CERT: "" }),
    }),
    "with a clock that is a minute behind": () => clockApart(1 / 60),
  };

  it.each(Object.entries(good))("fails nowhere %s", async (_title, whole) => {
    const { env, ...options } = await whole();
    const { checks, of, out } = await checksOf(env, options);
    expect(checks.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    for (const id of ["api", "key", "me", "users", "keys", "accounts", "roles"]) expect(of(id).verdict, id).toBe("ok");
    expect(of("me").found).toContain("Emulator administrator");
    expect(out).not.toMatch(/canary|emu_/);
  });

  it("leaves undecided whether a second key may be made, and names the way to know", async () => {
    const { of } = await checksOf(settingsOf(await emulator({ variants: ["single-key"] })));
    expect(of("writing")).toMatchObject({
      verdict: "undecided",
      remedy: expect.stringContaining("digicert-one verify"),
    });
    expect(of("writing").details?.join()).toContain("single-key");
  });

  it("shows the chain and the version of TLS", async () => {
    const { env } = await secure({});
    const { of } = await checksOf(env);
    expect(of("tls").found).toMatch(/^TLSv1\.3, the certificate is trusted and ends \d{4}-/);
    expect(of("tls").details).toEqual(["chain: server ← Doctor's authority"]);
  });
});

describe("an emulator whose clock was moved", () => {
  it("is well where DIGICERT_ONE_AS_OF says its day, and our own ends are counted from that day", async () => {
    const server = await emulator();
    await server.setClock("2031-05-05T12:00:00Z");
    const { apiKey = "" } = await server.addUser({
      ...{ user_type: "service", friendly_name: "ours", end_date: "2031-05-15", apiKey: true },
      roles: (await server.state()).roles.map(({ id }) => String(id)),
    });
    const env = { DIGICERT_ONE_BASE_URL: server.url, DIGICERT_ONE_API_KEY: apiKey, DIGICERT_ONE_AS_OF: "2031-05-05" };
    const { of } = await checksOf(env);
    expect(of("clock")).toMatchObject({ verdict: "ok", found: expect.stringContaining("agree that it is 2031-05-05") });
    expect(of("ends")).toMatchObject({ verdict: "warn", found: expect.stringContaining("10 days left") });

    const apart = await checksOf({ ...env, DIGICERT_ONE_AS_OF: "2031-05-04" });
    expect(apart.of("clock")).toMatchObject({ verdict: "warn", remedy: expect.stringContaining("=2031-05-05") });
    // The twin: without the variable this machine's clock is compared.
    expect((await checksOf({ ...env, DIGICERT_ONE_AS_OF: "" })).of("clock").verdict).toBe("fail");
  });
});

describe("warnings, which fail nothing", () => {
  it("warns of a clock that is ten minutes off, and goes on", async () => {
    const { env, nowMs = 0 } = await clockApart(1 / 6);
    const { of, code } = await checksOf(env, { nowMs });
    expect([of("clock").verdict, of("ends").verdict === "skipped", code]).toEqual(["warn", false, 2]);
  });

  it("warns of one bad key among good ones, and names it by its hash", async () => {
    const server = await emulator();
    const { apiKey: second = "" } = await server.addUser({ user_type: "service", friendly_name: "ci", apiKey: true });
    const env = { DIGICERT_ONE_BASE_URL: server.url, DIGICERT_ONE_API_KEYS: `${server.apiKey},canary-key-1111` };
    const { of, out } = await checksOf(env);
    expect(of("key")).toMatchObject({ verdict: "warn", found: expect.stringMatching(/1 of 2 keys: \S+$/) });
    expect(out).not.toContain("canary");
    const both = await checksOf({ ...env, DIGICERT_ONE_API_KEYS: `${server.apiKey},${second}` });
    expect(both.of("key")).toMatchObject({ verdict: "ok", found: expect.stringContaining("all 2 keys") });
  });

  it("warns of a client certificate that ends soon", async () => {
    const { env } = await mutual(pem(issue(ca, "client", { toDays: 9.5 })));
    expect((await checksOf(env)).of("client-certificate")).toMatchObject({
      verdict: "warn",
      found: expect.stringContaining("in 9 days"),
    });
  });

  it("says what lacks where only look-ups need it", async () => {
    const server = await emulator();
    await server.addFault({ kind: "status", status: 403, match: { path: "/role" } });
    await server.addFault({ kind: "status", status: 403, match: { path: "/audit-log" } });
    const { of } = await checksOf(settingsOf(server));
    expect(of("roles")).toMatchObject({ verdict: "warn", remedy: expect.stringContaining("getRole will fail") });
    expect(of("audit-log")).toMatchObject({
      verdict: "ok",
      found: expect.stringContaining("nothing in this package needs"),
    });
  });
});
