/** What the client takes for a taken name: by its code, by its words, and by a look for who holds it. */
import { describe, expect, it } from "vitest";
import { clientOf, virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();

const input = { nickname: "ci", description: "#mark", email: "a@example.com", accountIds: ["a1"], roleIds: [] };
const vague = { code: "invalid_request", message: "The request could not be processed." };

interface World {
  /** What the first creations are refused with; later ones are carried out. `lost`: no answer comes. */
  readonly refusals: readonly { status: number; body: unknown; headers?: Record<string, string> }[] | readonly "lost"[];
  /** What is seen by whoever looks, or the status that refuses the look. */
  readonly seen?: readonly object[] | number;
  readonly creates?: "key";
}

const refused = (status: number, error: object, times = 1): World["refusals"] =>
  Array.from({ length: times }, () => ({ status, body: { error } }));

async function lived({ refusals, seen = [], creates }: World) {
  const clock = virtualClock();
  let posts = 0;
  const server = await serve(({ method, body }, response) => {
    if (method === "GET") {
      return typeof seen === "number"
        ? json(response, seen, { error: { code: "access_denied", message: "No." } })
        : json(response, 200, seen);
    }
    const refusal = refusals[posts];
    posts += 1;
    if (refusal === "lost") return void response.destroy();
    if (refusal !== undefined) return json(response, refusal.status, refusal.body, refusal.headers);
    const { name = "" } = body as { name?: string };
    return json(response, 201, { id: "new", name, token: "value-of-a-new-key", friendly_name: "ci" });
  });
  const client = clientOf(
    server.url,
    { rateLimits: "off", maxRetrySeconds: "60" },
    { ...clock, random: () => 0.5, onNotice: () => undefined },
  );
  let draws = 0;
  const made =
    creates === "key"
      ? client.apiKeys.create({ userId: "u1", name: "k-0" }, { drawName: () => `k-${++draws}` })
      : client.serviceUsers.create(
          input,
          { find: ({ description }) => description === "#mark" },
          { initialKey: "leave" },
        );
  const outcome = await made.then(
    ({ id }) => ({ id, error: "none", message: "" }),
    (error: Error) => ({ id: "", error: error.name, message: error.message }),
  );
  const count = (verb: string) => server.seen.filter(({ method }) => method === verb).length;
  return { ...outcome, posts: count("POST"), looks: count("GET") };
}

describe("a refused creation", () => {
  it.each([400, 403, 404, 405, 409, 410, 422, 429])("is of a taken name by its code, with a %i", async (status) => {
    const outcome = await lived({ refusals: refused(status, { code: "duplicate_error", message: "No." }, 9) });
    expect(outcome).toMatchObject({ error: "DuplicateError", posts: 1, looks: 0 });
    expect(outcome.message).toMatch(/Choose another name, or adopt the object that holds it\.$/);
  });

  it.each([
    [401, "UnexpectedResponseError"],
    [500, "ServerError"],
    [503, "ServerError"],
  ])("is of something else with a %i, whatever its code", async (status, error) => {
    const code = "duplicate_error";
    expect((await lived({ refusals: refused(status, { code, message: "No." }, 99) })).error).toBe(error);
  });

  it.each([
    [400, "invalid_input", "DuplicateError"],
    [400, "invalid_request", "DuplicateError"],
    [409, "version_conflict", "DuplicateError"],
    // A code that no page names: the words are the API's all the same.
    [400, "name_in_use", "DuplicateError"],
    [409, "conflict", "DuplicateError"],
    [409, "", "UnexpectedResponseError"],
    [409, 409, "UnexpectedResponseError"],
    [403, "access_denied", "PermissionError"],
    [404, "entity_not_found", "NotFoundError"],
    [400, "entity_not_found", "NotFoundError"],
    [422, "invalid_input", "ApiError"],
  ])("that says that the name exists, a %i %s, is %s", async (status, code, error) => {
    const outcome = await lived({ refusals: refused(status, { code, message: "Nickname ci already exists." }, 9) });
    expect(outcome).toMatchObject({ error });
  });

  it("whose words stand in no form of the API's is no refusal of the API's", async () => {
    const refusals = [{ status: 409, body: { status: 409, error: "Conflict", message: "Nickname ci already exists" } }];
    expect(await lived({ refusals })).toMatchObject({ error: "UnexpectedResponseError", posts: 1 });
  });

  it("that says so among other things is of a taken name", async () => {
    const errors = [
      { code: "invalid_request", message: "description: is too long" },
      { code: "invalid_request", message: "friendly_name: must be unique" },
    ];
    expect(await lived({ refusals: [{ status: 400, body: { errors } }] })).toMatchObject({ error: "DuplicateError" });
  });
});

describe("a 400 to the creation of a user that does not say why", () => {
  const holder = { id: "u7", friendly_name: "CI" };

  it.each<[string, object]>([
    ["in the account", { ...holder, accounts: ["a0", "a1"] }],
    ["in the account, as an object", { ...holder, accounts: [{ id: "a1", name: "One" }] }],
    ["in an account that is not shown", { ...holder, primary_account_id: "a0" }],
    ["and is a person", { ...holder, user_type: "standard", accounts: ["a1"] }],
  ])("is of a taken name where somebody holds that %s", async (_where, user) => {
    const outcome = await lived({ refusals: refused(400, vague), seen: [{ id: "u6", friendly_name: "cd" }, user] });
    expect(outcome).toMatchObject({ error: "DuplicateError", posts: 1, looks: 1 });
    expect(outcome.message).toMatch(
      /answered 400 invalid_request: "The request could not be processed\." Its name is held by the user u7, which is the likeliest reason\. Choose another name, or adopt the object that holds it\.$/,
    );
  });

  it.each<[string, readonly object[] | number]>([
    ["where nobody has the name", [{ id: "u6", friendly_name: "ci-2", accounts: ["a1"] }]],
    ["where the name is held in another account", [{ ...holder, accounts: ["a0"] }]],
    ["where the holder is deleted", [{ ...holder, status: "DELETED", accounts: ["a1"] }]],
    ["where nobody may look", 403],
  ])("is what it is %s", async (_what, seen) => {
    const outcome = await lived({ refusals: refused(400, vague), seen });
    expect(outcome).toMatchObject({ error: "InvalidRequestError", posts: 1, looks: 1 });
    expect(outcome.message).toContain("Correct the value that DigiCert ONE names");
  });
});

describe("a 400 to the creation of a key that does not say why", () => {
  const key = (name: string) => ({ id: `id of ${name}`, name });

  it("draws another name where the user has such a key, five times at most", async () => {
    const seen = [key("k-0"), key("K-1")];
    const two = await lived({ refusals: refused(400, vague, 2), seen, creates: "key" });
    expect(two).toMatchObject({ id: "new", posts: 3, looks: 2 });
    const all = [0, 1, 2, 3, 4].map((n) => key(`k-${n}`));
    const five = await lived({ refusals: refused(400, vague, 9), seen: all, creates: "key" });
    expect(five).toMatchObject({ error: "DuplicateError", posts: 5 });
    expect(five.message).toContain("Its name is held by the API key id of k-4");
  });

  it("is what it is where the user has none, or nobody may look", async () => {
    for (const seen of [[key("k-1")], 403]) {
      const outcome = await lived({ refusals: refused(400, vague, 9), seen, creates: "key" });
      expect(outcome).toMatchObject({ error: "InvalidRequestError", posts: 1, looks: 1 });
    }
  });
});

describe("a creation that was lost and meets a 400 when it is sent again", () => {
  const refusals = ["lost", { status: 400, body: { error: vague } }] as unknown as World["refusals"];
  const mine = { id: "u9", friendly_name: "ci", description: "#mark", accounts: ["a1"] };

  it("is looked for once more, and found", async () => {
    let looks = 0;
    const server = await serve(({ method }, response) => {
      // The server comes to the lost one only after the first look.
      if (method === "GET") return json(response, 200, ++looks > 1 ? [mine] : []);
      return server.seen.length === 1 ? void response.destroy() : json(response, 400, { error: vague });
    });
    const client = clientOf(server.url, { rateLimits: "off" }, { random: () => 0, onNotice: () => undefined });
    const lost = { find: ({ description }: { description?: string }) => description === "#mark" };
    const user = await client.serviceUsers.create(input, lost, { initialKey: "leave" });
    expect(user).toMatchObject({ id: "u9", recovered: true });
    expect(server.seen.map(({ method }) => method)).toEqual(["POST", "GET", "POST", "GET"]);
  });

  it("is of a taken name where somebody else holds that, and what it is where nobody does", async () => {
    const others = { ...mine, description: "#other" };
    expect(await lived({ refusals, seen: [others] })).toMatchObject({ error: "DuplicateError", posts: 2 });
    expect(await lived({ refusals })).toMatchObject({ error: "InvalidRequestError", posts: 2 });
  });
});
