import { describe, expect, it } from "vitest";
import { type DigiCertOneClient, isConnectionError, type LogEvent } from "../../../src/client/index";
import { clientOf, errorOf, virtualClock } from "../support/client";
import { type Answer, json } from "../support/server";
import { serving } from "../support/serving";

const serve = serving();

const quiet = { onNotice: () => undefined };
const stalled: Answer = () => undefined;

/** Waits, turn by turn of the event loop, until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of items);
}

const input = { nickname: "n", description: "#mark", email: "", accountIds: ["a"], roleIds: [] };
const lost = { find: (candidate: { description?: string }) => candidate.description === "#mark" };
type Run = (client: DigiCertOneClient, signal: AbortSignal) => Promise<unknown>;

/** Every method of the typed API. */
const reads: Record<string, Run> = {
  "serviceUsers.get": (c, signal) => c.serviceUsers.get("1", { signal }),
  "serviceUsers.me": (c, signal) => c.serviceUsers.me({ signal }),
  "serviceUsers.list": (c, signal) => drain(c.serviceUsers.list({}, { signal })),
  "serviceUsers.findByNickname": (c, signal) => c.serviceUsers.findByNickname("n", { signal }),
  "apiKeys.get": (c, signal) => c.apiKeys.get("1", { signal }),
  "apiKeys.get of a user": (c, signal) => c.apiKeys.get("1", { userId: "2", signal }),
  "apiKeys.list": (c, signal) => drain(c.apiKeys.list("1", { signal })),
  "roles.list": (c, signal) => drain(c.roles.list({ signal })),
  "roles.find": (c, signal) => c.roles.find({ code: "n" }, { signal }),
  "roles.findByName": (c, signal) => c.roles.findByName("n", { signal }),
  "accounts.list": (c, signal) => drain(c.accounts.list({ signal })),
  "accounts.get": (c, signal) => c.accounts.get("1", { signal }),
  "accounts.findByName": (c, signal) => c.accounts.findByName("n", { signal }),
  "auditLog.list": (c, signal) => drain(c.auditLog.list({}, { signal })),
};
const writes: Record<string, Run> = {
  "serviceUsers.create": (c, signal) => c.serviceUsers.create(input, lost, { signal }),
  "serviceUsers.update": (c, signal) => c.serviceUsers.update("1", input, { signal }),
  "serviceUsers.enable": (c, signal) => c.serviceUsers.enable("1", { signal }),
  "serviceUsers.disable": (c, signal) => c.serviceUsers.disable("1", { signal }),
  "serviceUsers.delete": (c, signal) => c.serviceUsers.delete("1", { signal }),
  "apiKeys.create": (c, signal) => c.apiKeys.create({ userId: "1", name: "k" }, { drawName: () => "l", signal }),
  "apiKeys.update": (c, signal) => c.apiKeys.update("1", { name: "k", enabled: true }, { signal }),
  "apiKeys.delete": (c, signal) => c.apiKeys.delete("1", { signal }),
};
const methods = Object.entries({ ...reads, ...writes });

