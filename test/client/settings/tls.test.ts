import { createPrivateKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { agentTlsOptions, checkMaterial } from "../../../src/client/settings/tls";
import { type DigiCertOneError, isDigiCertOneError } from "../../../src/errors/index";
import { authority, issue, pkcs12 } from "../support/certificates";
import { clientOf, virtualClock } from "../support/client";
import { json, startServer, type TestServer } from "../support/server";

const ca = authority("Test authority");
const otherCa = authority("Other authority");
const HOSTS = ["localhost", "127.0.0.1", "one.example.test", "clientauth.one.example.test"];
const serverCert = issue(ca, "server", { hosts: HOSTS });
const good = issue(ca, "client");
const wrong = issue(otherCa, "client");
const expired = issue(ca, "client", { fromDays: -20, toDays: -3 });
const serverOfOther = issue(ca, "server", { hosts: ["elsewhere.example.test"] });

const encrypted = createPrivateKey(good.key)
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "key-password" })
  .toString();

const folder = mkdtempSync(join(tmpdir(), "tls-"));
afterAll(() => rmSync(folder, { recursive: true }));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function https({
  refuse = false,
  ...options
}: ServerOptions & { refuse?: boolean } = {}): Promise<TestServer & { port: string }> {
  const all = { cert: serverCert.cert, key: serverCert.key, ...options };
  const server = await startServer(
    (request, response) =>
      refuse || (request.headers["x-api-key"] === undefined && options.requestCert !== true)
        ? json(response, 401, { error: { code: "invalid_api_key", message: "No key" } })
        : json(response, 200, { id: "u1" }),
    (listener) => createServer(all, listener) as unknown as ReturnType<typeof createHttp>,
  );
  open.push(server);
  return { ...server, port: new URL(server.url).port };
}

const mutual: ServerOptions = { requestCert: true, rejectUnauthorized: true, ca: ca.cert };

async function attempt(url: string, settings: Record<string, string>): Promise<DigiCertOneError | "success"> {
  const client = clientOf(
    url,
    { apiKey: "", caCert: ca.cert, ...settings },
    { ...virtualClock(), onNotice: () => undefined },
  );
  try {
    await client.serviceUsers.get("u1");
    return "success";
  } catch (error) {
    if (!isDigiCertOneError(error)) throw error;
    return error;
  } finally {
    client.close();
  }
}

const pem = (made: { cert: string; key: string }) => ({ clientCert: made.cert, clientKey: made.key });

/** A proxy that connects every name to this machine, as CONNECT asks; with a status, it refuses. */
async function startProxy(
  port: string,
  status = 200,
): Promise<{ url: string; tunnels: () => number; close(): Promise<void> }> {
  let tunnels = 0;
  const sockets = new Set<Socket>();
  const proxy = createHttp();
  proxy.on("connect", (_request, socket: Socket) => {
    tunnels += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const target = connect(Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      target.pipe(socket).pipe(target);
    });
    sockets.add(target);
    target.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://user:proxy-password@127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    tunnels: () => tunnels,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => proxy.close(() => resolve()));
    },
  };
}

async function through<T>(proxyUrl: string, run: () => Promise<T>): Promise<T> {
  const before = { https: process.env.HTTPS_PROXY, none: process.env.NO_PROXY };
  process.env.HTTPS_PROXY = proxyUrl;
  delete process.env.NO_PROXY;
  try {
    return await run();
  } finally {
    if (before.https === undefined) delete process.env.HTTPS_PROXY;
    else process.env.HTTPS_PROXY = before.https;
    if (before.none !== undefined) process.env.NO_PROXY = before.none;
  }
}

