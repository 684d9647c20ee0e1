/** Two clocks: what people read follows the calendar, and no wait does. */
import { expect, it } from "vitest";
import type { LogEvent } from "../../src/client/index";
import { clientOf, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();
const HOUR = 3_600_000;

/** A client whose calendar may be set, and whose machine may sleep: then the calendar goes on alone. */
function world(url: string, settings: Record<string, string> = {}) {
  const passing = virtualClock();
  let aheadMs = 0;
  const log: LogEvent[] = [];
  const said: string[] = [];
  const now = () => passing.now() + aheadMs;
  const client = clientOf(url, settings, {
    ...passing,
    now,
    onLog: (event) => log.push(event),
    onNotice: (text) => said.push(text),
    random: () => 1,
  });
  const jump = (ms: number): void => {
    aheadMs += ms;
  };
  return { client, passing, now, log, said, jump };
}

it.each([
  ["set ahead, or the machine slept", HOUR],
  ["set back", -HOUR],
  ["set back by a year", -365 * 24 * HOUR],
])("the log says what the calendar shows after it was %s", async (_what, ms) => {
  const server = await serve((_request, response) => json(response, 200, { id: "1" }));
  const { client, now, log, jump } = world(server.url);
  await client.serviceUsers.get("1");
  const before = now();
  jump(ms);
  await client.serviceUsers.get("1");
  expect(log.map(({ at }) => Date.parse(at))).toEqual([before, before + ms]);
  expect(log.every(({ durationMs }) => durationMs === 0)).toBe(true);
});

it.each([HOUR, -HOUR])("a wait, a window and a pause last as long when the calendar jumps by %i ms", async (ms) => {
  const sent: number[] = [];
  const server = await serve((_request, response, n) => {
    sent.push(passing.elapsed());
    if (n === 1) json(response, 503, {}, { "retry-after": "40" });
    else if (n === 2) json(response, 500, {});
    else json(response, 200, { id: "1" });
  });
  const { client, passing, jump } = world(server.url, { rateLimits: "3/60s" });
  const call = client.serviceUsers.get("1");
  await passing.sleep(20_000);
  jump(ms);
  await call;
  jump(ms);
  await client.serviceUsers.get("2"); // the fourth in the window
  expect(sent.map((at) => (at - (sent[0] ?? 0)) / 1000)).toEqual([0, 40, 42, 60]);
});

it("a Retry-After date without a Date is measured by the calendar as it is then", async () => {
  const at: number[] = [];
  const server = await serve((_request, response, n) => {
    at.push(passing.elapsed());
    response.removeHeader("date");
    response.sendDate = false;
    if (n > 1) return json(response, 200, { id: "1" });
    json(response, 503, {}, { "retry-after": new Date(now() + 30_000).toUTCString() });
  });
  const { client, passing, now, jump } = world(server.url);
  jump(HOUR);
  await client.serviceUsers.get("1");
  expect(at).toHaveLength(2);
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBe(30_000);
});

it("a key that a lost attempt made is known for ours after the calendar was set, and left alone after the machine slept", async () => {
  for (const [what, deleted] of [
    ["set", true],
    ["slept", false],
  ] as const) {
    let serverMs = Date.parse("2027-03-01T10:00:00Z");
    const keys: { id: string; name: string; created_at: string }[] = [];
    const methods: string[] = [];
    const server = await serve((request, response, n) => {
      methods.push(request.method);
      response.setHeader("date", new Date(serverMs).toUTCString());
      if (request.method === "GET") return json(response, 200, keys);
      if (request.method === "DELETE") return void response.writeHead(204).end();
      const { name } = request.body as { name: string };
      if (n > 1) return json(response, 201, { id: "k2", name, api_token: "the-value-of-a-key" });
      keys.push({ id: "k1", name, created_at: new Date(serverMs).toISOString() });
      serverMs += what === "slept" ? HOUR : 0;
      jump(HOUR);
      response.destroy();
    });
    const { client, jump, said } = world(server.url);
    await client.apiKeys.create({ userId: "u1", name: "ci-1" }, { drawName: () => `ci-${keys.length + 1}` });
    expect(methods.includes("DELETE"), what).toBe(deleted);
    expect(
      said.some((text) => text.includes("is left alone")),
      what,
    ).toBe(!deleted);
  }
});
