/** Proxies that work, in every form in which they are named: the twins of those that do not. */
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { authority, issue } from "../support/certificates";
import { clientOf, errorOf } from "../support/client";
import { json, startServer, type TestServer } from "../support/server";
import { type Script, scripting } from "../support/sockets";

const { script } = scripting();
const ca = authority("Test authority");
const certificate = issue(ca, "server", { hosts: ["one.example.test", "127.0.0.1", "localhost"] });
const sees: string[] = [];
let api: TestServer;

beforeAll(async () => {
  api = await startServer(
    (request, response) => json(response, 200, { id: "u1", host: request.headers.host }),
    (listener) => createHttps({ ...certificate }, listener) as unknown as ReturnType<typeof createHttp>,
  );
});
afterAll(() => api.close());
afterEach(() => {
  vi.unstubAllEnvs();
  sees.length = 0;
});

const apiPort = (): number => Number(new URL(api.url).port);

/** Whoever signs in as `user` with this password is connected to the API, whatever name was asked for. */
function granting(password: string | undefined, granted = "HTTP/1.1 200 Connection established\r\n\r\n") {
  return (request: { url?: string | undefined; headers: NodeJS.Dict<string | string[]> }, socket: Socket): void => {
    socket.on("error", () => undefined);
    sees.push(request.url ?? "");
    const wanted = `Basic ${Buffer.from(`user:${password}`).toString("base64")}`;
    if (password !== undefined && request.headers["proxy-authorization"] !== wanted) {
      socket.end("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const target = connect(apiPort(), "127.0.0.1", () => {
      socket.write(granted);
      target.pipe(socket).pipe(target);
    });
    target.on("error", () => undefined);
  };
}

const httpProxy = (password?: string, granted?: string) =>
  script(
    () => undefined,
    () => createHttp().on("connect", granting(password, granted)),
  );

async function read(proxy: string, settings: Record<string, string> = {}): Promise<unknown> {
  vi.stubEnv("HTTPS_PROXY", proxy);
  vi.stubEnv("NO_PROXY", "");
  const all = { caCert: ca.cert, maxRetrySeconds: "0", timeoutSeconds: "5", ...settings };
  const client = clientOf("https://one.example.test", all, { onNotice: () => undefined });
  try {
    return await client.serviceUsers.get("u1");
  } finally {
    client.close();
  }
}