describe("a client certificate", () => {
  it("works as PEM and as PKCS#12, by content and by path, with and without a password", async () => {
    const server = await https(mutual);
    const url = `https://localhost:${server.port}`;
    const pfx = pkcs12(good, "pfx-password");
    const file = (name: string, content: string | Buffer): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const ways: Record<string, string>[] = [
      pem(good),
      { clientCert: file("c.pem", good.cert), clientKey: file("k.pem", good.key), caCert: file("ca.pem", ca.cert) },
      { clientCert: good.cert.replace(/\r?\n/g, "\\n"), clientKey: good.key.replace(/\n/g, "\\n") },
      { clientCert: good.cert, clientKey: encrypted, clientCertPassword: "key-password" },
      { clientPfx: pfx.toString("base64"), clientCertPassword: "pfx-password" },
      { clientPfx: file("c.p12", pfx), clientCertPassword: "pfx-password" },
    ];
    for (const way of ways) expect(await attempt(url, way)).toBe("success");
    expect(server.seen.every((request) => request.headers["x-api-key"] === undefined)).toBe(true);
  });

  it("goes together with a key where both are set, and without it where it is to go alone", async () => {
    const server = await https(mutual);
    const url = `https://localhost:${server.port}`;
    const both = { ...pem(good), apiKey: "some-key-1" };
    expect(await attempt(url, both)).toBe("success");
    expect(await attempt(url, { ...both, certificateAlone: "true" })).toBe("success");
    expect(server.seen.map(({ headers }) => headers["x-api-key"])).toEqual(["some-key-1", undefined]);
    // The twin: the server wants the certificate beside the key.
    expect(await attempt(url, { apiKey: "some-key-1" })).toMatchObject({ failure: "missing-certificate" });
  });

  it("fails in ways that a person can tell apart, and no two messages are equal", async () => {
    const server = await https(mutual);
    const plain = await https();
    const elsewhere = await https({ cert: serverOfOther.cert, key: serverOfOther.key });
    const noTls = await startServer((_request, response) => json(response, 200, {}));
    open.push(noTls);
    const proxy = await startProxy(server.port, 407);
    open.push(proxy);
    const url = `https://localhost:${server.port}`;
    const outcomes = {
      success: await attempt(url, pem(good)),
      "wrong certificate": await attempt(url, pem(wrong)),
      "key mismatch": await attempt(url, { clientCert: good.cert, clientKey: wrong.key }),
      "expired certificate": await attempt(url, pem(expired)),
      "expired certificate in PKCS#12": await attempt(url, {
        clientPfx: pkcs12(expired, "pw-pw").toString("base64"),
        clientCertPassword: "pw-pw",
      }),
      "wrong password": await attempt(url, {
        clientPfx: pkcs12(good, "pw-pw").toString("base64"),
        clientCertPassword: "no-no",
      }),
      "missing CA": await attempt(url, { ...pem(good), caCert: "" }),
      "plain host": await attempt(`https://localhost:${plain.port}`, pem(good)),
      "another host": await attempt(`https://localhost:${elsewhere.port}`, pem(good)),
      "no TLS": await attempt(`https://localhost:${new URL(noTls.url).port}`, pem(good)),
      "refusing proxy": await through(proxy.url, () => attempt("https://one.example.test", pem(good))),
    };
    const told = Object.entries(outcomes).map(([name, outcome]) => {
      const kind =
        outcome === "success" ? "" : "failure" in outcome ? ` (${String(outcome.failure)})` : ` (${outcome.name})`;
      return `${name}${kind}: ${outcome === "success" ? "-" : outcome.message.replace(/:\d{4,5}/g, ":PORT").replace(/\d{4}-\d\d-\d\d/g, "DAY")}`;
    });
    expect(told.join("\n")).toMatchSnapshot();
    const messages = told.map((line) => line.slice(line.indexOf(": ")));
    const distinct = new Set(messages);
    // The two expired ones are the same failure, in two forms of the same file.
    expect(distinct.size).toBe(messages.length - 1);
  });

  it("goes through a proxy of the environment, in a tunnel, to the host of the certificate", async () => {
    const server = await https(mutual);
    const proxy = await startProxy(server.port);
    open.push(proxy);
    const outcome = await through(proxy.url, () => attempt("https://clientauth.one.example.test", pem(good)));
    expect(outcome).toBe("success");
    expect(proxy.tunnels()).toBe(1);
    expect(server.seen[0]?.headers.host).toBe("clientauth.one.example.test");
  });

  it("that the API refuses with 401 is named, and not a key that was never sent", async () => {
    const server = await https({ ...mutual, refuse: true });
    const proxy = await startProxy(server.port);
    open.push(proxy);
    const refused = (settings: Record<string, string>) =>
      through(proxy.url, () => attempt("https://clientauth.one.example.test", { ...pem(good), ...settings }));
    const alone = await refused({});
    expect(String(alone)).toContain("Check the client certificate (clientCert or clientPfx): ");
    expect(String(alone)).not.toContain("apiKey");
    const both = String(await refused({ apiKey: "some-key-1" }));
    expect(both).toMatch(
      /Check apiKey .* and the client certificate: .* does not accept the two together.*certificateAlone: true/,
    );
    expect(String(await refused({ apiKey: "some-key-1", certificateAlone: "true" }))).toContain(String(alone));
    const plain = await https({ refuse: true });
    const there = await attempt(`https://localhost:${plain.port}`, { ...pem(good), apiKey: "some-key-1" });
    expect(String(there), "a key that was sent is not to be set as well").toContain("does not accept the two together");
  });

  it("is looked at before anything is sent", () => {
    expect(checkMaterial({ cert: "nonsense", key: good.key }, Date.now())?.failure).toBe("unreadable-certificate");
    expect(checkMaterial({ cert: good.cert, key: "nonsense" }, Date.now())?.failure).toBe("unreadable-certificate");
    expect(checkMaterial({ ca: "nonsense" }, Date.now())?.failure).toBe("unreadable-certificate");
    expect(checkMaterial({ ...good }, Date.now() - 30 * 86_400_000)?.detail).toContain("valid from");
    expect(checkMaterial({ ...good }, Date.now())).toBeUndefined();
    const chain = `${good.cert}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`;
    expect(checkMaterial({ cert: chain, key: good.key }, Date.now())?.detail).toContain("cannot be used");
    const short = issue(ca, "client", { bits: 1024 });
    expect(checkMaterial({ ...short }, Date.now())).toMatchObject({
      detail: expect.stringMatching(/key too small$/),
      remedy: expect.stringMatching(/^Issue a new certificate, with a longer key/),
    });
    const withPassword = (passphrase: string) =>
      checkMaterial({ cert: good.cert, key: encrypted, passphrase }, Date.now());
    expect(withPassword("key-password")).toBeUndefined();
    expect(withPassword("no-no")?.failure).toBe("unreadable-certificate");
  });
});

