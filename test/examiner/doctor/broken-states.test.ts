/**
 * Everything that people break, one at a time, against servers on loopback: the first failure is the cause, what rests on it is
 * skipped for it, and the remedy stands beside it.
 */
import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { doctorChecks } from "../../../src/examiner/doctor/checks";
import type { Probes } from "../../../src/examiner/doctor/probes";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../src/testing";
import { authority, issue, pkcs12 } from "../../client/support/certificates";
import { checksOf } from "./doctor-fixture";

const ca = authority("Doctor's authority");
const otherCa = authority("Other authority");
const ofServer = issue(ca, "server", { hosts: ["localhost"] });
const client = issue(ca, "client", { toDays: 90 });
const PASSWORD = "canary-pfx-password";

interface Broken {
  readonly env: Record<string, string>;
  readonly nowMs?: number;
  readonly probes?: Partial<Probes>;
}

/** What is broken, the check that must fail first, and what its remedy must say. */
interface Row {
  readonly title: string;
  readonly broken: () => Promise<Broken>;
  readonly cause: string;
  readonly found: RegExp;
  readonly remedy: RegExp;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});
beforeAll(() => {
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"]) {
    delete process.env[name];
    delete process.env[name.toLowerCase()];
  }
});

async function emulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const started = await startEmulator({ rateLimits: "off", seed: 3, ...options });
  closers.push(() => started.close());
  return started;
}

const settingsOf = (server: Pick<Emulator, "url" | "apiKey">, more: Record<string, string> = {}) => ({
  DIGICERT_ONE_BASE_URL: server.url,
  DIGICERT_ONE_API_KEY: server.apiKey,
  ...more,
});

/** An emulator that speaks TLS, and settings that trust it. */
async function secure(more: Record<string, string>, options: { clientCa?: string; server?: typeof ofServer } = {}) {
  const { server = ofServer, clientCa } = options;
  const tls = { cert: server.cert, key: server.key, ...(clientCa !== undefined && { clientCa }) };
  return { env: settingsOf(await emulator({ tls }), { DIGICERT_ONE_CA_CERT: ca.cert, ...more }) };
}
const mutual = (more: Record<string, string>) => secure(more, { clientCa: ca.cert });
const pem = ({ cert, key }: { cert: string; key: string }) => ({
  DIGICERT_ONE_CLIENT_CERT: cert,
  DIGICERT_ONE_CLIENT_KEY: key,
});

async function faulty(fault: Parameters<Emulator["addFault"]>[0], more: Record<string, string> = {}): Promise<Broken> {
  const server = await emulator();
  await server.addFault(fault);
  return { env: settingsOf(server, more) };
}

/** A key whose user has one role, or none. */
async function keyWith(role?: string): Promise<Broken> {
  const server = await emulator();
  const { roles } = await server.state();
  const ids = roles.filter(({ name }) => name === role).map(({ id }) => id);
  const { apiKey = "" } = await server.addUser({ user_type: "service", friendly_name: "ci", roles: ids, apiKey: true });
  return { env: settingsOf({ url: server.url, apiKey }) };
}