describe("a proxy", () => {
  it.each([
    ["with a scheme", (host: string) => `http://${host}`],
    ["without a scheme", (host: string) => host],
    ["with a slash at its end", (host: string) => `http://${host}/`],
    ["by name", (host: string) => `http://localhost:${host.split(":")[1]}`],
  ])("is gone through, named %s", async (_form, name) => {
    const { host } = await httpProxy();
    expect(await read(name(host))).toMatchObject({ id: "u1" });
    expect(sees).toEqual(["one.example.test:443"]);
  });

  it.each([
    ["HTTP/1.0", "HTTP/1.0 200 Connection established\r\n\r\n"],
    ["no reason", "HTTP/1.1 200\r\n\r\n"],
    ["a length and a type", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: text/html\r\n\r\n"],
    ["chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["a wish to close", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"],
    ["many headers", `HTTP/1.1 200 OK\r\n${"Via: 1.1 proxy\r\n".repeat(100)}\r\n`],
  ])("that grants with %s is gone through", async (_form, granted) => {
    const { host } = await httpProxy(undefined, granted);
    expect(await read(`http://${host}`)).toMatchObject({ id: "u1" });
  });

  it.each(["password", "100%", "p@ss:word/?#", "été 密", "%41", " blanks "])(
    "that wants the password %j gets it as it is, percent-encoded or not",
    async (password) => {
      const { host } = await httpProxy(password);
      expect(await read(`http://user:${encodeURIComponent(password)}@${host}`)).toMatchObject({ id: "u1" });
      // As it stands, where it holds nothing that reads as encoded.
      if (password !== "%41") expect(await read(`user:${password}@${host}`)).toMatchObject({ id: "u1" });
      const error = await errorOf(read(`http://user:another@${host}`));
      expect(error.message).toContain("answered 407 to CONNECT");
    },
  );

  it("that speaks TLS itself is trusted as the host is, and is shown no client certificate", async () => {
    let shown = 0;
    const { host } = await script(
      () => undefined,
      () => {
        const server = createHttps({ ...certificate, requestCert: true, rejectUnauthorized: false, ca: ca.cert });
        server.on("secureConnection", (socket) => {
          shown += Object.keys(socket.getPeerCertificate()).length;
        });
        return server.on("connect", granting("password"));
      },
    );
    const client = issue(ca, "client");
    const pem = { clientCert: client.cert, clientKey: client.key };
    expect(await read(`https://user:password@${host}`, pem)).toMatchObject({ id: "u1" });
    expect([sees, shown]).toEqual([["one.example.test:443"], 0]);
  });

  it("is left alone by a host that NO_PROXY names", async () => {
    const { host } = await httpProxy();
    vi.stubEnv("HTTPS_PROXY", `http://${host}`);
    vi.stubEnv("NO_PROXY", "example.test");
    const client = clientOf("https://one.example.test", { maxRetrySeconds: "0" }, { onNotice: () => undefined });
    const error = await errorOf(client.serviceUsers.get("u1"));
    expect(error.message).toMatch(/the name one\.example\.test cannot be resolved/);
    expect(sees).toEqual([]);
  });

  it("carries many calls over few connections, and a fresh one for each creation", async () => {
    const { host } = await httpProxy();
    vi.stubEnv("HTTPS_PROXY", `http://${host}`);
    vi.stubEnv("NO_PROXY", "");
    const client = clientOf("https://one.example.test", { caCert: ca.cert, rateLimits: "off" });
    for (let n = 0; n < 5; n += 1) await client.serviceUsers.get("u1");
    expect(sees).toHaveLength(1);
    await Promise.all(Array.from({ length: 10 }, () => client.serviceUsers.get("u1")));
    expect(sees.length).toBeLessThanOrEqual(10);
    const before = sees.length;
    await client.serviceUsers.create(
      { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] },
      { find: () => false },
    );
    expect(sees.length).toBe(before + 1);
    client.close();
  });
});

/** A proxy of SOCKS 5 that connects every name to the API. */
const socksProxy =
  (password?: string): Script =>
  (socket) => {
    let step = password === undefined ? 1 : 0;
    let greeted = false;
    const take = (heard: Buffer): void => {
      if (!greeted) {
        greeted = true;
        socket.write(Buffer.from([5, step === 0 ? 2 : 0]));
      } else if (step === 0) {
        step = 1;
        const user = heard.subarray(2, 2 + (heard[1] ?? 0));
        const given = heard.subarray(3 + user.length).toString();
        socket.write(Buffer.from([1, given === password ? 0 : 1]));
      } else {
        socket.off("data", take);
        const length = heard[4] ?? 0;
        sees.push(`${heard.subarray(5, 5 + length).toString()}:${heard.readUInt16BE(5 + length)}`);
        const target = connect(apiPort(), "127.0.0.1", () => {
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          target.pipe(socket).pipe(target);
        });
        target.on("error", () => undefined);
      }
    };
    socket.on("data", take);
  };

describe("a proxy of SOCKS", () => {
  it.each(["socks5h", "socks"])("is gone through, and resolves the name: %s", async (scheme) => {
    const { host } = await script(socksProxy());
    expect(await read(`${scheme}://${host}`)).toMatchObject({ id: "u1" });
    expect(sees).toEqual(["one.example.test:443"]);
  });

  it("gets the password as it is", async () => {
    const { host } = await script(socksProxy("100%:@"));
    expect(await read(`socks5h://user:100%25:%40@${host}`)).toMatchObject({ id: "u1" });
    expect((await errorOf(read(`socks5h://user:another@${host}`))).message).toContain("Authentication failed");
  });
});
