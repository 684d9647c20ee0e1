/** What a server's Retry-After means for the call that it refused, and for all others. */
import nodeFetch from "node-fetch";
import { expect, it } from "vitest";
import type { DigiCertOneClient } from "../../src/client/index";
import { clientOf, errorOf, type VirtualClock, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();

interface World {
  readonly client: DigiCertOneClient;
  readonly clock: VirtualClock;
  /** The second of each request, with its path's end and the end of its key. */
  readonly sent: string[];
  readonly second: () => number;
}

/** A server that is in maintenance until a second, and says at each request what is left of it. */
async function maintained(
  untilSecond: number,
  {
    status = 503,
    asks,
    settings = {},
  }: { status?: number; asks?: (left: number) => number; settings?: Record<string, string> } = {},
): Promise<World> {
  const clock = virtualClock();
  const start = clock.now();
  const second = (): number => (clock.now() - start) / 1000;
  const sent: string[] = [];
  const server = await serve((request, response) => {
    sent.push(`${second()} ${request.path.split("/").at(-1)} ${String(request.headers["x-api-key"]).slice(-1)}`);
    const left = untilSecond - second();
    if (left <= 0) return json(response, 200, { id: "1" });
    json(response, status, {}, { "retry-after": String(asks === undefined ? Math.ceil(left) : asks(left)) });
  });
  const client = clientOf(server.url, settings, { ...clock, onNotice: () => undefined });
  return { client, clock, sent, second };
}

it.each([429, 503])(
  "an hour of %i with a budget of 15 minutes: calls fail at once, and one asks each quarter of an hour",
  async (status) => {
    const { client, clock, sent } = await maintained(3600, { status });
    for (let minute = 0; minute < 70; minute += 1) {
      await client.serviceUsers.get(`m${minute}`).catch(() => undefined);
      await clock.sleep(60_000);
    }
    // At 45 min the rest is just within the budget of a call.
    expect(sent.slice(0, 5).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "0 m0",
      "900 m15",
      "1800 m30",
      "2700 m45",
      "3600 m45",
    ]);
    expect(sent.length).toBeGreaterThan(5);
  },
);

it("the refused call itself never comes back sooner than it was asked to, whatever others learn meanwhile", async () => {
  const { client, clock, sent } = await maintained(1, { asks: () => 600 });
  const refused = client.serviceUsers.get("refused");
  await clock.sleep(60_000);
  const other = client.serviceUsers.get("other");
  await Promise.all([refused, other]);
  expect(sent).toEqual(["0 refused 9", "600 refused 9", "600 other 9"]);
});

it("of many calls that wait one goes first, and the others once it was served", async () => {
  const { client, sent, second } = await maintained(120, { asks: () => 30 });
  const calls = Array.from({ length: 10 }, (_, i) => client.serviceUsers.get(`u${i}`));
  await Promise.all(calls);
  const at = (from: number) => sent.filter((line) => Number(line.split(" ")[0]) === from).length;
  // At 0 they were under way together; at 30, 60 and 90 s one asks; at 120 s all are served.
  expect([at(0), at(30), at(60), at(90), at(120)]).toEqual([10, 1, 1, 1, 10]);
  expect(second()).toBe(120);
});

it("of several keys one asks after a 503, which is the host's, while each asks for itself after a 429", async () => {
  const settings = { apiKey: "", apiKeys: "pause-key-1,pause-key-2,pause-key-3" };
  const host = await maintained(100, { asks: () => 30, settings });
  await Promise.all(["a", "b", "c"].map((id) => host.client.serviceUsers.get(id)));
  expect(host.sent.filter((line) => line.startsWith("30 "))).toHaveLength(1);
  const keys = await maintained(100, { status: 429, asks: () => 30, settings });
  await Promise.all(["a", "b", "c"].map((id) => keys.client.serviceUsers.get(id)));
  expect(
    keys.sent
      .filter((line) => line.startsWith("30 "))
      .map((line) => line.at(-1))
      .sort(),
  ).toEqual(["1", "2", "3"]);
});

it("a key that is tried by itself keeps the host's pause as well", async () => {
  const { client, sent } = await maintained(40);
  await Promise.all([client.serviceUsers.get("a"), client.serviceUsers.me({ apiKey: "another-key-2" })]);
  const late = client.serviceUsers.me({ apiKey: "another-key-3" });
  await late;
  expect(sent.filter((line) => Number(line.split(" ")[0]) > 0 && Number(line.split(" ")[0]) < 40)).toEqual([]);
});

