/** Handshakes that fail: told as that by where it happened, whatever the code; nothing was sent. */
import { createServer as createHttp } from "node:http";
import { createServer as createHttps, type ServerOptions } from "node:https";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { createServer as createTls, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authority, issue, selfSigned } from "../support/certificates";
import { clientOf, errorOf, logged, virtualClock } from "../support/client";
import { answering, type Script, scripting } from "../support/sockets";

const { script } = scripting();
afterEach(() => vi.unstubAllEnvs());

const ca = authority("Test authority");
const namesake = authority("Test authority");
const strange = authority("Other authority");
const hosts = ["localhost", "127.0.0.1"];
const good = issue(ca, "server", { hosts });
const clientOfOurs = issue(ca, "client");

interface Row {
  /** Speaks TLS, with this. */
  readonly tls?: ServerOptions;
  /** Or whatever this says. */
  readonly script?: Script;
  readonly failure: string;
  readonly words: RegExp;
  readonly again?: true;
  readonly settings?: Record<string, string>;
}

const alert = (description: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, description]);
const notAccepted = (what: string) => new RegExp(`no secure connection to localhost:\\d+ \\(${what}`);
const handshake = /\(the handshake failed: .*(alert|unrecognized name|no application protocol).*, (ERR_SSL_|EPROTO)/;
const cut = {
  failure: "cut",
  words: /\(the connection was cut during the TLS handshake, ECONNRESET\)/,
  again: true,
} as const;

const rows: Readonly<Record<string, Row>> = {
  "a certificate for clients only": {
    tls: issue(ca, "localhost", { hosts, purpose: "clientAuth" }),
    failure: "unfit-server",
    words: notAccepted("the server's certificate is not one for servers, INVALID_PURPOSE"),
  },
  "a certificate of another authority of that name": {
    tls: issue(namesake, "localhost", { hosts }),
    failure: "untrusted-server",
    words: notAccepted("the server's certificate is not signed by the authority .*, CERT_SIGNATURE_FAILURE"),
  },
  "a certificate of another authority": {
    tls: issue(strange, "localhost", { hosts }),
    failure: "untrusted-server",
    words: notAccepted("the server's certificate is not trusted, UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
  },
  "a certificate signed by itself": {
    tls: selfSigned("localhost", hosts),
    failure: "untrusted-server",
    words: notAccepted("the server's certificate is not trusted, DEPTH_ZERO_SELF_SIGNED_CERT"),
  },
  "a certificate that has ended": {
    tls: issue(ca, "localhost", { hosts, fromDays: -20, toDays: -2 }),
    failure: "server-expired",
    words: notAccepted("the server's certificate is out of date, CERT_HAS_EXPIRED"),
  },
  "a certificate that has not begun": {
    tls: issue(ca, "localhost", { hosts, fromDays: 2, toDays: 20 }),
    failure: "server-expired",
    words: notAccepted("the server's certificate is out of date, CERT_NOT_YET_VALID"),
  },
  "a certificate for another name": {
    tls: issue(ca, "localhost", { hosts: ["elsewhere.example.test"] }),
    failure: "wrong-host",
    words: notAccepted("the server's certificate is for another name"),
  },
  "a certificate without a name": {
    tls: issue(ca, ""),
    failure: "wrong-host",
    words: notAccepted("the server's certificate is for another name"),
  },
  "a version of TLS that is too old": {
    tls: { ...good, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
    failure: "other",
    words: notAccepted("the server and we have no version of TLS in common, (ERR_SSL_|EPROTO)"),
  },
  "plain HTTP": {
    script: (socket) => void socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    failure: "not-tls",
    words: /does not speak TLS/,
  },
  "another protocol": {
    script: (socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n"),
    failure: "not-tls",
    words: /does not speak TLS/,
  },
  "an alert: internal error": { script: answering(alert(80)), failure: "other", words: handshake },
  "an alert: unknown name": { script: answering(alert(112)), failure: "other", words: handshake },
  "an alert: no application protocol": { script: answering(alert(120)), failure: "other", words: handshake },
  "an alert that no standard knows": {
    script: answering(alert(200)),
    failure: "other",
    words: /\(the handshake failed: reason\(1200\), /,
  },
  "an alert: protocol version": {
    script: answering(alert(70)),
    failure: "other",
    words: /no version of TLS in common/,
  },
  "the end at once": { script: (socket) => void socket.end(), ...cut },
  "the end after our greeting": { script: (socket) => void socket.once("data", () => socket.end()), ...cut },
  "a reset after our greeting": {
    script: (socket) => void socket.once("data", () => socket.resetAndDestroy()),
    ...cut,
  },
  "the end within its greeting": { script: answering(Buffer.from([0x16, 3, 3, 0, 90, 2, 0])), ...cut },
};

const calls = ["read", "deletion", "creation"] as const;

async function failing(call: (typeof calls)[number], url: string, settings: Record<string, string> = {}) {
  const { log, deps } = logged();
  const client = clientOf(
    url,
    { caCert: ca.cert, rateLimits: "off", maxRetrySeconds: "3", timeoutSeconds: "5", ...settings },
    deps,
  );
  const user = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };
  const run = {
    read: () => client.serviceUsers.get("u1"),
    deletion: () => client.serviceUsers.delete("u1"),
    creation: () => client.serviceUsers.create(user, { find: () => false }),
  };
  const error = await errorOf(run[call]());
  client.close();
  const attempts = log.filter(({ event }) => event === "failure");
  return { error, attempts: attempts.length, methods: [...new Set(attempts.map(({ method }) => method))] };
}

describe.each(Object.entries(rows))("a server that shows %s", (_what, row) => {
  it.each(calls)("fails a %s in the handshake, of which nothing was sent", async (call) => {
    let requests = 0;
    const { tls } = row;
    const { port } = await (tls === undefined
      ? script(row.script ?? (() => undefined))
      : script(
          () => undefined,
          () => createHttps(tls, () => (requests += 1)),
        ));
    const { error, attempts, methods } = await failing(call, `https://localhost:${port}`, row.settings);
    expect(error).toMatchObject({ name: "TlsError", failure: row.failure });
    expect(error.message).toMatch(row.words);
    expect(error.message).not.toMatch(/may have carried out|broke/);
    expect(error.mayHaveBeenProcessed).not.toBe(true);
    expect([requests, attempts > 1]).toEqual([0, row.again === true]);
    // A creation is not looked for: nothing can have come of it.
    expect(methods).toEqual([{ read: "GET", deletion: "DELETE", creation: "POST" }[call]]);
  });
});

describe("a server behind a proxy that grants everything", () => {
  const through = async (answer: Script) => {
    const target = await script(answer);
    const { host } = await script(
      () => undefined,
      () =>
        createHttp().on("connect", (_request, socket: Socket) => {
          socket.on("error", () => undefined);
          const onward = connect(target.port, "127.0.0.1", () => {
            socket.write("HTTP/1.1 200 OK\r\n\r\n");
            onward.pipe(socket).pipe(onward);
          });
          onward.on("error", () => undefined);
        }),
    );
    vi.stubEnv("HTTPS_PROXY", `http://${host}`);
    vi.stubEnv("NO_PROXY", "");
    return host;
  };

  it.each(calls)("cuts the handshake of a %s: the proxy is named, nothing was sent", async (call) => {
    const host = await through((socket) => void socket.once("data", () => socket.end()));
    const { error, attempts, methods } = await failing(call, "https://one.example.test");
    expect(error).toMatchObject({ name: "TlsError", failure: "cut" });
    expect(error.message).toContain(`the connection through the proxy ${host} was cut during the TLS handshake`);
    expect([attempts > 1, methods.length]).toEqual([true, 1]);
  });

  it("speaks no TLS", async () => {
    await through(answering("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const { error, attempts } = await failing("deletion", "https://one.example.test");
    expect(error).toMatchObject({ name: "TlsError", failure: "not-tls" });
    expect(attempts).toBe(1);
  });
});

describe("a handshake that does not end", () => {
  it.each(calls)("times out a %s, of which nothing was sent", async (call) => {
    const { port } = await script(() => undefined);
    const settings = { timeoutSeconds: "0.1", maxRetrySeconds: "0" };
    const { error, methods } = await failing(call, `https://localhost:${port}`, settings);
    expect(error).toMatchObject({ name: "TimeoutError", mayHaveBeenProcessed: false });
    expect(error.message).toMatch(/no connection to localhost:\d+ came about within/);
    expect(methods).toHaveLength(1);
  });
});

describe("the twins", () => {
  it.each([
    ["for servers only", issue(ca, "localhost", { hosts, purpose: "serverAuth" })],
    ["for whatever it may be", good],
  ])("a certificate %s is accepted", async (_what, made) => {
    const { port } = await script(
      () => undefined,
      () => createHttps({ ...made }, (_request, response) => void response.end('{"id":"u1"}')),
    );
    const client = clientOf(`https://localhost:${port}`, { caCert: ca.cert });
    expect(await client.serviceUsers.get("u1")).toMatchObject({ id: "u1" });
    client.close();
  });

  it("a connection that is kept, or was made for a request that was given up, is one that may have carried the next", async () => {
    const { port } = await script(
      () => undefined,
      () =>
        createHttps({ ...good }, (request, response) =>
          request.method === "GET" ? void response.end('{"id":"u1"}') : void request.socket.destroy(),
        ),
    );
    const deps = { ...virtualClock(), onNotice: () => undefined };
    const settings = { caCert: ca.cert, maxRetrySeconds: "0", rateLimits: "off" };
    const client = clientOf(`https://localhost:${port}`, settings, deps);
    await client.serviceUsers.get("u1");
    expect(await errorOf(client.serviceUsers.delete("u1"))).toMatchObject({ mayHaveBeenProcessed: true });
    const stop = new AbortController();
    const given = errorOf(client.serviceUsers.get("u1", { signal: stop.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await given).toMatchObject({ name: "ConnectionError" });
    await client.serviceUsers.get("u1");
    expect(await errorOf(client.serviceUsers.delete("u1"))).toMatchObject({ mayHaveBeenProcessed: true });
    client.close();
  });

  it("a handshake that is cut once is made again, as nothing was sent", async () => {
    let made = 0;
    const { port } = await script(
      () => undefined,
      () => {
        const server = createHttps({ ...good }, (_request, response) => void response.end('{"id":"u1"}'));
        return server.prependListener("connection", (socket: Socket) => {
          made += 1;
          if (made === 1) socket.destroy();
        });
      },
    );
    const client = clientOf(
      `https://localhost:${port}`,
      { caCert: ca.cert },
      { ...virtualClock(), onNotice: () => undefined },
    );
    expect(await client.serviceUsers.get("u1")).toMatchObject({ id: "u1" });
    expect(made).toBe(2);
    client.close();
  });

  it("a connection that ends after the handshake may have carried the request", async () => {
    const { port } = await script(
      (socket) => void socket.once("data", () => socket.destroy()),
      (listener) => createTls({ ...good }, listener as (socket: TLSSocket) => void),
    );
    const { error } = await failing("deletion", `https://localhost:${port}`);
    expect(error).toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed: true });
    const pem = { clientCert: clientOfOurs.cert, clientKey: clientOfOurs.key };
    expect((await failing("deletion", `https://localhost:${port}`, pem)).error).toMatchObject({
      name: "TlsError",
      failure: "wrong-certificate",
    });
  });
});
