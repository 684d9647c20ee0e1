/** When an attempt's `timeoutSeconds` begin: when it is sent, and not while it waits for its turn. */
import { expect, it } from "vitest";
import { clientOf, errorOf } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();
const quiet = { onNotice: () => undefined };

it("of three times as many calls as there are sockets none is late, though all together take longer than a deadline", async () => {
  const server = await serve((_request, response) => void setTimeout(() => json(response, 200, { id: "1" }), 1000));
  const settings = { timeoutSeconds: "2.4", rateLimits: "off", maxRetrySeconds: "0" };
  const client = clientOf(server.url, settings, quiet);
  const from = performance.now();
  const results = await Promise.allSettled(Array.from({ length: 150 }, () => client.serviceUsers.get("1")));
  expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
  expect(performance.now() - from).toBeGreaterThan(2900);
  expect(server.seen).toHaveLength(150); // each once
});

it("a call that waits for its window longer than a deadline is not late", async () => {
  const server = await serve((_request, response) => json(response, 200, { id: "1" }));
  const settings = { timeoutSeconds: "0.4", rateLimits: "1/1s", maxRetrySeconds: "0", apiKey: "key-of-deadlines" };
  const client = clientOf(server.url, settings, quiet);
  const from = performance.now();
  await Promise.all([client.serviceUsers.get("1"), client.serviceUsers.get("2")]);
  expect(performance.now() - from).toBeGreaterThan(900);
});

it("a call that is sent and not answered is late", async () => {
  const server = await serve(() => undefined);
  const client = clientOf(server.url, { timeoutSeconds: "0.2", maxRetrySeconds: "0" }, quiet);
  expect((await errorOf(client.serviceUsers.get("1"))).name).toBe("TimeoutError");
});
