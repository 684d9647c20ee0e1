/** Proxies that give no connection: each is named, nothing was sent, and only what may pass is asked again. */
import { createServer as createHttp } from "node:http";
import type { Server, Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authority, issue } from "../support/certificates";
import { clientOf, errorOf, logged } from "../support/client";
import { answering, type Script, scripting } from "../support/sockets";

const { script, closedPort } = scripting();
afterEach(() => vi.unstubAllEnvs());

const ca = authority("Test authority");
const ofProxy = issue(ca, "proxy", { hosts: ["127.0.0.1"] });
const ofOther = issue(ca, "proxy", { hosts: ["elsewhere.example.test"] });
const pastProxy = issue(ca, "proxy", { hosts: ["127.0.0.1"], fromDays: -20, toDays: -2 });

const user = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };
const PASSWORD = "proxy-password";

/** How a proxy breaks, how its address is written, and what is said of it. */
interface Row {
  readonly script?: Script;
  readonly make?: (listener: (socket: Socket) => void) => Server;
  readonly scheme?: string;
  readonly words: RegExp;
  readonly remedy?: RegExp;
  /** Another attempt is made, since it may pass. */
  readonly again?: true;
  readonly settings?: Record<string, string>;
}

const head = "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n";
const asksPassword = { words: /answered 407 to CONNECT/, remedy: /check HTTPS_PROXY, its user and password/ };
const noHttp = { words: /answered CONNECT with something that is no HTTP \(HPE_/, remedy: /scheme in HTTPS_PROXY/ };
const closed = {
  words: /closed the connection before it answered CONNECT \(/,
  remedy: /whether the proxy runs/,
  again: true,
} as const;
const bytes = (...values: number[]) => Buffer.from(values);
const inPieces =
  (text: string): Script =>
  (socket) =>
    void socket.once("data", async () => {
      for (const character of text) {
        socket.write(character);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
const https = (cert: { cert: string; key: string }) => (listener: (socket: Socket) => void) =>
  createTls({ ...cert }, listener);

/** Speaks SOCKS 5 to the end of its answers. */
const socks =
  (...answers: Buffer[]): Script =>
  (socket) => {
    let at = 0;
    socket.on("data", () => {
      const answer = answers[at++];
      if (answer !== undefined) socket.write(answer);
      else socket.end();
    });
  };

const rows: Readonly<Record<string, Row>> = {
  "wants a password, head and body in one packet": {
    script: answering(`${head}Content-Length: 2\r\n\r\nno`),
    ...asksPassword,
  },
  "wants one, in a packet for each character": {
    script: inPieces(`${head}Content-Length: 2\r\n\r\nno`),
    ...asksPassword,
  },
  "wants one, and keeps the connection": {
    script: answering(`${head}Proxy-Connection: keep-alive\r\nContent-Length: 2\r\n\r\nno`, false),
    ...asksPassword,
  },
  "wants one, with a body in chunks": {
    script: answering(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n`),
    ...asksPassword,
  },
  "wants one, with a body that does not come": {
    script: answering(`${head}Content-Length: 2000\r\n\r\n`, false),
    ...asksPassword,
  },
  "asks for more before": {
    script: answering(`HTTP/1.1 100 Continue\r\n\r\n${head}\r\n`),
    words: /answered 100 to CONNECT/,
  },
  "wants one in the words of HTTP/1.0": { script: answering("HTTP/1.0 407\r\n\r\n"), ...asksPassword },
  "redirects to a page": {
    script: answering("HTTP/1.1 302 Found\r\nLocation: http://portal/\r\n\r\n"),
    words: /answered 302 to CONNECT/,
  },
  "is overloaded": {
    script: answering("HTTP/1.1 503 No\r\n\r\n"),
    words: /answered 503 to CONNECT/,
    remedy: /The proxy does not reach one\.example\.test: check region/,
    again: true,
  },
  "greets in another protocol": { script: (socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n"), ...noHttp },
  "answers in another protocol": { script: answering("SSH-2.0-OpenSSH_9.6\r\n", false), ...noHttp },
  "answers in a mail server's words": { script: (socket) => socket.write("220 mail ESMTP\r\n"), ...noHttp },
  "answers a page without a head": { script: answering("<html>no</html>"), ...noHttp },
  "answers the frames of HTTP/2": { script: answering(bytes(0, 0, 0, 4, 0, 0, 0, 0, 0), false), ...noHttp },
  "answers as SOCKS": { script: answering(bytes(5, 255)), ...noHttp },
  "answers a TLS alert": { script: answering(bytes(0x15, 3, 3, 0, 2, 2, 70)), ...noHttp },
  "answers a head without end": {
    script: answering(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(20_000)}`, false),
    words: /no HTTP \(HPE_HEADER_OVERFLOW\)/,
  },
  "answers nonsense in its head": { script: answering("HTTP/1.1 200 OK\r\nno header\r\n\r\n"), ...noHttp },
  "speaks TLS, which its scheme does not say": {
    make: https(ofProxy),
    words: /closed the connection before|no HTTP/,
    remedy: /https:\/\/ where the proxy itself speaks TLS/,
    again: true,
  },
  "closes at once": { script: (socket) => void socket.end(), ...closed },
  "closes when it is asked": { script: (socket) => void socket.once("data", () => socket.end()), ...closed },
  "resets the connection": { script: (socket) => void socket.once("data", () => socket.resetAndDestroy()), ...closed },
  "closes within its head": { script: answering("HTTP/1.1 20"), ...closed },
  "speaks no TLS, although its scheme says so": {
    make: () => createHttp(),
    scheme: "https",
    words: /does not speak the TLS that https:\/\/ in HTTPS_PROXY asks for \(ERR_SSL_/,
    remedy: /http:\/\//,
  },
  "cuts the handshake": {
    script: (socket) => void socket.once("data", () => socket.end()),
    scheme: "https",
    words: /TLS handshake with the proxy .* was cut/,
    again: true,
  },
  "has a certificate of nobody's": {
    make: https(ofProxy),
    scheme: "https",
    words: /certificate of the proxy .* is not accepted/,
    remedy: /Set caCert/,
  },
  "has a certificate for another name": {
    make: https(ofOther),
    scheme: "https",
    settings: { caCert: ca.cert },
    words: /not accepted \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
  },
  "has a certificate that has ended": {
    make: https(pastProxy),
    scheme: "https",
    settings: { caCert: ca.cert },
    words: /not accepted \(CERT_HAS_EXPIRED\)/,
  },
  "speaks HTTP, although its scheme says SOCKS": {
    make: () => createHttp(),
    scheme: "socks5h",
    words: /does not speak SOCKS|closed the connection before it answered/,
  },
  "closes without a word of SOCKS": {
    script: (socket) => void socket.end(),
    scheme: "socks5h",
    words: /closed the connection before it answered/,
    again: true,
  },
  "takes no way of SOCKS to sign in": {
    script: socks(bytes(5, 255)),
    scheme: "socks5h",
    words: /refused: .*authentication/i,
    remedy: /its user and password/,
  },
  "refuses the password of SOCKS": {
    script: socks(bytes(5, 2), bytes(1, 1)),
    scheme: "socks5h",
    words: /refused: Socks5 Authentication failed/,
    remedy: /its user and password/,
  },
  "may not connect there, says SOCKS": {
    script: socks(bytes(5, 2), bytes(1, 0), bytes(5, 2, 0, 1, 0, 0, 0, 0, 0, 0)),
    scheme: "socks5h",
    words: /refused: Socks5 proxy rejected connection - NotAllowed/,
  },
  "does not reach the host, says SOCKS": {
    script: socks(bytes(5, 2), bytes(1, 0), bytes(5, 4, 0, 1, 0, 0, 0, 0, 0, 0)),
    scheme: "socks5h",
    words: /refused: Socks5 proxy rejected connection - HostUnreachable/,
    again: true,
  },
};

const calls = ["read", "deletion", "creation"] as const;

async function failing(call: (typeof calls)[number], proxy: string, settings: Record<string, string> = {}) {
  vi.stubEnv("HTTPS_PROXY", proxy);
  vi.stubEnv("NO_PROXY", "");
  const { log, deps } = logged();
  const client = clientOf(
    "https://one.example.test",
    { rateLimits: "off", maxRetrySeconds: "3", timeoutSeconds: "2", ...settings },
    deps,
  );
  const { serviceUsers } = client;
  const run = {
    read: () => serviceUsers.get("u1"),
    deletion: () => serviceUsers.delete("u1"),
    creation: () => serviceUsers.create(user, { find: () => false }),
  };
  const error = await errorOf(run[call]());
  const attempts = log.filter(({ event }) => event === "failure");
  client.close();
  return { error, attempts: attempts.length, methods: new Set(attempts.map(({ method }) => method)) };
}

describe.each(Object.entries(rows))("a proxy that %s", (_how, row) => {
  it.each(calls)("is named by the failure of a %s, of which nothing was sent", async (call) => {
    const { port, host, connections } = await script(row.script ?? (() => undefined), row.make);
    const { error, ...made } = await failing(
      call,
      `${row.scheme ?? "http"}://user:${PASSWORD}@127.0.0.1:${port}`,
      row.settings,
    );
    expect(error).toMatchObject({ name: "TlsError", failure: "proxy" });
    expect(error.message).toContain("no connection to one.example.test, because ");
    expect(error.message).toContain(`the proxy ${host}`);
    expect(error.message).toMatch(row.words);
    expect(error.message).toMatch(row.remedy ?? /HTTPS_PROXY/);
    expect(error.message).not.toMatch(/may have carried out/);
    expect(JSON.stringify(error) + error.stack).not.toContain(PASSWORD);
    expect(error.mayHaveBeenProcessed).not.toBe(true);
    // A creation is not looked for: nothing can have come of it.
    expect([...made.methods]).toEqual([{ read: "GET", deletion: "DELETE", creation: "POST" }[call]]);
    expect(made.attempts > 1).toBe(row.again === true);
    expect(connections()).toBeLessThanOrEqual(made.attempts);
  });
});

describe("a proxy that is not there", () => {
  it.each(calls)("because its port is closed, is named by the failure of a %s", async (call) => {
    const port = await closedPort();
    const { error, attempts } = await failing(call, `http://user:${PASSWORD}@127.0.0.1:${port}`);
    expect(error.message).toContain(`the proxy 127.0.0.1:${port} refuses connections (ECONNREFUSED)`);
    expect(error.message).toContain("Check host and port in HTTPS_PROXY, and whether the proxy runs");
    expect([error.mayHaveBeenProcessed, attempts > 1]).toEqual([undefined, true]);
  });

  it.each(["http", "https", "socks5h"])("because nobody knows its name, is named: %s", async (scheme) => {
    const { error } = await failing("deletion", `${scheme}://no-such-proxy.invalid:3128`);
    expect(error.message).toMatch(
      /the name of the proxy no-such-proxy\.invalid:3128 cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)/,
    );
    expect(error.message).not.toMatch(/one\.example\.test cannot be resolved/);
  });

  it("because nobody knows the host's name here, where its scheme asks for that", async () => {
    const { port } = await script(() => undefined);
    const { error } = await failing("deletion", `socks5://127.0.0.1:${port}`);
    expect(error.message).toMatch(
      /the name one\.example\.test cannot be resolved here .*Write socks5h:\/\/ in HTTPS_PROXY/,
    );
  });
});

describe("a proxy that lets us wait", () => {
  const silent: Readonly<Record<string, readonly [Script, string]>> = {
    "without a word": [() => undefined, "http"],
    "within its head": [answering("HTTP/1.1 200 OK\r\nX: y", false), "http"],
    "within a handshake": [() => undefined, "https"],
    "within SOCKS": [answering(bytes(5), false), "socks5h"],
  };
  it.each(
    Object.entries(silent).flatMap(([how, [what, scheme]]) => calls.map((call) => [how, call, what, scheme] as const)),
  )("%s is named by a %s that timed out, of which nothing was sent", async (_how, call, what, scheme) => {
    const { port, host } = await script(what);
    const settings = { timeoutSeconds: "0.1", maxRetrySeconds: "0" };
    const { error, methods } = await failing(call, `${scheme}://127.0.0.1:${port}`, settings);
    expect(error).toMatchObject({ name: "TimeoutError", mayHaveBeenProcessed: false });
    expect(error.message).toContain(`the proxy ${host} made no connection to one.example.test within 0 s`);
    expect(methods.size).toBe(1);
  });
});
