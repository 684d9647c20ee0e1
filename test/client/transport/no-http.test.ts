/** What comes back and is no answer of HTTP, or one that cannot be read: no lost connection, and nothing to wait for. */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { clientOf, errorOf, logged } from "../support/client";
import { type Script, scripting } from "../support/sockets";

const { script } = scripting();
const ok = (headers: string, body = "") =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
const json = '{"id":"u1","description":"#mark"}';
const bytes = (...values: number[]) => Buffer.from(values);

const answers: Readonly<Record<string, readonly [answer: string | Buffer, words: RegExp]>> = {
  "another protocol": ["SSH-2.0-OpenSSH_9.6\r\n", /something that is no HTTP \(HPE_INVALID_CONSTANT\)/],
  "a mail server's greeting": ["220 mail ESMTP\r\n", /no HTTP/],
  "a page without a head, as of HTTP/0.9": ["<html>no</html>", /no HTTP/],
  "JSON without a head": [json, /no HTTP/],
  "the frames of HTTP/2": [bytes(0, 0, 18, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100), /no HTTP/],
  "the preface of HTTP/2": ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", /no HTTP/],
  "the words of HTTP/2": ["HTTP/2 200 OK\r\n\r\n", /no HTTP/],
  "a TLS alert": [bytes(0x15, 3, 3, 0, 2, 2, 70), /no HTTP/],
  "a SOCKS greeting": [bytes(5, 255, 0, 0), /no HTTP/],
  "nothing but NULs": [Buffer.alloc(64), /no HTTP/],
  "a request": ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", /no HTTP/],
  "a status of letters": ["HTTP/1.1 OK\r\n\r\n", /no HTTP/],
  "a header without a colon": ["HTTP/1.1 200 OK\r\nno header\r\n\r\n", /no HTTP/],
  "a header that holds a NUL": [ok("X: a\0b\r\nContent-Length: 2", "{}"), /no HTTP/],
  "headers that are too long": [
    ok(`X: ${"a".repeat(20_000)}\r\nContent-Length: 2`, "{}"),
    /headers that are too long \(HPE_HEADER_OVERFLOW\)/,
  ],
  "two lengths": [
    ok(`Content-Length: ${json.length}\r\nContent-Length: 2`, json),
    /headers that contradict each other about its length/,
  ],
  "a length and chunks": [
    ok(`Content-Length: 2\r\nTransfer-Encoding: chunked`, "2\r\n{}\r\n0\r\n\r\n"),
    /contradict each other/,
  ],
  "a length below nothing": [ok("Content-Length: -5", json), /contradict each other/],
  "a length of letters": [ok("Content-Length: many", json), /contradict each other/],
  "a chunk without a size": [
    ok("Transfer-Encoding: chunked", `zz\r\n${json}\r\n`),
    /a body whose chunks cannot be read \(HPE_INVALID_CHUNK_SIZE\)/,
  ],
  "a chunk of another size than it says": [
    ok("Transfer-Encoding: chunked", `5\r\n${json}\r\n0\r\n\r\n`),
    /no HTTP|chunks cannot be read/,
  ],
  "a switch to another protocol": [
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    /a switch to another protocol/,
  ],
  "compression that is none": [
    ok(`Content-Encoding: gzip\r\nContent-Length: ${json.length}`, json),
    /200 with \d+ bytes of gzip that cannot be decompressed/,
  ],
  "compression of an unknown kind": [
    ok("Content-Encoding: zstd\r\nContent-Length: 4", "(/zs"),
    /200 with .* that are no JSON/,
  ],
  "half of a compressed body": [
    Buffer.concat([Buffer.from(ok("Content-Encoding: gzip\r\nContent-Length: 20")), gzipSync(json).subarray(0, 20)]),
    /20 bytes of gzip that cannot be decompressed/,
  ],
  "a length that cuts its JSON": [ok("Content-Length: 10", json), /no HTTP/],
  "a status that is too small": ["HTTP/1.1 099 x\r\nContent-Length: 2\r\n\r\n{}", /the status 99/],
  "a status that is too large": [`HTTP/1.1 999 x\r\nContent-Length: 2\r\n\r\n{}`, /the status 999/],
  "more than its length": [ok(`Content-Length: ${json.length}`, `${json}${json}`), /no HTTP/],
};