describe("the connection", () => {
  it("verifies the server even if the environment says not to", async () => {
    const server = await https();
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      const url = `https://localhost:${server.port}`;
      expect(await attempt(url, { apiKey: "some-key-1", caCert: "" })).toMatchObject({ failure: "untrusted-server" });
      expect(server.seen).toHaveLength(0);
      expect(await attempt(url, { apiKey: "some-key-1" })).toBe("success");
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  it("speaks TLS 1.2 or later only", async () => {
    const old = await https({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    const outcome = await attempt(`https://localhost:${old.port}`, { apiKey: "some-key-1" });
    expect(outcome).toMatchObject({ name: "TlsError", failure: "other" });
    const current = await https({ minVersion: "TLSv1.2", maxVersion: "TLSv1.2" });
    expect(await attempt(`https://localhost:${current.port}`, { apiKey: "some-key-1" })).toBe("success");
    // Said to Node itself as well: its own default can be lowered by an option of the process.
    expect(agentTlsOptions({}).minVersion).toBe("TLSv1.2");
  });

  it("is kept for reads one after another, and fresh for each create", async () => {
    const server = await https();
    const client = clientOf(`https://localhost:${server.port}`, { caCert: ca.cert });
    for (let i = 0; i < 10; i += 1) await client.serviceUsers.get("u1");
    expect(server.connections()).toBe(1);
    const input = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };
    await client.serviceUsers.create(input, { find: () => false });
    await client.serviceUsers.create(input, { find: () => false });
    expect(server.connections()).toBe(3);
    await client.serviceUsers.get("u1");
    expect(server.connections()).toBe(3);
    client.close();
  });
});
