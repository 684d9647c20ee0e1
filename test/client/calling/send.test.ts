import { afterEach, describe, expect, it, vi } from "vitest";
import {
  createClient,
  type DigiCertOneClient,
  type LogEvent,
  registerSecret,
  resolveSettings,
} from "../../../src/client/index";
import { KeyPool } from "../../../src/client/limits/key-pool";
import { Lanes } from "../../../src/client/limits/lanes";
import { createWaitNotices } from "../../../src/client/limits/notices";
import { BlockedTooLong } from "../../../src/client/limits/queue";
import { clientOf, TEST_KEY, type VirtualClock, virtualClock } from "../support/client";
import { json } from "../support/server";
import { serving } from "../support/serving";

const serve = serving();
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const quiet = { onNotice: () => undefined };

describe("the preset simple, DigiCert's published sample, over a socket", () => {
  function simple(url: string, clock: VirtualClock): DigiCertOneClient {
    const all: Record<string, string> = { baseUrl: url, apiKey: TEST_KEY };
    const settings = resolveSettings({ config: (name) => all[name], env: {} }, { retry: "simple" });
    return createClient(settings, { ...clock, ...quiet });
  }

  it.each([429, 500, 503])(
    "tries a read three times after %i, 1 s and 2 s apart, and then gives up",
    async (status) => {
      const clock = virtualClock();
      const start = clock.now();
      const at: number[] = [];
      const server = await serve((_request, response) => {
        at.push(clock.now() - start);
        json(response, status, {});
      });
      const call = simple(server.url, clock).serviceUsers.get("1");
      await expect(call).rejects.toMatchObject({ status, attempts: 3 });
      expect(at).toEqual([0, 1000, 3000]);
    },
  );

  it("is satisfied with a third answer that is good", async () => {
    const server = await serve((_request, response, n) => json(response, n < 3 ? 500 : 200, { id: "1" }));
    await expect(simple(server.url, virtualClock()).serviceUsers.get("1")).resolves.toEqual({ id: "1" });
  });

  it("sends a create whose answers are lost three times at most, and looks before each time", async () => {
    const clock = virtualClock();
    const start = clock.now();
    const at: string[] = [];
    const server = await serve((request, response) => {
      at.push(`${request.method} ${clock.now() - start}`);
      if (request.method === "POST") response.destroy();
      else json(response, 200, []);
    });
    const input = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };
    const call = simple(server.url, clock).serviceUsers.create(input, { find: () => false });
    await expect(call).rejects.toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed: true });
    expect(at).toEqual(["POST 0", "GET 1000", "POST 1000", "GET 3000", "POST 3000", "GET 7000"]);
  });
});

describe("an error without an answer", () => {
  it("names method, path without query, and attempts as well", async () => {
    const drops = await serve((_request, response) => response.destroy());
    const client = clientOf(drops.url, { maxRetrySeconds: "3" }, { ...virtualClock(), ...quiet, random: () => 1 });
    await expect(client.serviceUsers.get("1")).rejects.toMatchObject({
      name: "ConnectionError",
      method: "GET",
      path: "/account/api/v1/user/1",
      attempts: 3, // at 0, 1 and 3 s
    });
    const page = await serve((_request, response) => response.writeHead(200, { "x-a": "b" }).end("<html>"));
    const walk = clientOf(page.url).apiKeys.get("1", { userId: "query-of-2" });
    const error = await walk.catch((e: unknown) => e);
    expect(error).toMatchObject({ name: "UnexpectedResponseError", path: "/account/api/v1/api-access-token" });
    expect(error).toMatchObject({ method: "GET", attempts: 1 });
  });

  it.each<[string, unknown, (client: DigiCertOneClient) => Promise<unknown>, string]>([
    ["an object without an id", { name: "x" }, (c) => c.serviceUsers.get("1"), "200 with no user that has an id"],
    ["no list", { users: [] }, (c) => c.roles.findByName("x"), "200 with something that is no list"],
    [
      "a list of other things",
      [{ id: "1" }, 7],
      (c) => c.accounts.findByName("x"),
      "200 with no account that has an id",
    ],
    ["no JSON", "<html>", (c) => c.accounts.get("1"), "200 with 6 characters of application/json that are no JSON"],
    ["half a body", "{", (c) => c.apiKeys.get("1"), "200 with 1 characters of application/json that are no JSON"],
  ])("that is about the answer, %s, names the request id too", async (_what, body, run, words) => {
    const server = await serve((_request, response, n) => {
      if (n === 1) return json(response, 429, {}, { "retry-after": "1" });
      response.writeHead(200, { "content-type": "application/json", "x-request-id": "r-7" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
    const error = await run(clientOf(server.url, {}, { ...virtualClock(), ...quiet })).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: "UnexpectedResponseError", method: "GET", attempts: 2, requestId: "r-7" });
    expect(error).toMatchObject({ path: server.seen[0]?.path.replace(/\?.*/, "") });
    expect(String(error)).toContain(`answered ${words}`);
  });

  it("that was held back for the refusal of another names itself, and not the other", async () => {
    const server = await serve((_request, response) => json(response, 429, {}, { "retry-after": "7200" }));
    const client = clientOf(server.url, {}, { ...virtualClock(), ...quiet });
    const refused = await client.serviceUsers.enable("1").catch((e: unknown) => e);
    expect(refused).toMatchObject({ status: 429, method: "PUT", path: "/account/api/v1/user/1/enable", attempts: 1 });
    const heldBack = await client.serviceUsers.get("2").catch((e: unknown) => e);
    expect(heldBack).toMatchObject({ status: 429, method: "GET", path: "/account/api/v1/user/2", attempts: 0 });
    expect(server.seen).toHaveLength(1);
  });

  it("that breaks after its headers names the request id too", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "100", "x-request-id": "r-8" });
      response.write("{", () => response.destroy());
    });
    const client = clientOf(server.url, { maxRetrySeconds: "0" }, { ...virtualClock(), ...quiet });
    const call = client.serviceUsers.get("1");
    await expect(call).rejects.toMatchObject({ name: "ConnectionError", requestId: "r-8", attempts: 1 });
  });
});

