/** A 401 of the API: of one slip a key must not be lost, and a revoked one must cost little. */
import { expect, it } from "vitest";
import type { LogEvent } from "../../src/client/index";
import { clientOf, errorOf, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();
const MINUTE = 60_000;

/** A client with these keys, at a server that refuses a key while `refuses` says so. */
async function world(keys: readonly string[], refuses: (key: string, second: number) => boolean) {
  const clock = virtualClock();
  const start = clock.now();
  const sent: string[] = [];
  const said: string[] = [];
  const log: LogEvent[] = [];
  const server = await serve((request, response) => {
    const key = String(request.headers["x-api-key"]);
    sent.push(key.slice(-1));
    if (!refuses(key.slice(-1), (clock.now() - start) / 1000)) return json(response, 200, { id: "1" });
    json(response, 401, { error: { code: "invalid_api_key", message: "no" } });
  });
  const client = clientOf(
    server.url,
    { apiKey: "", apiKeys: keys.map((key) => `key-number-${key}`).join(",") },
    { ...clock, onNotice: (text) => said.push(text), onLog: (event) => log.push(event) },
  );
  const calls = async (count: number): Promise<string> => {
    sent.length = 0;
    for (let i = 0; i < count; i += 1) await client.serviceUsers.get("1").catch(() => sent.push("!"));
    return sent.join("");
  };
  return { client, clock, calls, said, log };
}

it("a key that was refused once is used again a minute later, and both are said", async () => {
  const { clock, calls, said, log } = await world(["1", "2"], (key, second) => key === "1" && second === 0);
  expect(await calls(4)).toBe("12222");
  await clock.sleep(MINUTE);
  expect(await calls(4)).toMatch(/^(12|21){2}$/);
  expect(said).toEqual([
    expect.stringMatching(
      /does not accept key-\w{8} \(401\): it is left out, 1 key is left\. It is tried again from time to time\.$/,
    ),
    expect.stringMatching(/accepts key-\w{8} again: 2 keys are in use\.$/),
  ]);
  expect(log.filter(({ event }) => event.startsWith("key-")).map(({ event }) => event)).toEqual([
    "key-dropped",
    "key-back",
  ]);
});

it("a revoked key costs an attempt at 0, 1, 3, 7, 15, 31 and 63 minutes, no call its success, and is said once", async () => {
  const { clock, calls, said } = await world(["1", "2", "3"], (key) => key === "1");
  const tried: number[] = [];
  for (let minute = 0; minute < 100; minute += 1) {
    const sent = await calls(3);
    expect(sent).not.toContain("!");
    if (sent.includes("1")) tried.push(minute);
    await clock.sleep(MINUTE);
  }
  expect(tried).toEqual([0, 1, 3, 7, 15, 31, 63]);
  expect(said).toHaveLength(1);
});

it("where all keys are refused each call tries each of them once and fails with the right words", async () => {
  const { client, calls, said } = await world(["1", "2"], () => true);
  expect(await calls(2)).toMatch(/^(12|21)!(12|21)!$/);
  const error = await errorOf(client.serviceUsers.get("1"));
  expect(error.name).toBe("AuthenticationError");
  expect(error.message).toContain("Check apiKey (DIGICERT_ONE_API_KEY)");
  expect(said.length).toBeGreaterThan(0);
});

it("a key that was left out by a slip is taken at once where the other one is revoked", async () => {
  const { calls } = await world(["1", "2"], (key, second) => (key === "1" ? second === 0 && !revoked : revoked));
  let revoked = false;
  expect(await calls(2)).toBe("122");
  revoked = true;
  expect(await calls(2)).toBe("211");
});

it("a single key is never left out: the call fails, and the next one uses it", async () => {
  let slip = true;
  const { calls, said } = await world(["1"], () => slip);
  expect(await calls(2)).toBe("1!1!");
  slip = false;
  expect(await calls(2)).toBe("11");
  expect(said).toEqual([]);
});

it("while one call tries a refused key again, the others go on with the rest", async () => {
  const { client, clock, calls } = await world(["1", "2"], (key) => key === "1");
  await calls(2);
  await clock.sleep(MINUTE);
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => client.serviceUsers.get("1")));
  expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
});

it("what a gateway says is no word for a key: it stays left out until the API accepts it", async () => {
  const clock = virtualClock();
  const answers = ["refused", "gateway", "gateway", "good"];
  const said: string[] = [];
  const server = await serve((request, response) => {
    const answer = String(request.headers["x-api-key"]).endsWith("1") ? answers.shift() : "good";
    if (answer === "refused") json(response, 401, { error: { code: "invalid_api_key" } });
    else if (answer === "gateway") response.writeHead(403).end("<html>no</html>");
    else json(response, 200, { id: "1" });
  });
  const settings = { apiKey: "", apiKeys: "key-number-1,key-number-2", maxRetrySeconds: "0" };
  const client = clientOf(server.url, settings, { ...clock, onNotice: (text) => said.push(text) });
  await client.serviceUsers.get("1");
  await clock.sleep(MINUTE);
  const left: number[] = [];
  for (let i = 0; i < 8 && said.length < 2; i += 1) {
    await client.serviceUsers.get("1").catch(() => undefined);
    left.push(answers.length);
  }
  expect(said[1]).toContain("accepts key-");
  expect(left.at(-1)).toBe(0);
});