describe("a signal given to one call", () => {
  it("can be given to every method of the typed API", () => {
    const client = clientOf("http://127.0.0.1:1");
    const nouns = ["serviceUsers", "apiKeys", "roles", "accounts", "auditLog"] as const;
    const all = nouns.flatMap((noun) => Object.keys(client[noun]).map((method) => `${noun}.${method}`));
    expect(all).toHaveLength(21);
    expect(methods.map(([name]) => name.split(" ")[0])).toEqual(expect.arrayContaining(all));
  });

  it.each(methods)("ends an attempt under way: %s", async (name, run) => {
    const server = await serve(stalled);
    const stop = new AbortController();
    const call = errorOf(run(clientOf(server.url), stop.signal));
    await until(() => server.seen.length === 1);
    stop.abort();
    const error = await call;
    expect(error).toMatchObject({ name: "ConnectionError", method: server.seen[0]?.method });
    expect(error.message).toContain("the caller gave up");
    // Whoever wrote something is told that it may have been done, and what to do about it.
    expect(error.mayHaveBeenProcessed).toBe(name in writes);
    expect(error.message.includes("may have carried out")).toBe(name in writes);
    expect(server.seen).toHaveLength(1);
  });

  it.each(methods)("aborted before keeps anything from being sent: %s", async (_name, run) => {
    const server = await serve((_request, response) => json(response, 200, []));
    const error = await errorOf(run(clientOf(server.url), AbortSignal.abort()));
    expect(error).toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed: false });
    expect(server.seen).toHaveLength(0);
    await clientOf(server.url).serviceUsers.findByNickname("x");
    expect(server.seen).toHaveLength(1); // the twin: the server was there
  });

  it.each([
    ["between attempts", { "retry-after": "40" }, 429],
    ["for the server's maintenance", { "retry-after": "40" }, 503],
    ["after a failure", {}, 500],
  ])("ends a wait %s", async (_name, headers, status) => {
    const server = await serve((_request, response) => json(response, status, {}, headers));
    const stop = new AbortController();
    let waits = 0;
    const client = clientOf(
      server.url,
      {},
      { ...quiet, random: () => 1, onLog: (e) => (waits += e.event === "wait" ? 1 : 0) },
    );
    const call = errorOf(client.serviceUsers.delete("1", { signal: stop.signal }));
    await until(() => waits === 1);
    stop.abort();
    // A 500 may have come after the work was done; a 429 and a 503 with Retry-After are refusals.
    expect(await call).toMatchObject({ name: "ConnectionError", attempts: 1, mayHaveBeenProcessed: status === 500 });
  });

  it("leaves the queue for a slot, and the next in it goes on", async () => {
    const clock = virtualClock();
    const server = await serve((_request, response) => json(response, 200, { id: "1" }));
    const client = clientOf(server.url, { rateLimits: "1/5s" }, { ...clock, ...quiet });
    const stop = new AbortController();
    await client.serviceUsers.get("1");
    const start = clock.now();
    const first = errorOf(client.serviceUsers.get("2", { signal: stop.signal }));
    const second = client.serviceUsers.get("3");
    stop.abort();
    expect(await first).toMatchObject({ name: "ConnectionError", attempts: 0 });
    await second;
    expect(clock.now() - start).toBe(5000);
    expect(server.seen.map(({ path }) => path.at(-1))).toEqual(["1", "3"]);
  });

  it("counts beside the signal of the client: either ends the call, and other calls go on", async () => {
    const server = await serve((request, response) => {
      if (!request.path.endsWith("/slow")) json(response, 200, { id: "1" });
    });
    const all = new AbortController();
    const one = new AbortController();
    const client = clientOf(server.url, {}, { ...quiet, signal: all.signal });
    const mine = errorOf(client.serviceUsers.get("slow", { signal: one.signal }));
    const other = errorOf(client.serviceUsers.get("slow", { signal: new AbortController().signal }));
    await until(() => server.seen.length === 2);
    one.abort();
    expect((await mine).message).toContain("the caller gave up");
    await expect(client.serviceUsers.get("1", { signal: new AbortController().signal })).resolves.toEqual({ id: "1" });
    all.abort();
    expect((await other).message).toContain("the caller gave up");
    expect((await errorOf(client.serviceUsers.get("1"))).message).toContain("the caller gave up");
    expect(server.seen).toHaveLength(3);
  });

  it("may be shared by a hundred calls, without a warning of the process", async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error): number => warnings.push(warning.message);
    process.on("warning", onWarning);
    const server = await serve(stalled);
    const stop = new AbortController();
    const client = clientOf(server.url, { rateLimits: "off" }, { ...quiet, signal: new AbortController().signal });
    const calls = Array.from({ length: 100 }, (_, i) =>
      errorOf(client.serviceUsers.get(`u${i}`, { signal: stop.signal })),
    );
    await until(() => server.seen.length === 50); // as many as it has sockets
    stop.abort();
    expect((await Promise.all(calls)).every(isConnectionError)).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });
});

