import { describe, expect, it } from "vitest";
import { type ClientDeps, isServerError, type LogEvent } from "../../src/client/index";
import { clientOf, errorOf, TEST_KEY, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();

describe("on a virtual clock", () => {
  it.each([
    ["with Retry-After", { "retry-after": "30" }],
    ["without", {}],
  ])("15 minutes of 503 %s end in the escalation message, with notices on the way", async (_name, headers) => {
    const clock = virtualClock();
    const start = clock.now();
    const said: { at: number; text: string; severity: string }[] = [];
    const server = await serve((_request, response) => {
      json(
        response,
        503,
        { error: { code: "service_unavailable", message: "Maintenance" } },
        { "x-request-id": "r9", ...headers },
      );
    });
    const onNotice = (text: string, severity: string) => said.push({ at: clock.now() - start, text, severity });
    const error = await errorOf(clientOf(server.url, {}, { ...clock, onNotice }).serviceUsers.get("1"));
    expect(isServerError(error)).toBe(true);
    expect(error.message).toContain("escalate to DigiCert support with request id r9");
    expect(clock.now() - start).toBeGreaterThan(14 * 60_000);
    expect(clock.now() - start).toBeLessThanOrEqual(15 * 60_000);
    // The first after 10 s, then once a minute, none oftener, and none once the wait is over.
    expect(said[0]?.at).toBe(10_000);
    expect(said.length).toBeGreaterThanOrEqual(13);
    expect(said.length).toBeLessThanOrEqual(15);
    for (let i = 1; i < said.length; i += 1)
      expect((said[i]?.at ?? 0) - (said[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
    expect(said[0]?.text).toMatch(
      /^Waiting to read the user 1, because \S+ answered 503 service_unavailable: attempt \d+ is made in \d+ s, at \d\d:\d\d:\d\d UTC\. It gives up 15 min after its first failure \(maxRetrySeconds\), at 12:15:00 UTC\.$/,
    );
    // A warning once half of the budget is used.
    expect(said.map(({ severity }) => severity)).toEqual(said.map(({ at }) => (at >= 450_000 ? "warning" : "info")));
  });

  it("many calls held up by one outage say so in one voice, and none asks again before the server wants it", async () => {
    const clock = virtualClock();
    const start = clock.now();
    const said: string[] = [];
    const at: number[] = [];
    const server = await serve((_request, response) => {
      at.push(clock.now() - start);
      if (clock.now() - start < 100_000)
        json(response, 503, {}, { "retry-after": String(Math.ceil(100 - (clock.now() - start) / 1000)) });
      else json(response, 200, { id: "1" });
    });
    const client = clientOf(server.url, {}, { ...clock, onNotice: (text) => said.push(text) });
    await Promise.all(Array.from({ length: 40 }, () => client.serviceUsers.get("1")));
    expect(said.length).toBeLessThanOrEqual(3);
    expect(said.length).toBeGreaterThan(0);
    // Those that were under way already may see the first refusal, too; nobody comes in between.
    expect(at.filter((t) => t > 0 && t < 100_000)).toEqual([]);
    expect(at.filter((t) => t >= 100_000).length).toBe(40);
  });

  it.each([-600, 600])("a clock that is %i s off waits as long as the server means", async (skewSeconds) => {
    const clock = virtualClock();
    const server = await serve((_request, response, n) => {
      if (n > 1) return json(response, 200, { id: "1" });
      const serverNow = clock.now() + skewSeconds * 1000;
      const headers = {
        date: new Date(serverNow).toUTCString(),
        "retry-after": new Date(serverNow + 45_000).toUTCString(),
      };
      json(response, 503, {}, headers);
    });
    const start = clock.now();
    await clientOf(server.url, {}, { ...clock, onNotice: () => undefined }).serviceUsers.get("1");
    expect(clock.now() - start).toBe(45_000);
  });

  it("a pool that loses a key says so once and goes on with the others", async () => {
    const clock = virtualClock();
    const said: string[] = [];
    const log: LogEvent[] = [];
    const used = new Map<string, number>();
    const server = await serve((request, response) => {
      const key = String(request.headers["x-api-key"]);
      used.set(key, (used.get(key) ?? 0) + 1);
      if (key === "key-number-2") json(response, 401, { error: { code: "invalid_api_key", message: "no" } });
      else json(response, 200, { id: "1" });
    });
    const client = clientOf(
      server.url,
      { apiKey: "", apiKeys: "key-number-1,key-number-2,key-number-3" },
      { ...clock, onNotice: (text) => said.push(text), onLog: (event) => log.push(event) },
    );
    for (let i = 0; i < 30; i += 1) await client.serviceUsers.get("1");
    expect(used.get("key-number-2")).toBe(1);
    expect(used.get("key-number-1")).toBe(15);
    expect(used.get("key-number-3")).toBe(15);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/does not accept key-[0-9a-f]{8} \(401\): it is left out, 2 keys are left\./);
    expect(log.filter((event) => event.event === "key-dropped")).toHaveLength(1);
  });

  it("a pool whose last key is refused fails with the 401", async () => {
    const server = await serve((_request, response) =>
      json(response, 401, { error: { code: "invalid_api_key", message: "no" } }),
    );
    const client = clientOf(
      server.url,
      { apiKey: "", apiKeys: "key-number-1,key-number-2" },
      { ...virtualClock(), onNotice: () => undefined },
    );
    expect((await errorOf(client.serviceUsers.get("1"))).name).toBe("AuthenticationError");
    expect(server.seen).toHaveLength(2);
  });

  it("a create goes to another key after a 401 as well", async () => {
    const server = await serve((request, response) =>
      request.headers["x-api-key"] === "key-number-1"
        ? json(response, 401, { error: { code: "invalid_api_key" } })
        : json(response, 201, { id: "1", api_token: "value-of-the-first-key" }),
    );
    const client = clientOf(
      server.url,
      { apiKey: "", apiKeys: "key-number-1,key-number-2" },
      { ...virtualClock(), onNotice: () => undefined },
    );
    const input = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };
    const user = await client.serviceUsers.create(input, { find: () => false });
    expect(user.initialApiKey).toEqual({ value: "value-of-the-first-key" });
  });

  it("while the server wants a pause beyond the budget calls fail at once; once a budget has passed, one asks", async () => {
    const clock = virtualClock();
    const server = await serve((_request, response, n) =>
      n < 3
        ? json(response, 429, { code: "slow", message: "down" }, { "retry-after": n === 1 ? "500" : "400" })
        : json(response, 200, { id: "1" }),
    );
    const client = clientOf(server.url, { maxRetrySeconds: "100" }, { ...clock, onNotice: () => undefined });
    const first = await errorOf(client.serviceUsers.get("1"));
    await clock.sleep(99_000);
    const second = await errorOf(client.serviceUsers.get("1"));
    for (const error of [first, second]) expect(error).toMatchObject({ name: "RateLimitError", serverMessage: "down" });
    expect(first.message).toContain("tried again in 8 min 20 s");
    expect(first.message).toContain("set maxRetrySeconds (DIGICERT_ONE_MAX_RETRY_SECONDS) to 600 to wait for it");
    expect(second.message).toContain("tried again in 6 min 41 s");
    expect(server.seen).toHaveLength(1);
    await clock.sleep(1000);
    const probe = await errorOf(client.serviceUsers.get("1"));
    expect(probe.message).toContain("tried again in 6 min 40 s");
    expect(server.seen).toHaveLength(2);
    expect((await errorOf(client.serviceUsers.get("1"))).message).toContain("tried again in 6 min 40 s");
    expect(server.seen).toHaveLength(2);
    await clock.sleep(100_000);
    await client.serviceUsers.get("1");
    expect(server.seen).toHaveLength(3);
  });

  it("calls over the windows wait for their turn in the order of arrival, and say so when it takes long", async () => {
    const clock = virtualClock();
    const said: string[] = [];
    const server = await serve((_request, response) => json(response, 200, { id: "1" }));
    const client = clientOf(server.url, { rateLimits: "5/30s" }, { ...clock, onNotice: (text) => said.push(text) });
    const done: number[] = [];
    await Promise.all(
      Array.from({ length: 12 }, async (_, i) => client.serviceUsers.get(`u${i}`).then(() => done.push(i))),
    );
    expect(done.slice(10).sort()).toEqual([10, 11]);
    expect(said[0]).toMatch(
      /^Waiting to read the user u\d+ \(and \d other calls?\), because the rate limit of the API key is used up: attempt 1 is made in \d+ s, at .* UTC\. This wait has no limit\.$/,
    );
    const paths = server.seen.map((request) => Number(request.path.split("/u").at(-1)));
    for (const batch of [0, 5, 10]) expect(Math.min(...paths.slice(batch, batch + 5))).toBe(batch);
  });
});

describe("the settings rateLimits and capacityPercent", () => {
  it.each([
    ["100", [10, 10, 5]],
    ["50", [5, 5, 5, 5, 5]],
    ["1", Array.from({ length: 25 }, () => 1)], // never less than one, or nothing would ever be sent
  ])("let %s %% of 10/1s through in each second", async (capacityPercent, expected) => {
    const clock = virtualClock();
    const start = clock.now();
    const perSecond: number[] = [];
    const server = await serve((_request, response) => {
      const second = Math.floor((clock.now() - start) / 1000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
      json(response, 200, { id: "1" });
    });
    const client = clientOf(
      server.url,
      { rateLimits: "10/1s", capacityPercent },
      { ...clock, onNotice: () => undefined },
    );
    await Promise.all(Array.from({ length: 25 }, () => client.serviceUsers.get("1")));
    expect(perSecond).toEqual(expected);
  });

  it("hold for all clients of the process together, unless they have a clock of their own", async () => {
    const sent = async (deps: ClientDeps, atLeast: number): Promise<number> => {
      const server = await serve((_request, response) => json(response, 200, { id: "1" }));
      const one = clientOf(server.url, { rateLimits: "3/3600s" }, deps);
      const other = clientOf(server.url, { rateLimits: "3/3600s" }, deps);
      const stop = new AbortController();
      const calls = Array.from({ length: 6 }, (_, i) =>
        (i % 2 === 0 ? one : other).serviceUsers.get("1", { signal: stop.signal }),
      );
      const ended = Promise.allSettled(calls);
      await Promise.all(calls.slice(0, atLeast));
      // What waits now would wait for an hour.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      await ended;
      return server.seen.length;
    };
    expect(await sent({ onNotice: () => undefined }, 3)).toBe(3);
    expect(await sent({ onNotice: () => undefined, now: () => performance.now() }, 6)).toBe(6);
  });

  it("hold for each key of several by itself", async () => {
    const clock = virtualClock();
    const sent: string[] = [];
    const server = await serve((request, response) => {
      if (clock.now() === start) sent.push(String(request.headers["x-api-key"]));
      json(response, 200, { id: "1" });
    });
    const start = clock.now();
    const settings = { apiKey: "", apiKeys: "key-number-1,key-number-2", rateLimits: "10/1s", capacityPercent: "30" };
    const client = clientOf(server.url, settings, { ...clock, onNotice: () => undefined });
    await Promise.all(Array.from({ length: 20 }, () => client.serviceUsers.get("1")));
    const ofKey = (key: string) => sent.filter((each) => each === key).length;
    expect([ofKey("key-number-1"), ofKey("key-number-2")]).toEqual([3, 3]);
  });
});

describe("giving up", () => {
  it("leaves a call under way, a wait and a queue when the signal says so, with our own error", async () => {
    const server = await serve((request, response) => {
      if (request.path.endsWith("/slow")) return;
      json(response, 503, {}, { "retry-after": "60" });
    });
    for (const id of ["slow", "waiting"]) {
      const stop = new AbortController();
      const client = clientOf(
        server.url,
        { rateLimits: "1/60s", apiKey: `key-of-${id}` },
        { signal: stop.signal, onNotice: () => undefined, onLog: () => undefined },
      );
      const calls = [errorOf(client.serviceUsers.get(id)), errorOf(client.serviceUsers.get("queued"))];
      while (!server.seen.some((request) => request.path.endsWith(id)))
        await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      for (const error of await Promise.all(calls)) {
        expect(error.name).toBe("ConnectionError");
        expect(error.message).toContain("the caller gave up");
      }
    }
  });

  it("has a deadline for each attempt, and says that a write may have been done", async () => {
    const server = await serve((request, response) => {
      if (request.path.endsWith("/slow")) return;
      json(response, 200, { id: "1" });
    });
    const client = clientOf(server.url, { timeoutSeconds: "0.05", maxRetrySeconds: "0" });
    const error = await errorOf(client.serviceUsers.delete("slow"));
    expect(error).toMatchObject({ name: "TimeoutError", mayHaveBeenProcessed: true });
    expect(error.message).toContain("may have carried out the request");
    const read = await errorOf(client.serviceUsers.get("slow"));
    expect(read).toMatchObject({ name: "TimeoutError", mayHaveBeenProcessed: false });
    await expect(client.serviceUsers.get("fast")).resolves.toEqual({ id: "1" });
  });
});

describe("the log", () => {
  it("has a line for each attempt and wait, and never the key", async () => {
    const log: LogEvent[] = [];
    const server = await serve((_request, response, n) =>
      n === 1
        ? json(response, 429, { code: "x", message: TEST_KEY }, { "retry-after": "3", "x-request-id": TEST_KEY })
        : json(response, 200, { id: "1" }),
    );
    await clientOf(server.url, {}, { ...virtualClock(), onLog: (event) => log.push(event) }).serviceUsers.get("1");
    expect(log.map(({ event, status, waitMs, attempt }) => ({ event, status, waitMs, attempt }))).toEqual([
      { event: "answer", status: 429, attempt: 1 },
      { event: "wait", waitMs: 3000, attempt: 1 },
      { event: "answer", status: 200, attempt: 2 },
    ]);
    expect(log[0]?.keyId).toMatch(/^key-[0-9a-f]{8}$/);
    expect(JSON.stringify(log)).not.toContain(TEST_KEY);
    expect(log[0]?.requestId).toBe("[secret]"); // the twin: it was there to be scrubbed
  });
});
