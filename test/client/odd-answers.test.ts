import type { ServerResponse } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type LogEvent, resolveSettings } from "../../src/client/index";
import { createTransport } from "../../src/client/transport/transport";
import { clientOf, errorOf, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();

const quiet = { onNotice: () => undefined };
const body = JSON.stringify({ id: "u1", description: "é".repeat(500) });
const isJson = { "content-type": "application/json" };

const send =
  (bytes: Buffer | string, headers: Record<string, string> = isJson, status = 200) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end(bytes);
  };

describe("a good answer in an odd form is read", () => {
  it.each([
    ["with a byte order mark", send(`\uFEFF${body}`)],
    ["with white space around it", send(`\r\n ${body} \n`)],
    ["called a web page", send(body, { "content-type": "text/html" })],
    ["without a content type", send(body, {})],
    ["compressed with gzip without being asked", send(gzipSync(body), { ...isJson, "content-encoding": "gzip" })],
    ["compressed with deflate", send(deflateSync(body), { ...isJson, "content-encoding": "Deflate" })],
    ["compressed with brotli", send(brotliCompressSync(body), { ...isJson, "content-encoding": "br" })],
    ["called identity", send(body, { ...isJson, "content-encoding": "identity" })],
  ])("%s", async (_form, answer) => {
    const server = await serve((_request, response) => answer(response));
    expect(await clientOf(server.url).serviceUsers.get("u1")).toMatchObject({ id: "u1", description: "é".repeat(500) });
    // No compression was asked for: a truncated one would not always be seen.
    expect(server.seen[0]?.headers["accept-encoding"]).toBe("identity");
  });

  it("as a 204 with a body that HTTP does not allow", async () => {
    const server = await serve((_request, response) => {
      response.socket?.write("HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n");
    });
    expect(await clientOf(server.url).serviceUsers.disable("u1")).toBeUndefined();
    expect(await clientOf(server.url).serviceUsers.delete("u1")).toBe("deleted");
  });
});

