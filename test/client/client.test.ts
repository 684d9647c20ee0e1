import { describe, expect, it, vi } from "vitest";
import { createClient, isApiError, isDuplicateError, isNotFoundError, resolveSettings } from "../../src/client/index";
import { refusal, through } from "../support/through";
import { clientOf, errorOf, TEST_KEY, virtualClock } from "./support/client";
import { json, startServer } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();

const quiet = { onNotice: () => undefined };

describe("the client", () => {
  it("sends the key, a User-Agent and the documented path, and reads the documented user", async () => {
    const server = await serve((_request, response) =>
      json(response, 200, {
        id: "u1",
        email: "jane@example.com",
        status: "ACTIVE",
        user_type: "service",
        friendly_name: "Example service user",
        description: "",
        surprise: { a: 1 },
      }),
    );
    const user = await clientOf(server.url).serviceUsers.get("u1");
    expect(user).toEqual({
      id: "u1",
      email: "jane@example.com",
      status: "ACTIVE",
      userType: "service",
      nickname: "Example service user",
      description: "",
    });
    expect(Object.keys(user)).not.toContain("roleIds");
    const [request] = server.seen;
    expect(request?.path).toBe("/account/api/v1/user/u1");
    expect(request?.headers["x-api-key"]).toBe(TEST_KEY);
    expect(request?.headers["user-agent"]).toMatch(/^pulumi-digicert-one\/\d/);
  });

  it.each([
    [{ region: "nl" }, "one.nl.digicert.com (nl, production)", "A demo key never works here, nor does one of another"],
    [{ environment: "demo" }, "demo.one.digicert.com (us, demo)", "A production key never works here, nor does one of"],
    [{ baseUrl: "https://one.example.com" }, "one.example.com", "A key of another environment or region never works"],
  ])(
    "says where a refused key was used, and that keys cross neither environments nor regions: %o",
    async (place, where, never) => {
      const { fetch } = through({ refuse: () => refusal(401, "invalid_api_key", "No.") });
      const settings = resolveSettings({
        config: (name) => Object.entries({ apiKey: TEST_KEY, ...place }).find(([each]) => each === name)?.[1],
        env: {},
      });
      const { message } = await errorOf(createClient(settings, { fetch, ...quiet }).serviceUsers.get("u1"));
      expect(message).toContain(`${where} does not accept it.`);
      expect(message).toContain(never);
    },
  );

  it("says that a user is gone", async () => {
    const server = await serve((_request, response) =>
      json(
        response,
        404,
        { error: { code: "resource_not_found", message: "no such user" } },
        { "x-request-id": "r-1" },
      ),
    );
    const error = await clientOf(server.url)
      .serviceUsers.get("u1")
      .catch((e: unknown) => e);
    expect(isNotFoundError(error)).toBe(true);
    expect(error).toMatchObject({
      status: 404,
      code: "resource_not_found",
      requestId: "r-1",
      method: "GET",
      path: "/account/api/v1/user/u1",
      attempts: 1,
    });
    await expect(clientOf(server.url).serviceUsers.delete("u1")).resolves.toBe("not-found");
  });

  it("waits as long as Retry-After says and then succeeds", async () => {
    const clock = virtualClock();
    const server = await serve((_request, response, n) =>
      n === 1
        ? json(response, 429, { code: 1001, message: "slow" }, { "retry-after": "7" })
        : json(response, 200, { id: "u1" }),
    );
    await clientOf(server.url, {}, { ...clock, ...quiet }).serviceUsers.get("u1");
    expect(clock.waits).toEqual([7000]);
    expect(server.seen).toHaveLength(2);
  });

  it("tells a taken name from other refusals by its code, whatever the status", async () => {
    const server = await serve((_request, response) =>
      json(response, 400, {
        errors: [{ code: "duplicate_error", message: "Nickname x already exists. Enter a different nickname." }],
      }),
    );
    const input = { nickname: "x", description: "", email: "a@example.com", accountIds: ["a"], roleIds: [] };
    const error = await clientOf(server.url)
      .serviceUsers.create(input, { find: () => false })
      .catch((e: unknown) => e);
    expect(isDuplicateError(error)).toBe(true);
    expect(server.seen).toHaveLength(1);
  });

  it("follows pages and gives each user once", async () => {
    const server = await serve((request, response) => {
      const offset = Number(new URL(request.path, "http://x").searchParams.get("offset") ?? 0);
      const items = [0, 1, 2].map((i) => ({ id: `u${offset + i}` })).filter((u) => Number(u.id.slice(1)) < 7);
      json(response, 200, { items, total: 7, offset, limit: 3 });
    });
    const ids: string[] = [];
    for await (const user of clientOf(server.url).serviceUsers.list()) ids.push(user.id);
    expect(ids).toEqual(["u0", "u1", "u2", "u3", "u4", "u5", "u6"]);
    expect(server.seen).toHaveLength(3);
  });

  it("keeps the answer as it came only when asked, and out of sight", async () => {
    const server = await serve((_request, response) => json(response, 200, { id: "u1", odd: true }));
    const settings = resolveSettings(
      { config: (name) => ({ baseUrl: server.url, apiKey: TEST_KEY })[name], env: {} },
      { rawResponses: true },
    );
    const user = await createClient(settings).serviceUsers.get("u1");
    expect(user.raw).toEqual({ id: "u1", odd: true });
    expect(Object.keys(user)).toEqual(["id"]);
    expect((await clientOf(server.url).serviceUsers.get("u1")).raw).toBeUndefined();
  });

  it("keeps it in lists and in what is found in them, in a copy for each reader", async () => {
    const item = { id: "u1", name: "n", friendly_name: "n", odd: true };
    const server = await serve((_request, response) => json(response, 200, [item]));
    const settings = resolveSettings(
      { config: (name) => ({ baseUrl: server.url, apiKey: TEST_KEY })[name], env: {} },
      { rawResponses: true },
    );
    const { serviceUsers, apiKeys, roles, accounts, auditLog } = createClient(settings);
    const lists = [serviceUsers.list(), apiKeys.list("2"), roles.list(), accounts.list(), auditLog.list()];
    const found = [serviceUsers.findByNickname("n"), apiKeys.get("u1", { userId: "2" }), roles.findByName("N")];
    const objects: ({ raw?: unknown } | undefined)[] = await Promise.all([...found, accounts.findByName("n")]);
    for (const list of lists) for await (const each of list) objects.push(each);
    expect(objects.map((each) => each?.raw)).toEqual(Array.from({ length: 9 }, () => item));
    expect(objects.every((each) => each !== undefined && !Object.keys(each).includes("raw"))).toBe(true);
    expect(new Set(objects).size).toBe(9);
  });

  it("never follows a redirect, which would carry the key along", async () => {
    const target = await serve((_request, response) => json(response, 200, { id: "u1" }));
    const server = await serve((_request, response) => {
      response.writeHead(302, { location: `${target.url}/elsewhere` });
      response.end();
    });
    await expect(clientOf(server.url).serviceUsers.get("u1")).rejects.toThrow(
      /redirect to http:\/\/127\.0\.0\.1:\d+, which is not followed/,
    );
    expect(target.seen).toHaveLength(0);
    await clientOf(target.url).serviceUsers.get("u1");
    expect(target.seen).toHaveLength(1);
  });

  it("rejects with its own errors when nothing listens", async () => {
    const clock = virtualClock();
    const server = await startServer((_request, response) => json(response, 200, {}));
    await server.close();
    const said: string[] = [];
    const start = clock.now();
    const error = await clientOf(server.url, {}, { ...clock, random: () => 0.9, onNotice: (text) => said.push(text) })
      .serviceUsers.get("u1")
      .catch((e: unknown) => e);
    expect(isApiError(error)).toBe(false);
    expect(error).toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed: false });
    expect(String(error)).toContain("refuses connections");
    expect(String(error)).toContain(`npx digicert-one emulator --port ${new URL(server.url).port}`);
    // What it says meanwhile is what it does.
    expect(said.join()).toContain("It gives up 20 s after its first failure (the API has not answered from there yet)");
    expect(clock.now() - start).toBeLessThanOrEqual(20_000);
  });

  it("loses no answer to a hook that throws or rejects, and says so once as a warning of the process", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const server = await serve((_request, response) => json(response, 200, { id: "u1" }));
    const events: string[] = [];
    const hooks = {
      onLog: async ({ event }: { event: string }) => {
        events.push(event);
        throw new Error(`the hook knows ${TEST_KEY}`);
      },
      onNotice: () => {
        throw new Error("nobody reads this");
      },
    };
    const client = clientOf(server.url, { apiKeyEndDate: "2020-01-01" }, hooks);
    for (const id of ["u1", "u2"]) await expect(client.serviceUsers.get(id)).resolves.toMatchObject({ id: "u1" });
    expect(events).toEqual(["answer", "answer"]);
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      "onNotice failed: nobody reads this",
      "onLog failed: the hook knows [secret]",
    ]);
    warn.mockRestore();
  });

  it("compares the end of its own key with the emulator's day, and elsewhere with the real one", async () => {
    const { fetch } = through({ refuse: () => refusal(401, "invalid_api_key", "No.") });
    const at = async (baseUrl: string, day: string) => {
      const config: Record<string, string> = { baseUrl, apiKey: TEST_KEY, apiKeyEndDate: "2126-03-20" };
      const settings = resolveSettings({ config: (name) => config[name], env: { DIGICERT_ONE_AS_OF: day } });
      const said: string[] = [];
      const client = createClient(settings, { fetch, onNotice: (text) => said.push(text) });
      const error = await client.serviceUsers.get("u1").catch((reason: unknown) => reason);
      return { said: said.join(), error: String(error) };
    };
    const ahead = await at("http://127.0.0.1:8080", "2126-03-02");
    expect(ahead.said).toContain("The API key in use ends in 18 days, on 2126-03-20");
    expect(ahead.error).toContain("Check apiKey");
    const after = await at("http://127.0.0.1:8080", "2126-03-21");
    expect(after.error).toContain("The API key reached its end date, 2126-03-20");
    const elsewhere = await at("https://one.example.com", "2126-03-21");
    expect(elsewhere.said).toBe("");
    expect(elsewhere.error).toContain("Check apiKey");
  });

  it("keeps the secrets of settings that were made by hand", async () => {
    const byHand = "made-by-hand-0123456789";
    const server = await serve((request, response) =>
      json(response, 400, { error: { code: "invalid_request", message: `what is ${request.headers["x-api-key"]}` } }),
    );
    const config = { baseUrl: server.url, apiKey: TEST_KEY } as Record<string, string>;
    const settings = { ...resolveSettings({ config: (name) => config[name], env: {} }), apiKeys: [byHand] };
    await expect(createClient(settings, quiet).serviceUsers.get("u1")).rejects.toThrow('"what is [secret]"');
    expect(server.seen[0]?.headers["x-api-key"]).toBe(byHand);
  });

  it.each(["", " ", ".", ".."])("makes no call for an id that is none: %j", async (id) => {
    const server = await serve((_request, response) => json(response, 404, { error: { code: "resource_not_found" } }));
    const { serviceUsers, apiKeys, accounts } = clientOf(server.url);
    const input = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };
    const calls = (given: string): (() => Promise<unknown>)[] => [
      () => serviceUsers.get(given),
      () => serviceUsers.update(given, input),
      () => serviceUsers.disable(given),
      () => serviceUsers.delete(given),
      () => apiKeys.get(given),
      () => apiKeys.update(given, { name: "n", enabled: true }),
      () => apiKeys.delete(given),
      () => apiKeys.create({ userId: given, name: "n" }, { drawName: () => "m" }),
      () => apiKeys.list(given)[Symbol.asyncIterator]().next(),
      () => accounts.get(given),
    ];
    for (const call of calls(id)) await expect(call()).rejects.toMatchObject({ name: "ConfigurationError" });
    expect(server.seen).toHaveLength(0);
    // The twin: each of them makes a call for any other id.
    for (const call of calls("...")) await call().catch(() => undefined);
    expect(server.seen).toHaveLength(calls("").length);
  });
});