it("a probe that gets no answer is followed by the next call", async () => {
  const clock = virtualClock();
  const start = clock.now();
  const sent: string[] = [];
  const server = await serve((request, response, n) => {
    sent.push(`${(clock.now() - start) / 1000} ${request.path.split("/").at(-1)}`);
    if (n === 1) return json(response, 503, {}, { "retry-after": "30" });
    if (n === 2) return void response.destroy();
    json(response, 200, { id: "1" });
  });
  const client = clientOf(server.url, {}, { ...clock, onNotice: () => undefined, random: () => 1 });
  const first = client.serviceUsers.get("first");
  await clock.sleep(1000);
  await Promise.all([first, client.serviceUsers.get("second")]);
  expect(sent).toEqual(["0 first", "30 first", "30 second", "32 first"]);
});

it("a waiter that is given up lets nobody go before the pause is over, and a probe that is lets the next one go", async () => {
  const clock = virtualClock();
  const start = clock.now();
  const sent: string[] = [];
  const server = await serve((request, response, n) => {
    sent.push(`${(clock.now() - start) / 1000} ${request.path.split("/").at(-1)}`);
    if (n === 1) json(response, 503, {}, { "retry-after": "50" });
    else if (request.path.endsWith("last")) release = () => json(response, 200, { id: "1" });
    else if (request.path.endsWith("later")) json(response, 200, { id: "1" });
  });
  let release = (): void => undefined;
  const client = clientOf(server.url, {}, { ...clock, fetch: nodeFetch, onNotice: () => undefined });
  const [stop, stopProbe] = [new AbortController(), new AbortController()];
  const probe = errorOf(client.serviceUsers.get("probe", { signal: stopProbe.signal }));
  await clock.sleep(1000);
  const waiter = errorOf(client.serviceUsers.get("waiter", { signal: stop.signal }));
  const last = client.serviceUsers.get("last");
  const later = client.serviceUsers.get("later");
  await clock.sleep(20_000);
  stop.abort();
  expect((await waiter).message).toContain("the caller gave up");
  await clock.sleep(10_000);
  expect(sent).toEqual(["0 probe"]);
  await clock.sleep(30_000);
  // It is under way and has no answer.
  expect(sent).toEqual(["0 probe", "50 probe"]);
  stopProbe.abort();
  await probe;
  while (sent.length < 3) await new Promise((resolve) => setImmediate(resolve));
  await clock.sleep(1000);
  expect(sent.slice(2)).toEqual(["61 last"]); // it is the probe now, and the others wait for its answer
  release();
  await Promise.all([last, later]);
  expect(sent.slice(3)).toEqual(["62 later"]);
});

it("without a budget nothing is closed: each call asks once", async () => {
  const { client, sent } = await maintained(1000, { settings: { maxRetrySeconds: "0" } });
  for (const id of ["a", "b"]) expect((await errorOf(client.serviceUsers.get(id))).name).toBe("ServerError");
  expect(sent).toHaveLength(2);
});

it.each([
  ["two headers", ["3", "5"], 5],
  ["two headers, the longer first", ["5", "3"], 5],
  ["a header that holds two", "3, 5", 5],
  ["seconds and a date in two headers", ["3", "Wed, 3 Jun 2026 11:00:05 UTC"], 5],
  ["a date with an offset", "Wed, 03 Jun 2026 13:00:05 +0200", 5],
  ["a date of asctime", "Wed Jun  3 11:00:05 2026", 5],
  ["small letters", "wed, 03 jun 2026 11:00:05 gmt", 5],
  ["nonsense beside seconds", ["soon", "5"], 5],
  ["nonsense alone: the backoff", "soon", 1],
])("over a socket Retry-After is read from %s", async (_what, retryAfter, seconds) => {
  const clock = virtualClock();
  const at: number[] = [];
  const server = await serve((_request, response, n) => {
    at.push(clock.now());
    response.setHeader("date", "Wed, 03 Jun 2026 11:00:00 GMT");
    if (n > 1) return json(response, 200, { id: "1" });
    response.setHeader("retry-after", retryAfter);
    json(response, 429, {});
  });
  await clientOf(server.url, {}, { ...clock, onNotice: () => undefined, random: () => 1 }).serviceUsers.get("1");
  expect(((at[1] ?? 0) - (at[0] ?? 0)) / 1000).toBe(seconds);
});
