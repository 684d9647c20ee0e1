/**
 * A canary per form of a creation's answer: the value of a key stands in its secret output and nowhere else, whatever form
 * the tenant answers in, and no key is alive that no state knows.
 */
import { setImmediate as tick } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { apiKeySlotHandlers } from "../../src/provider/rotating/slot/apply";
import { startServer, type TestServer } from "../client/support/server";
import { keyArgs, keyOf, keysOnServer, Resource, startWorld, userArgs, userOf, type World } from "./apply-harness";

type Json = Record<string, unknown>;

/** What becomes of the answer to a creation: of the object without its key, the id and the value of the key. */
type Form = (object: Json, id: string, value: string) => Json;

/** Forms in which the value is certain. */
const certain: Readonly<Record<string, Form>> = {
  "api_access_token with id and token": (o, id, token) => ({ ...o, api_access_token: { id, token } }),
  "token beside its id": (o, token_id, token) => ({ ...o, token_id, token }),
  "token_id alone": (o, _id, token_id) => ({ ...o, token_id }),
  "api_token alone": (o, _id, api_token) => ({ ...o, api_token }),
  "api_key of an inner object": (o, id, api_key) => ({ ...o, api_token: { id, api_key } }),
  camelCase: (o, tokenId, apiKey) => ({ ...o, tokenId, apiKey }),
  "an item of a list": (o, id, token) => ({ ...o, api_access_token: [{ id, token }] }),
  "the same value twice": (o, id, token) => ({ ...o, api_access_token: { id, token }, api_token: token }),
  "masked beside the whole value": (o, id, token) => ({ ...o, api_key: "emu_****", api_access_token: { id, token } }),
};

/** Forms in which no value is certain. */
const uncertain: Readonly<Record<string, Form>> = {
  masked: (o, id, value) => ({ ...o, api_access_token: { id, token: `${value.slice(0, 4)}****` } }),
  doubled: (o, id, value) => ({ ...o, api_token: value, api_access_token: { id, token: `${value}-other` } }),
  "in a field that nobody knows": (o, id, value) => ({ ...o, api_access_token: { id, secret: value } }),
  none: (o) => o,
};

interface Tenant {
  readonly world: World;
  /** Each value that was ever shown. */
  readonly values: string[];
  readonly front: TestServer;
}