describe("a 401 after the end of the service user", () => {
  it("says so once the API has told when the user ends, and not before that day has passed", async () => {
    const clock = virtualClock();
    const server = await serve((_request, response, n) =>
      n === 1
        ? json(response, 200, { id: "1", end_date: "2026-11-22" })
        : json(response, 401, { error: { code: "invalid_api_key" } }),
    );
    const client = clientOf(server.url, {}, { ...clock, ...quiet });
    expect((await client.serviceUsers.me()).endDate).toBe("2026-11-22");
    await expect(client.serviceUsers.get("2")).rejects.toThrow("Check apiKey");
    await clock.sleep(12 * 3_600_000);
    await expect(client.serviceUsers.get("2")).rejects.toThrow(
      "The service user reached its end date, 2026-11-22 23:59:59 UTC.",
    );
    const another = client.serviceUsers.me({ apiKey: "another-key-1" });
    await expect(another).rejects.toThrow("Check apiKey");
  });
});

describe("DIGICERT_ONE_LOG=debug", () => {
  it("writes the lines of the log hook to stderr, and nothing does without it", async () => {
    const written: string[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((chunk) => written.push(String(chunk)) > 0);
    const server = await serve((_request, response) =>
      json(response, 403, { error: { code: "access_denied" } }, { "x-request-id": TEST_KEY }),
    );
    const log: LogEvent[] = [];
    const read = () =>
      clientOf(server.url, {}, { onLog: (event) => log.push(event) })
        .serviceUsers.get("1")
        .catch(() => undefined);
    await read();
    expect(written).toEqual([]);
    vi.stubEnv("DIGICERT_ONE_LOG", "debug");
    await read();
    expect(log).toHaveLength(2);
    expect(written).toEqual([`digicert-one ${JSON.stringify(log[1])}\n`]);
    expect(written[0]).toContain('"status":403');
    expect(written[0]).not.toContain(TEST_KEY);
    expect(written[0]).toContain("[secret]"); // the twin: the key was there to be scrubbed
  });
});

describe("a log line", () => {
  it("is whole even if a secret looks like one of its words or numbers", async () => {
    const server = await serve((_request, response) =>
      json(response, 403, { error: { code: "access_denied" } }, { "x-request-id": "event" }),
    );
    const log: LogEvent[] = [];
    for (const password of ["event", "answer", "attempt", "status", "null", "1234"]) registerSecret(password);
    let at = 0;
    const now = () => (at += 1234);
    const client = clientOf(server.url, {}, { now, onLog: (event) => log.push(event) });
    await client.serviceUsers.get("1").catch(() => undefined);
    expect(log).toEqual([expect.objectContaining({ event: "answer", attempt: 1, status: 403, requestId: "[secret]" })]);
    expect((log[0]?.durationMs ?? 1) % 1234).toBe(0);
  });
});

describe("the clients of a process", () => {
  const lease = { doing: "read it", attempt: 1, budgetMs: 10_000, spentMs: 0 };
  function pools(shared: boolean, clock: VirtualClock): [KeyPool, KeyPool] {
    const settings = { host: "pool.test", apiKeys: ["pool-key-1"], windows: [{ requests: 3, windowMs: 8000 }] };
    const lanes = new Lanes();
    const make = () =>
      new KeyPool(
        { ...settings, lanes: shared ? lanes : new Lanes() },
        clock,
        createWaitNotices(clock, () => undefined),
      );
    return [make(), make()];
  }

  it.each([
    ["share the windows of a key", true, [0, 0, 0, 8000, 8000, 8000, 16_000, 16_000, 16_000]],
    ["with clocks of their own do not", false, [0, 0, 0, 0, 0, 0, 8000, 8000, 8000]],
  ])("%s", async (_name, shared, expected) => {
    const clock = virtualClock();
    const start = clock.now();
    const [one, other] = pools(shared, clock);
    const sent: number[] = [];
    await Promise.all(
      expected.map(async (_at, i) => {
        const taken = await (i % 2 === 0 ? one : other).acquire(lease);
        sent.push(clock.now() - start);
        taken.settle(200);
      }),
    );
    expect(sent).toEqual(expected);
  });

  it("share the pause that the server asked one of them for", async () => {
    const clock = virtualClock(Date.parse("2026-11-23T12:00:00Z"));
    const [one, other] = pools(true, clock);
    const taken = await one.acquire(lease);
    const until = clock.elapsed() + 9500;
    one.close(taken.lane, {
      until,
      askedUntil: until,
      refusal: { status: 429, details: [], method: "GET", path: "/" },
    });
    taken.settle(429);
    await expect(other.acquire({ ...lease, budgetMs: 9000 })).rejects.toBeInstanceOf(BlockedTooLong);
    const start = clock.now();
    (await other.acquire(lease)).settle(200);
    expect(clock.now() - start).toBe(9500);
  });
});
