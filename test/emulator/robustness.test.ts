import { once } from "node:events";
import { Agent } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator";
import { createEmulator } from "../../src/emulator/emulator";
import { call, makeUser, newUser, opens } from "./harness";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator(
    { rateLimits: "off" },
    { bounds: { headersTimeoutMs: 200, requestTimeoutMs: 300, maxConnections: 1000 } },
  );
});

afterEach(() => emulator.close());

function open(): Socket {
  return connect(Number(new URL(emulator.url).port), "127.0.0.1");
}

/** Everything that comes back for some bytes, until the emulator hangs up. */
async function exchange(...pieces: (string | Buffer)[]): Promise<string> {
  const socket = open();
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  for (const piece of pieces) socket.write(piece);
  await once(socket, "close");
  return answer;
}

const head = (length: number): string =>
  `POST /account/api/v1/user HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\nX-Api-Key: ${emulator.apiKey}\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

describe("the emulator survives", () => {
  it.each<[string, string | Buffer]>([
    ["bytes that are not HTTP", Buffer.from([0, 1, 2, 3, 13, 10, 13, 10])],
    ["a TLS greeting", Buffer.from("16030100c8010000c40303", "hex")],
    ["a request line without a version", "GET /\r\n\r\n"],
    ["a header without a colon", "GET / HTTP/1.1\r\nnonsense\r\n\r\n"],
    ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
    ["a length and chunks", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["headers without end", `GET / HTTP/1.1\r\nX: ${"x".repeat(40_000)}`],
    ["no Host", "GET / HTTP/1.1\r\n\r\n"],
  ])("%s, answering 4xx and hanging up", async (_, bytes) => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await opens(emulator, emulator.apiKey)).toBe(true);
  });

  it.each(["*", "http://evil.example.com/x", "/%", "/%00", "//", "/account/api/v1/../../etc"])(
    "the target %s, answering 4xx",
    async (target) => {
      const answer = await exchange(
        `GET ${target} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: t\r\nX-Api-Key: ${emulator.apiKey}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(await opens(emulator, emulator.apiKey)).toBe(true);
    },
  );

  it("a body of 10 MB, refused with a documented error and forgotten", async () => {
    const raw = Buffer.alloc(10_000_000, "x");
    const declared = await call(emulator, "POST", "/user", { raw });
    expect([declared.status, declared.codes]).toEqual([400, ["invalid_request"]]);
    expect(declared.messages).toEqual(["The body is longer than 1048576 bytes."]);
    const headers = { "content-length": null, "transfer-encoding": "chunked" };
    const chunked = await call(emulator, "POST", "/user", { raw, headers });
    expect([chunked.status, chunked.codes]).toEqual([400, ["invalid_request"]]);
    expect(chunked.messages).toEqual(declared.messages);
    const unauthenticated = await call(emulator, "POST", "/user", { raw, key: null });
    expect(unauthenticated.status).toBe(401);
    expect((await emulator.state()).users).toHaveLength(1);
  });

  it("a body just within the limit, which is read to its end", async () => {
    const description = "x".repeat(1_000_000);
    const reply = await call(emulator, "POST", "/user", { body: newUser(emulator, { description }) });
    expect([reply.status, reply.object.description]).toEqual([201, description]);
  });

  it("clients that never finish their head or their body, answering 408 and hanging up", async () => {
    const answers = await Promise.all([exchange("GET /account HTTP/1.1\r\nHos"), exchange(head(100), "{")]);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*invalid_request/);
    expect(await opens(emulator, emulator.apiKey)).toBe(true);
  });

  it("clients that hang up in the middle of a body", async () => {
    const socket = open();
    socket.write(`${head(100)}{"user`);
    await once(socket, "connect");
    socket.destroy();
    expect(await opens(emulator, emulator.apiKey)).toBe(true);
    expect((await emulator.state()).users).toHaveLength(1);
  });

  it("two hundred connections at once", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 200 });
    const replies = await Promise.all(Array.from({ length: 200 }, () => call(emulator, "GET", "/account", { agent })));
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 200));
    agent.destroy();
  });
});

it("keeps a connection alive over refusals, faults aside", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  const keep = agent.createConnection.bind(agent);
  agent.createConnection = (...given) => {
    const socket = keep(...given);
    sockets.add(socket);
    return socket;
  };
  await makeUser(emulator);
  for (const path of ["/user", "/nothing", "/user?nonsense=1", "/user"]) await call(emulator, "GET", path, { agent });
  const refused = await call(emulator, "POST", "/user", { body: newUser(emulator), agent });
  expect(refused.status).toBe(409);
  expect((await call(emulator, "GET", "/user", { agent })).status).toBe(200);
  expect(sockets.size).toBe(1);
  agent.destroy();
});