/** An emulator behind a server that answers creations in another form. */
async function tenant(form: Form): Promise<Tenant> {
  const world = await startWorld();
  const values: string[] = [];
  const front = await startServer(async ({ method, path, headers, body }, response) => {
    const { host: _host, connection: _connection, "content-length": _length, ...passed } = headers;
    const answer = await fetch(world.emulator.url + path, {
      method,
      headers: passed as Record<string, string>,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    response.writeHead(answer.status, { "content-type": "application/json", date: answer.headers.get("date") ?? "" });
    if (method !== "POST" || answer.status !== 201) return response.end(text);
    const { api_access_token: first, token, ...object } = JSON.parse(text) as Json;
    const key = (first ?? { id: object.id, token }) as { id: string; token: string };
    values.push(key.token);
    // A key's own id stands beside its value only in the forms that show one.
    const { id: _id, ...rest } = object;
    return response.end(JSON.stringify(form(first === undefined ? rest : object, key.id, key.token)));
  });
  world.env.DIGICERT_ONE_BASE_URL = front.url;
  return { world, values, front };
}

let current: Tenant | undefined;
beforeEach(() => void vi.stubEnv("DIGICERT_ONE_LOG", "debug"));
afterEach(async () => {
  vi.unstubAllEnvs();
  await current?.front.close();
  await current?.world.emulator.close();
  current = undefined;
});

/** Runs something, and everything a person or a file could see of it. */
async function observed(run: () => Promise<unknown>): Promise<{ failed: boolean; seen: string }> {
  const write = process.stderr.write;
  const lines: string[] = [];
  process.stderr.write = ((chunk: string) => lines.push(String(chunk)) > 0) as typeof write;
  try {
    await run();
    return { failed: false, seen: lines.join("") };
  } catch (error) {
    const { message, stack, cause } = error as Error;
    const more = JSON.stringify({ ...(error as object) });
    return { failed: true, seen: [...lines, message, stack, String(cause), more].join("\n") };
  } finally {
    process.stderr.write = write;
  }
}

async function everythingSeen({ world, front }: Tenant, ...resources: Resource[]): Promise<string> {
  const states = resources.map(({ state }) => ({
    ...state,
    outputs: { ...state?.outputs, initialApiKey: "", value: "" },
  }));
  const journal = await fetch(`${world.emulator.managementUrl}/journal`).then((answer) => answer.text());
  return JSON.stringify([states, world.notices, journal, front.seen.map(({ path, body }) => [path, body])]);
}

const slotArgs = (serviceUserId: string) => ({
  slot: "a",
  role: "current",
  generation: "s-1",
  serviceUserId,
  endDate: "2027-03-01",
  namePrefix: "app",
});

describe.each([
  ...Object.entries(certain).map(([name, form]) => ({ name, form, isCertain: true })),
  ...Object.entries(uncertain).map(([name, form]) => ({ name, form, isCertain: false })),
])("where a creation answers with $name", ({ form, isCertain }) => {
  it.each(["keep", "delete"])("a user's first key (%s)", async (initialKey) => {
    current = await tenant(form);
    const { world, values } = current;
    const user = userOf(world);
    const { failed, seen } = await observed(() => user.up(userArgs(world, { initialKey })));
    const all = seen + (await everythingSeen(current, user));
    expect(values.length).toBeGreaterThan(0);
    expect(seen).toContain('"path":"/account/api/v1/user"');
    for (const value of values) expect(all).not.toContain(value);
    const alive = (await keysOnServer(world, user.id)).map(({ id }) => id);
    if (initialKey === "delete") expect([failed, alive]).toEqual([false, []]);
    else if (isCertain) {
      expect([failed, alive, user.outputs.initialApiKey]).toEqual([false, [user.outputs.initialApiKeyId], values[0]]);
    } else {
      // Neither is the one that is made in its place certain: the user is a partial creation, without any key.
      expect([failed, user.state?.isPartial, alive]).toEqual([true, true, []]);
    }
  });

  it.each(["a key", "a slot"])("%s", async (what) => {
    current = await tenant(form);
    const { world, values } = current;
    const user = userOf(world);
    await user.up(userArgs(world));
    const before = values.length;
    const isSlot = what === "a slot";
    const key = isSlot ? new Resource(world, apiKeySlotHandlers({ waitsMs: [1], sleep: () => tick() })) : keyOf(world);
    const { failed, seen } = await observed(() => key.up(isSlot ? slotArgs(user.id) : keyArgs(user.id)));
    const all = seen + (await everythingSeen(current, user, key));
    expect(values.length).toBe(before + 1);
    for (const value of values) expect(all).not.toContain(value);
    const alive = (await keysOnServer(world, user.id)).map(({ id }) => id);
    if (isCertain) expect([failed, alive, key.outputs.value]).toEqual([false, [key.id], values.at(-1)]);
    else expect([failed, alive, key.state]).toEqual([true, [], undefined]);
  });
});

it("the canary would be seen: a log line, a notice, an error and a state are all looked at", async () => {
  current = await tenant(certain["token_id alone"] ?? ((object) => object));
  const { world, values } = current;
  const user = userOf(world);
  await user.up(userArgs(world, { initialKey: "keep" }));
  const [value = ""] = values;
  const written = await observed(() => {
    process.stderr.write(`line ${value}\n`);
    return Promise.reject(new Error("failed", { cause: new Error(value) }));
  });
  expect(written.seen.split(value)).toHaveLength(3);
  world.notices.push(value);
  expect(await everythingSeen(current, user)).toContain(value);
  world.notices.length = 0;
  if (user.state) user.state.outputs.status = value;
  expect(await everythingSeen(current, user)).toContain(value);
});
