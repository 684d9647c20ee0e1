/** What becomes of a new key whose value or id the response to its creation does not show for certain. */
import { describe, expect, it } from "vitest";
import { clientOf, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();
const KEY_ID = "130deba5-3ebb-43b2-8183-1a9940d460f5";
const VALUE = "value-of-a-new-key-0123456789";
const OTHER = "other-value-of-a-key-987654321";

type Answer = (name: string) => Record<string, unknown> | undefined;

/** What the client does with a creation that is answered so. `listed`: whether the list of the user's keys can be read. */
async function created(answer: Answer, { listed = true, drawn = true, deletes = true } = {}) {
  const clock = virtualClock();
  const keys = new Map<string, Record<string, unknown>>();
  const server = await serve(({ method, body, path }, response) => {
    response.setHeader("date", new Date(clock.now()).toUTCString());
    if (method === "DELETE") {
      if (!deletes) return json(response, 403, { error: { code: "access_denied", message: "No." } });
      keys.delete(path.split("/").at(-1) ?? "");
      return void response.writeHead(204).end();
    }
    if (method === "POST") {
      const { name } = body as { name: string };
      keys.set(KEY_ID, { id: KEY_ID, name, created_at: new Date(clock.now()).toISOString() });
      const answered = answer(name);
      return answered === undefined ? void response.writeHead(201).end() : json(response, 201, answered);
    }
    if (listed) return json(response, 200, [...keys.values()]);
    return json(response, 403, { error: { code: "access_denied", message: "No." } });
  });
  const said: string[] = [];
  const deps = { ...clock, random: () => 0.5, onNotice: (text: string) => void said.push(text) };
  let draws = 0;
  const drawName = (): string => `ci-drawn-${++draws}`;
  const creation = clientOf(server.url, { rateLimits: "off" }, deps).apiKeys.create(
    { userId: "u1", name: drawn ? drawName() : "ci" },
    drawn ? { drawName } : {},
  );
  const outcome = await creation.then(
    ({ id, value, name }) => ({ id, value, name }),
    (error: Error & { remedy?: string }) => `${error.message} ${error.remedy ?? ""}`,
  );
  const posts = server.seen.filter(({ method }) => method === "POST").length;
  return { outcome, said, posts, alive: keys.size };
}

describe("a new key without a certain value is deleted, one request is sent, and the error names fields only", () => {
  it.each<[string, Answer, string]>([
    ["masked", (name) => ({ id: KEY_ID, name, token: "abcd****" }), "a masked value of a key (token)"],
    ["masked, without an id", (name) => ({ name, token: "abcd****" }), "no API key that has an id"],
    ["two values", () => ({ id: KEY_ID, token: VALUE, api_key: OTHER }), "several values of one key (token, api_key)"],
    ["two values without an id", () => ({ token: VALUE, api_key: OTHER }), "no API key that has an id"],
    ["none", (name) => ({ id: KEY_ID, name }), "not its value"],
    ["a value in a field that nobody knows", (name) => ({ id: KEY_ID, name, secret: VALUE }), "not its value"],
    ["nothing", () => ({}), "no API key that has an id"],
    ["no body", () => undefined, "no API key that has an id"],
  ])("%s", async (_what, answer, words) => {
    const { outcome, said, posts, alive } = await created(answer);
    expect(outcome).toContain(words);
    for (const value of [VALUE, OTHER, "abcd****"]) expect(outcome).not.toContain(value);
    expect({ said, posts, alive }).toEqual({ said: [], posts: 1, alive: 0 });
  });

  it("by the id that the response shows, also where its name was not drawn and no list can be read", async () => {
    const masked: Answer = () => ({ id: KEY_ID, token: "abcd****" });
    for (const world of [{ drawn: false }, { listed: false }])
      expect(await created(masked, world)).toMatchObject({ posts: 1, alive: 0 });
  });

  it("and where it cannot be deleted, or not be found, the error says that it may exist", async () => {
    const masked: Answer = () => ({ id: KEY_ID, token: "abcd****" });
    for (const [answer, world] of [
      [masked, { deletes: false }],
      [() => ({ token: "abcd****" }), { listed: false }],
    ] as const) {
      const { outcome, posts, alive } = await created(answer, world);
      expect(outcome).toContain("It may exist: look for it before making it again.");
      expect([posts, alive]).toEqual([1, 1]);
    }
    const unsure = await created(() => ({ token: "abcd****" }), { drawn: false });
    expect(unsure.alive).toBe(1);
    expect(unsure.said).toEqual([expect.stringContaining(`The key ${KEY_ID} may be the one that it made`)]);
  });
});

describe("a new key whose value came without an id is found by its name", () => {
  it.each<[string, Answer]>([
    ["in token_id", (name) => ({ token_id: VALUE, name })],
    ["in token_id alone", () => ({ token_id: VALUE })],
    ["in tokenId inside data", () => ({ data: { tokenId: VALUE } })],
    ["in api_key of an item", () => ({ items: [{ api_key: VALUE }] })],
  ])("%s", async (_what, answer) => {
    for (const world of [{}, { drawn: false }]) {
      const { outcome, ...rest } = await created(answer, world);
      expect(outcome).toMatchObject({ id: KEY_ID, value: VALUE });
      expect(rest).toEqual({ said: [], posts: 1, alive: 1 });
    }
  });

  it("and is not used where it cannot be found: the error says that it may exist, without the value", async () => {
    const { outcome, posts, alive } = await created(() => ({ token_id: VALUE }), { listed: false });
    expect(outcome).toContain("It may exist");
    expect(outcome).not.toContain(VALUE);
    expect([posts, alive]).toEqual([1, 1]);
  });
});
