import type nodeFetch from "node-fetch";
import { describe, expect, it, vi } from "vitest";
import type { DigiCertOneClient } from "../../src/client/index";
import { clientOf, errorOf, virtualClock } from "./support/client";
import { type Answer, json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();

const quiet = { onNotice: () => undefined };

/** Waits, turn by turn of the event loop, until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const input = { nickname: "n", description: "#mark", email: "", accountIds: ["a"], roleIds: [] };
const lost = { find: (candidate: { description?: string }) => candidate.description === "#mark" };

type Run = (client: DigiCertOneClient, signal: AbortSignal) => Promise<unknown>;
const createUser: Run = (client, signal) => client.serviceUsers.create(input, lost, { signal });
const createKey: Run = (client, signal) =>
  client.apiKeys.create({ userId: "1", name: "k" }, { drawName: () => "l", signal });

describe("a create that is given up", () => {
  const dropPosts: Answer = (request, response) => {
    if (request.method === "POST") response.destroy();
  };

  it.each([
    ["a user", createUser],
    ["a key", createKey],
  ])("in the moment after the lost answer says that %s may have been made", async (_name, create) => {
    const server = await serve(dropPosts);
    const stop = new AbortController();
    const sleep = vi.fn(
      (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    );
    const call = errorOf(create(clientOf(server.url, {}, { ...quiet, sleep }), stop.signal));
    await until(() => sleep.mock.calls.length > 0);
    stop.abort();
    const error = await call;
    expect(error).toMatchObject({ name: "ConnectionError", method: "POST", attempts: 1, mayHaveBeenProcessed: true });
    expect(error.message).toMatch(/^Could not create the .* the caller gave up\. DigiCert ONE may have carried out/);
  });

  it.each([
    ["a user", createUser],
    ["a key", createKey],
  ])("in the look for %s says that it may have been made", async (_name, create) => {
    const server = await serve(dropPosts);
    const stop = new AbortController();
    const call = errorOf(create(clientOf(server.url, {}, { ...quiet, random: () => 0 }), stop.signal));
    await until(() => server.seen.length === 2);
    stop.abort();
    expect(await call).toMatchObject({ name: "ConnectionError", method: "POST", mayHaveBeenProcessed: true });
  });

  it("before it is sent again still says so", async () => {
    const server = await serve((request, response) => {
      if (request.method === "POST") response.destroy();
      else json(response, 200, []);
    });
    const stop = new AbortController();
    const pauses = stoppedClock();
    const client = clientOf(server.url, { rateLimits: "2/60s" }, { ...pauses, ...quiet });
    const call = errorOf(createUser(client, stop.signal));
    await until(() => pauses.sleep.mock.calls.some(([ms]) => ms >= LONG_MS)); // for a slot
    stop.abort();
    expect(await call).toMatchObject({ method: "POST", attempts: 0, mayHaveBeenProcessed: true });
  });

  it("says so as well when it is not given up but cannot be looked for", async () => {
    const server = await serve((request, response) => {
      if (request.method === "POST") response.destroy();
      else json(response, 403, { error: { code: "access_denied", message: "no" } }, { "x-request-id": "r-2" });
    });
    const error = await errorOf(
      clientOf(server.url, {}, { ...quiet, random: () => 0 }).serviceUsers.create(input, lost),
    );
    expect(error).toMatchObject({ name: "ConnectionError", method: "POST", mayHaveBeenProcessed: true });
    expect(error.message).toMatch(/It could not be looked for either\. Could not list the users: .* 403 access_denied/);
    expect(error.message).toContain("look for it before making it again");
  });
});

/** A wait for a slot sleeps until it is first reported; the moment after a lost answer is shorter. */
const LONG_MS = 5_000;

/** No time passes but for the moment after a lost answer. */
function stoppedClock() {
  const sleep = vi.fn((ms: number, signal?: AbortSignal) =>
    ms < LONG_MS
      ? Promise.resolve()
      : new Promise<void>((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
  );
  return { now: () => 0, sleep };
}

describe("a write whose answer was lost", () => {
  it("keeps saying that it may have been done when the host cannot be reached afterwards", async () => {
    let sent = 0;
    const fetch = (async () => {
      sent += 1;
      throw Object.assign(new Error("no"), { code: sent === 1 ? "ECONNRESET" : "ECONNREFUSED" });
    }) as unknown as typeof nodeFetch;
    const client = clientOf("http://127.0.0.1:1", {}, { ...virtualClock(), ...quiet, fetch });
    expect(await errorOf(client.serviceUsers.delete("1"))).toMatchObject({ mayHaveBeenProcessed: true });
    expect(sent).toBeGreaterThan(2);
    // The twin: never connected at all.
    expect(await errorOf(client.serviceUsers.delete("1"))).toMatchObject({ mayHaveBeenProcessed: false });
  });
});