/** A proxy that grants no connection, or one that is not there. */
async function proxied(status: number | undefined): Promise<Broken> {
  const proxy = createHttp().on("connect", (_request, socket) => {
    socket.on("error", () => undefined);
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const close = () => new Promise((resolve) => proxy.close(resolve));
  if (status === undefined) await close();
  else closers.push(close);
  vi.stubEnv("HTTPS_PROXY", `http://user:canary-proxy-password@127.0.0.1:${port}`);
  return { env: { DIGICERT_ONE_REGION: "nl", DIGICERT_ONE_API_KEY: "canary-key-0123456789" } };
}

/** A port on which nothing listens any more. */
async function closedPort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function clockApart(hours: number): Promise<Broken> {
  const server = await emulator();
  return { env: settingsOf(server), nowMs: Date.now() - hours * 3_600_000 };
}

const unresolved: Partial<Probes> = {
  resolve: () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" })),
};
const KEY = { DIGICERT_ONE_API_KEY: "canary-key-0123456789" };

const rows: readonly Row[] = [
  {
    title: "no key",
    broken: async () => ({ env: {} }),
    cause: "settings",
    found: /No API key is set/,
    remedy: /DIGICERT_ONE_API_KEY/,
  },
  {
    title: "a misspelt setting",
    broken: async () => ({ env: { DIGICERT_ONE_APIKEY: "canary-key-0123456789" } }),
    cause: "names",
    found: /Did you mean DIGICERT_ONE_API_KEY/,
    remedy: /Rename/,
  },
  {
    title: "a region and an address that contradict each other",
    broken: async () => ({
      env: { ...KEY, DIGICERT_ONE_ENVIRONMENT: "demo", DIGICERT_ONE_BASE_URL: "https://one.nl.digicert.com" },
    }),
    cause: "settings",
    found: /which is production, but environment says demo/,
    remedy: /a key of one place never works in the other/,
  },
  {
    title: "a host that no DNS knows",
    broken: async () => ({ env: { ...KEY, DIGICERT_ONE_BASE_URL: "https://one.example.test" }, probes: unresolved }),
    cause: "dns",
    found: /one\.example\.test cannot be resolved \(ENOTFOUND\)/,
    remedy: /region, environment or baseUrl/,
  },
  {
    title: "a port on which nothing listens",
    broken: async () => ({ env: { ...KEY, DIGICERT_ONE_BASE_URL: `http://127.0.0.1:${await closedPort()}` } }),
    cause: "tcp",
    found: /ECONNREFUSED/,
    remedy: /port in baseUrl/,
  },
  {
    title: "a proxy that wants a password",
    broken: () => proxied(407),
    cause: "tunnel",
    found: /answered 407 to CONNECT/,
    remedy: /HTTPS_PROXY, its user and password/,
  },
  {
    title: "a proxy that refuses the host",
    broken: () => proxied(403),
    cause: "tunnel",
    found: /answered 403 to CONNECT/,
    remedy: /HTTPS_PROXY/,
  },
  {
    title: "a proxy that is not there",
    broken: () => proxied(undefined),
    cause: "tcp",
    found: /the proxy 127\.0\.0\.1:\d+ accepts no connection/,
    remedy: /whether the proxy runs/,
  },
  {
    title: "an authority that this machine does not trust",
    broken: () => secure({ DIGICERT_ONE_CA_CERT: otherCa.cert }),
    cause: "tls",
    found: /not trusted/,
    remedy: /Set caCert/,
  },
  {
    title: "a server's certificate that is out of date",
    broken: () => secure({}, { server: issue(ca, "server", { hosts: ["localhost"], fromDays: -20, toDays: -2 }) }),
    cause: "tls",
    found: /out of date/,
    remedy: /this machine's clock/,
  },
  {
    title: "a server's certificate for another name",
    broken: () => secure({}, { server: issue(ca, "server", { hosts: ["elsewhere.example.test"] }) }),
    cause: "tls",
    found: /for another name/,
    remedy: /region, environment and baseUrl/,
  },
  {
    title: "a port that speaks no TLS",
    broken: async () => {
      const { url, apiKey } = await emulator();
      return { env: settingsOf({ url: url.replace("http:", "https:"), apiKey }) };
    },
    cause: "tls",
    found: /does not speak TLS/,
    remedy: /scheme and the port/,
  },
  {
    title: "a server that asks for a client certificate, and none is set",
    broken: () => mutual({}),
    cause: "api",
    found: /the connection to localhost:\d+ broke/,
    remedy: /want a client certificate: set clientCert and clientKey/,
  },
  {
    title: "a client certificate of an authority that the server does not know",
    broken: () => mutual(pem(issue(otherCa, "client", { toDays: 90 }))),
    cause: "api",
    found: /refused the client certificate|closed the connection/,
    remedy: /the client authentication certificate that Account Manager issued/,
  },
  {
    title: "a client certificate that is expired",
    broken: () => mutual(pem(issue(ca, "client", { fromDays: -20, toDays: -3 }))),
    cause: "client-certificate",
    found: /expired on/,
    remedy: /issue a new one in Account Manager/,
  },
  {
    title: "a client certificate with the key of another",
    broken: () => mutual({ ...pem(client), DIGICERT_ONE_CLIENT_KEY: ofServer.key }),
    cause: "client-certificate",
    found: /do not belong together/,
    remedy: /the private key that the certificate was requested with/,
  },
  {
    title: "a certificate that is made for servers",
    broken: () => mutual(pem(issue(ca, "client", { toDays: 90, purpose: "serverAuth" }))),
    cause: "client-certificate",
    found: /not made for client authentication/,
    remedy: /client authentication certificate/,
  },
  {
    title: "a wrong password of a PKCS#12 file",
    broken: () =>
      mutual({
        DIGICERT_ONE_CLIENT_PFX: pkcs12(client, PASSWORD).toString("base64"),
        DIGICERT_ONE_CLIENT_CERT_PASSWORD: "canary-wrong-password",
      }),
    cause: "client-certificate",
    found: /wrong clientCertPassword/,
    remedy: /clientCertPassword must be the password/,
  },
  {
    title: "a server that never answers",
    broken: () => faulty({ kind: "stall" }, { DIGICERT_ONE_TIMEOUT_SECONDS: "0.2" }),
    cause: "api",
    found: /did not answer within/,
    remedy: /proxy/,
  },
  {
    title: "maintenance, as the API announces it",
    broken: () => faulty({ kind: "status", status: 503, retryAfter: 1200 }),
    cause: "api",
    found: /answered 503 service_unavailable/,
    remedy: /maintenance.*tried again in 20 min/,
  },
  {
    title: "maintenance, as a gateway shows it",
    broken: () => faulty({ kind: "html", status: 503 }),
    cause: "api",
    found: /answered 503/,
    remedy: /maintenance/,
  },
  {
    title: "too many calls",
    broken: () => faulty({ kind: "status", status: 429, retryAfter: 30 }),
    cause: "api",
    found: /answered 429/,
    remedy: /Too many calls/,
  },
  {
    title: "a page where the API should be",
    broken: async () => ({ env: settingsOf(await emulator({ variants: ["another-host"] })) }),
    cause: "api",
    found: /answered 404 with something that is not of the DigiCert ONE API/,
    remedy: /Check baseUrl/,
  },
  {
    title: "a gateway's own 401",
    broken: () => faulty({ kind: "foreign", status: 401, form: "json" }),
    cause: "api",
    found: /answered 401 with something that is not of/,
    remedy: /Check baseUrl/,
  },
  {
    title: "half an answer",
    broken: () => faulty({ kind: "truncate" }),
    cause: "api",
    found: /./,
    remedy: /./,
  },
  {
    title: "a clock that is two days behind",
    broken: () => clockApart(48),
    cause: "clock",
    found: /48 h behind the API's/,
    remedy: /NTP/,
  },
  {
    title: "a clock that is two days ahead",
    broken: () => clockApart(-48),
    cause: "clock",
    found: /ahead of the API's/,
    remedy: /NTP/,
  },
  {
    title: "a wrong key",
    broken: async () => ({ env: settingsOf(await emulator(), KEY) }),
    cause: "key",
    found: /answered 401 invalid_api_key/,
    remedy: /Is it complete, enabled, not past its end date/,
  },
  {
    title: "a demo key at a production host",
    broken: async () => ({ env: settingsOf(await emulator(), { ...KEY, DIGICERT_ONE_ENVIRONMENT: "production" }) }),
    cause: "key",
    found: /answered 401/,
    remedy: /A demo key never works here, nor does one of another region/,
  },
  {
    title: "a production key at a demo host",
    broken: async () => ({ env: settingsOf(await emulator(), { ...KEY, DIGICERT_ONE_ENVIRONMENT: "demo" }) }),
    cause: "key",
    found: /answered 401/,
    remedy: /A production key never works here/,
  },
  {
    title: "a key past the end that apiKeyEndDate names",
    broken: async () => ({
      env: settingsOf(await emulator(), { ...KEY, DIGICERT_ONE_API_KEY_END_DATE: "2020-01-31" }),
    }),
    cause: "key",
    found: /answered 401/,
    remedy: /reached its end date, 2020-01-31/,
  },
  {
    title: "two keys, neither of them good",
    broken: async () => ({
      env: { DIGICERT_ONE_BASE_URL: (await emulator()).url, DIGICERT_ONE_API_KEYS: "canary-key-1111,canary-key-2222" },
    }),
    cause: "key",
    found: /does not accept 2 of 2 keys/,
    remedy: /Is it complete/,
  },
  {
    title: "a user without a role",
    broken: () => keyWith(),
    cause: "me",
    found: /may not even look at itself \(403\)/,
    remedy: /a role of Account Manager/,
  },
  {
    title: "a user whose role sees no users",
    broken: () => keyWith("Auditor"),
    cause: "users",
    found: /may not be listed/,
    remedy: /"View users"/,
  },
  {
    title: "a list that is none",
    broken: () => faulty({ kind: "html", status: 502, match: { path: "/user" } }),
    cause: "users",
    found: /answered 502/,
    remedy: /Try again later/,
  },
];

it("knows each broken state, each under a title of its own", () => {
  expect(new Set(rows.map(({ title }) => title)).size).toBe(35);
  const causes = new Set(rows.map(({ cause }) => cause));
  expect([...causes].sort()).toEqual(
    [
      "api",
      "client-certificate",
      "clock",
      "dns",
      "key",
      "me",
      "names",
      "settings",
      "tcp",
      "tls",
      "tunnel",
      "users",
    ].sort(),
  );
});

describe.each(rows)("$title", ({ broken, cause, found, remedy }) => {
  it(`is found by ${cause} first, with its remedy, and what rests on it is skipped`, async () => {
    const { env, ...options } = await broken();
    const { checks, code, of, out } = await checksOf(env, options);
    expect(checks.find(({ verdict }) => verdict === "fail")).toMatchObject({ id: cause });
    expect(of(cause).found).toMatch(found);
    expect(of(cause).remedy).toMatch(remedy);
    expect(code).toBe(2);
    const resting = doctorChecks.filter(({ needs }) => needs.includes(cause)).map(({ id }) => id);
    for (const id of resting) {
      expect(of(id)).toMatchObject({ verdict: "skipped", because: expect.arrayContaining([cause]) });
    }
    const failed = checks.filter(({ verdict }) => verdict === "fail" || verdict === "warn");
    expect(failed.filter((each) => (each.remedy ?? "") === "")).toEqual([]);
    // Every check is there, and none is broken itself.
    expect(checks.map(({ id }) => id)).toEqual(doctorChecks.map(({ id }) => id));
    expect(checks.filter((each) => each.found.includes("the check itself failed"))).toEqual([]);
    expect(out).not.toMatch(/canary|emu_/);
  });
});

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
