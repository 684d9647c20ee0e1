/** What each status does to a read, an update, a deletion and a creation, over a socket. */
import { expect, it } from "vitest";
import { type ErrorCode, errorCodes } from "../../src/contract/error-codes";
import { clientOf, errorOf, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();
const input = { nickname: "n", description: "d", email: "e@example.com", accountIds: ["a"], roleIds: [] };

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const LASTING = [501, 505, 511];
/** Those that a wait may mend. */
const passing = [408, 425, ...range(500, 599).filter((status) => !LASTING.includes(status))];
/** Those that it does not: refusals of the request, and failures that last. */
const lasting = [
  402, 405, 406, 407, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 426, 428, 431, 451,
];

/** What is sent for each call where the first answer to it has this status, as a page of a gateway, and all others are good. */
async function stage(): Promise<(status: number) => Promise<Record<string, string>>> {
  let first = 0;
  const server = await serve((request, response) => {
    if (request.method === "GET" && !request.path.endsWith("/user/1")) return json(response, 200, []);
    if (server.seen.length === 1) return void response.writeHead(first).end("<html><title>x</title></html>");
    if (request.method === "DELETE") return void response.writeHead(204).end();
    json(response, 200, { id: "1", api_token: "the-value-of-a-key" });
  });
  return async (status) => {
    first = status;
    const client = clientOf(server.url, { maxRetrySeconds: "60" }, { ...virtualClock(), onNotice: () => undefined });
    const sent = async (call: Promise<unknown>): Promise<string> => {
      await call.catch(() => undefined);
      return server.seen
        .splice(0)
        .map(({ method }) => method)
        .join(" ");
    };
    const read = await sent(client.serviceUsers.get("1"));
    const update = await sent(client.serviceUsers.enable("1"));
    const remove = await sent(client.serviceUsers.delete("1"));
    const create = await sent(client.serviceUsers.create(input, { find: () => false }));
    client.close();
    return { read, update, delete: remove, create };
  };
}

it("after 408, 425 and each 5xx but three a read, an update and a deletion are sent again, and a creation is looked for", async () => {
  const sentAfter = await stage();
  for (const status of passing) {
    expect(await sentAfter(status), String(status)).toEqual({
      read: "GET GET",
      update: "PUT PUT",
      delete: "DELETE DELETE",
      create: "POST GET POST",
    });
  }
  expect(passing).toHaveLength(99);
});

it("after 501, 505 and 511 nothing is sent again, but what a creation may have made is looked for", async () => {
  const sentAfter = await stage();
  for (const status of LASTING) {
    expect(await sentAfter(status), String(status)).toEqual({
      read: "GET",
      update: "PUT",
      delete: "DELETE",
      create: "POST GET",
    });
  }
});

it("after any other refusal nothing is sent again", async () => {
  const sentAfter = await stage();
  for (const status of lasting) {
    expect(await sentAfter(status), String(status)).toEqual({
      read: "GET",
      update: "PUT",
      delete: "DELETE",
      create: "POST",
    });
  }
  // With those that need the API's form (test/answers) and 429 these are all that a standard names.
  const published = Object.entries<ErrorCode>(errorCodes).map(([status]) => Number(status));
  expect(new Set([...passing, ...LASTING, ...lasting, ...published]).size).toBe(99 + 3 + lasting.length + 6);
});

it("an answer that stays is the error, with its status and how often it came", async () => {
  for (const status of [408, 425, 502, 524]) {
    const server = await serve((_request, response) => void response.writeHead(status).end());
    const client = clientOf(server.url, { maxRetrySeconds: "1" }, { ...virtualClock(), onNotice: () => undefined });
    const error = await errorOf(client.serviceUsers.delete("1"));
    expect(error).toMatchObject({ status, attempts: expect.toSatisfy((n: number) => n > 1) });
  }
});

it("a creation is not sent again sooner than the answer to it asked for", async () => {
  const clock = virtualClock();
  const start = clock.now();
  const at: string[] = [];
  const server = await serve((request, response) => {
    at.push(`${request.method} ${(clock.now() - start) / 1000}`);
    if (request.method === "GET") json(response, 200, []);
    else if (at.length > 1) json(response, 201, { id: "1", api_token: "the-value-of-a-key" });
    else response.writeHead(502, { "retry-after": "40" }).end();
  });
  const client = clientOf(server.url, {}, { ...clock, onNotice: () => undefined });
  await client.serviceUsers.create(input, { find: () => false });
  expect(at).toEqual(["POST 0", "GET 40", "POST 40"]);
});