describe("an answer that cannot be read is told, and a create that gave it is looked for", () => {
  const half = gzipSync(body).subarray(0, 30);
  it.each([
    [
      "truncated gzip",
      send(half, { ...isJson, "content-encoding": "gzip" }),
      "30 bytes of gzip that cannot be decompressed",
    ],
    [
      "gzip that is none",
      send(body, { ...isJson, "content-encoding": "gzip" }),
      "bytes of gzip that cannot be decompressed",
    ],
    ["nothing at all", send(""), "no user that has an id"],
    [
      "a login page",
      send("<html>Sign in</html>", { "content-type": "text/html" }),
      "20 characters of text/html that are no JSON",
    ],
    ["a redirect without a target", send("", {}, 302), "a redirect to elsewhere, which is not followed"],
    ["null", send("null"), "no user that has an id"],
  ])("%s", async (_form, answer, words) => {
    const server = await serve((_request, response) => answer(response));
    const error = await errorOf(clientOf(server.url).serviceUsers.get("u1"));
    expect(error).toMatchObject({ name: "UnexpectedResponseError", attempts: 1 });
    expect(error.message).toContain(words);
  });

  it("truncated gzip of a create", async () => {
    const server = await serve((request, response) => {
      if (request.method === "POST") send(half, { ...isJson, "content-encoding": "gzip" }, 201)(response);
      else json(response, 200, [{ id: "u1", description: "#mark" }]);
    });
    const input = { nickname: "n", description: "#mark", email: "", accountIds: ["a"], roleIds: [] };
    const client = clientOf(server.url, {}, { ...quiet, random: () => 0 });
    const lost = { find: (c: { description?: string }) => c.description === "#mark" };
    const user = await client.serviceUsers.create(input, lost, { initialKey: "leave" });
    expect(user).toMatchObject({ id: "u1", recovered: true });
    expect(server.seen.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("a body beyond the bound, whether it comes so or is decompressed to it", async () => {
    const MB = 1024 * 1024;
    const bomb = gzipSync(Buffer.alloc(3 * MB, " "));
    const server = await serve((request, response) =>
      request.path === "/bomb"
        ? send(bomb, { ...isJson, "content-encoding": "gzip" })(response)
        : send(Buffer.alloc(request.path === "/large" ? 3 * MB : MB, " "))(response),
    );
    const transport = createTransport(
      resolveSettings({ config: (n) => ({ apiKey: "key-1" })[n], env: {} }).tls,
      undefined,
      2 * MB,
    );
    const get = (path: string) =>
      transport.send({ method: "GET", url: new URL(server.url + path), headers: {}, fresh: false, timeoutMs: 10_000 });
    const large = await get("/large");
    expect([large.status, large.text.length, large.damage]).toEqual([200, 0, "more than 2 MB"]);
    expect((await get("/bomb")).damage).toContain("cannot be decompressed");
    const fits = await get("/fits");
    expect([fits.text.length, fits.damage]).toEqual([MB, undefined]);
    transport.close();
  });
});

describe("a refusal in an odd form", () => {
  it("503 as a web page of a gateway is waited for like any other", async () => {
    const clock = virtualClock();
    const server = await serve((_request, response, n) =>
      n < 3
        ? send("<html><title>Down for maintenance</title></html>", { "content-type": "text/html" }, 503)(response)
        : json(response, 200, { id: "u1" }),
    );
    await clientOf(server.url, {}, { ...clock, ...quiet, random: () => 1 }).serviceUsers.get("u1");
    expect(clock.waits).toEqual([1000, 2000]);
    const down = await serve((_request, response) =>
      send("<html><h1>Down</h1></html>", { "content-type": "text/html" }, 503)(response),
    );
    const error = await errorOf(clientOf(down.url, { maxRetrySeconds: "0" }, quiet).serviceUsers.get("u1"));
    expect(error).toMatchObject({ name: "ServerError", serverMessage: "Down" });
  });

  it.each([
    ["none", undefined],
    ["a negative one", "-7"],
    ["nonsense", "soon"],
  ])("429 with %s for Retry-After is retried after a backoff, on the key alone", async (_what, retryAfter) => {
    const clock = virtualClock();
    const server = await serve((_request, response, n) =>
      n === 1
        ? json(response, 429, {}, retryAfter === undefined ? {} : { "retry-after": retryAfter })
        : json(response, 200, { id: "u1" }),
    );
    await clientOf(server.url, {}, { ...clock, ...quiet, random: () => 1 }).serviceUsers.get("u1");
    expect(clock.waits).toEqual([1000]);
  });

  it("a Retry-After of centuries fails at once, and does not silence a process that runs for long", async () => {
    const clock = virtualClock();
    const server = await serve((_request, response, n) =>
      n === 1 ? json(response, 503, {}, { "retry-after": "99999999999" }) : json(response, 200, { id: "u1" }),
    );
    const client = clientOf(server.url, {}, { ...clock, ...quiet });
    const start = clock.now();
    expect((await errorOf(client.serviceUsers.get("u1"))).name).toBe("ServerError");
    expect(clock.now()).toBe(start);
    await clock.sleep(899_999);
    expect((await errorOf(client.serviceUsers.get("u1"))).name).toBe("ServerError");
    expect(server.seen).toHaveLength(1); // the pause is kept for as long as any call may be held up
    await clock.sleep(1);
    await client.serviceUsers.get("u1");
    expect(clock.now() - start).toBe(900_000);
  });
});

describe("a connection that fails", () => {
  it("because the server closed a kept one just then is made anew for a read, and counts as one failure", async () => {
    const log: LogEvent[] = [];
    const server = await serve((_request, response, n) => {
      // Answers the first, and closes the socket when the second request comes on it: a race that keep-alive loses.
      if (n === 2) response.socket?.destroy();
      else json(response, 200, { id: "u1" });
    });
    const client = clientOf(server.url, {}, { ...virtualClock(), ...quiet, onLog: (event) => log.push(event) });
    await client.serviceUsers.get("u1");
    expect(await client.serviceUsers.get("u1")).toMatchObject({ id: "u1" });
    expect(server.connections()).toBe(2);
    expect(log.map(({ event }) => event).filter((event) => event !== "wait")).toEqual(["answer", "failure", "answer"]);
  });

  it("because the name does not resolve names it, and was never sent", async () => {
    const clock = virtualClock();
    const start = clock.now();
    const client = clientOf("https://no-such-host.invalid", {}, { ...clock, ...quiet, random: () => 1 });
    const error = await errorOf(client.serviceUsers.delete("u1"));
    expect(error).toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed: false });
    expect(error.message).toMatch(/the name no-such-host\.invalid cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)/);
    expect(clock.now() - start).toBeLessThanOrEqual(20_000); // a host that never answered
  });
});