describe("paging", () => {
  const pages: Answer = (request, response) => {
    const offset = Number(new URL(request.path, "http://x").searchParams.get("offset") ?? 0);
    json(response, 200, { items: [{ id: `e${offset}` }, { id: `e${offset + 1}` }], total: 100, offset, limit: 2 });
  };

  it("ends between two items and asks for no further page", async () => {
    const server = await serve(pages);
    const stop = new AbortController();
    const got: string[] = [];
    const walk = async (): Promise<void> => {
      for await (const entry of clientOf(server.url).auditLog.list({}, { signal: stop.signal })) {
        got.push(entry.id);
        if (got.length === 3) stop.abort();
      }
    };
    const error = await errorOf(walk());
    expect(error.message).toBe(
      "Could not read the audit log: the caller gave up. Nothing needs to be repaired; run again when ready.",
    );
    expect(got).toEqual(["e0", "e1", "e2"]);
    expect(server.seen).toHaveLength(2);
  });

  it("of a shared list ends between two items too", async () => {
    const server = await serve((_request, response) => json(response, 200, [{ id: "a" }, { id: "b" }]));
    const stop = new AbortController();
    const got: string[] = [];
    const walk = async (): Promise<void> => {
      for await (const user of clientOf(server.url).serviceUsers.list({}, { signal: stop.signal })) {
        got.push(user.id);
        stop.abort();
      }
    };
    expect((await errorOf(walk())).message).toContain("Could not list the users: the caller gave up");
    expect(got).toEqual(["a"]);
  });
});

describe("a list that two callers share", () => {
  it("comes to the one although the other gave up, from the same walk", async () => {
    let answer = (): void => undefined;
    const server = await serve((_request, response) => {
      answer = () => json(response, 200, [{ id: "u1", friendly_name: "x" }]);
    });
    for (const patient of [{}, { signal: new AbortController().signal }]) {
      const before = server.seen.length;
      const client = clientOf(server.url);
      const stop = new AbortController();
      const gone = errorOf(client.serviceUsers.findByNickname("x", { signal: stop.signal }));
      const stays = client.serviceUsers.findByNickname("x", patient);
      await until(() => server.seen.length === before + 1);
      stop.abort();
      expect((await gone).message).toContain("the caller gave up");
      answer();
      expect(await stays).toMatchObject({ id: "u1" });
      // What was read is kept for the next one.
      expect(await client.serviceUsers.findByNickname("X")).toMatchObject({ id: "u1" });
      expect(server.seen).toHaveLength(before + 1);
    }
  });

  it("is no longer walked when nobody waits for it, and walked anew for the next", async () => {
    let closed = 0;
    const server = await serve((_request, response, n) => {
      response.on("close", () => (closed += response.writableEnded ? 0 : 1));
      if (n > 1) json(response, 200, [{ id: "u1", friendly_name: "x" }]);
    });
    const failures: (string | undefined)[] = [];
    const onLog = (event: LogEvent): unknown => event.event === "failure" && failures.push(event.reason);
    const client = clientOf(server.url, {}, { onLog });
    const stops = [new AbortController(), new AbortController()];
    const calls = stops.map(({ signal }) => errorOf(client.serviceUsers.findByNickname("x", { signal })));
    await until(() => server.seen.length === 1);
    stops[0]?.abort();
    expect(await calls[0]).toMatchObject({ name: "ConnectionError" });
    expect(closed).toBe(0);
    stops[1]?.abort();
    expect(await calls[1]).toMatchObject({ name: "ConnectionError" });
    await until(() => closed === 1);
    expect(failures).toEqual(["aborted aborted"]); // and not by a deadline
    expect(await client.serviceUsers.findByNickname("x")).toMatchObject({ id: "u1" });
    expect(server.seen).toHaveLength(2);
  });
});