const user = { nickname: "n", description: "#mark", email: "", accountIds: ["a"], roleIds: [] };
const find = (candidate: { description?: string | undefined }) => candidate.description === "#mark";

/** Answers what it is told to, but lists as they should be: one that holds what was made, or nothing. */
function serving(answer: string | Buffer, listed: string): Script {
  return (socket) =>
    void socket.on("data", (request: Buffer) => {
      const isList = /^GET \S*\/user(\?\S*)? /.test(request.toString("latin1"));
      if (isList) socket.end(ok(`Content-Length: ${listed.length}\r\nConnection: close`, listed));
      else socket.end(answer);
    });
}

async function run(answer: string | Buffer, listed = "[]") {
  const { port } = await script(serving(answer, listed));
  const { log, deps } = logged();
  const client = clientOf(`http://127.0.0.1:${port}`, { rateLimits: "off", maxRetrySeconds: "60" }, deps);
  const sent = () => log.filter(({ event }) => event === "failure" || event === "answer").map(({ method }) => method);
  return { host: `127.0.0.1:${port}`, serviceUsers: client.serviceUsers, sent };
}

describe.each(Object.entries(answers))("%s", (_what, [answer, words]) => {
  it("fails a read at once", async () => {
    const { host, serviceUsers, sent } = await run(answer);
    const error = await errorOf(serviceUsers.get("u1"));
    expect(error).toMatchObject({ name: "UnexpectedResponseError", attempts: 1 });
    expect(error.message).toContain(`${host} answered `);
    expect(error.message).toMatch(words);
    expect(error.message).toMatch(/Check baseUrl .* and the proxy/);
    expect(error.message).not.toMatch(/broke|may have carried out/);
    expect(sent()).toEqual(["GET"]);
  });

  it("fails a deletion at once, which is no deletion", async () => {
    const { serviceUsers, sent } = await run(answer);
    expect(await errorOf(serviceUsers.delete("u1"))).toMatchObject({ name: "UnexpectedResponseError", attempts: 1 });
    expect(sent()).toEqual(["DELETE"]);
  });

  it("is looked behind where a creation got it, and what is not found is not made again", async () => {
    const { serviceUsers, sent } = await run(answer);
    expect(await errorOf(serviceUsers.create(user, { find }))).toMatchObject({ name: "UnexpectedResponseError" });
    expect(sent().filter((method) => method === "POST")).toHaveLength(1);
    expect(
      sent()
        .slice(1)
        .every((method) => method === "GET"),
    ).toBe(true);
  });

  it("is looked behind where a creation got it, and what is found is what was made", async () => {
    const { serviceUsers, sent } = await run(answer, `[${json}]`);
    const made = await serviceUsers.create(user, { find }, { initialKey: "leave" });
    expect(made).toMatchObject({ id: "u1", recovered: true });
    expect(sent()).toEqual(["POST", "GET"]);
  });
});

describe("the twins: an answer that HTTP allows", () => {
  it.each([
    ["of HTTP/1.0, ended by the end", `HTTP/1.0 200 OK\r\n\r\n${json}`],
    ["without a reason", `HTTP/1.1 200\r\nContent-Length: ${json.length}\r\n\r\n${json}`],
    ["without a length, ended by the end", ok("Connection: close", json)],
    [
      "in chunks",
      ok(
        "Transfer-Encoding: chunked",
        `a;x=y\r\n${json.slice(0, 10)}\r\n${(json.length - 10).toString(16)}\r\n${json.slice(10)}\r\n0\r\nTrailer: x\r\n\r\n`,
      ),
    ],
    ["after an early hint", `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok(`Content-Length: ${json.length}`, json)}`],
    ["with long headers", ok(`X: ${"a".repeat(10_000)}\r\nContent-Length: ${json.length}`, json)],
    ["with the same length twice in one header's name", ok(`content-length: ${json.length}`, json)],
  ])("is read: %s", async (_what, answer) => {
    const { serviceUsers, sent } = await run(answer);
    expect(await serviceUsers.get("u1")).toMatchObject({ id: "u1" });
    expect(sent()).toEqual(["GET"]);
  });
});
