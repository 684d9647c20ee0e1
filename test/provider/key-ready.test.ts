/** When a new key counts as one that works: by what its first use is answered, and by who asks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClientSettings, createClient, resolveSettings } from "../../src/client";
import type { StepName } from "../../src/provider/host/steps";
import { isReady } from "../../src/provider/key/ready";
import { call, makeUser } from "../emulator/harness";
import { codeOfStatus, forms } from "../support/answers";
import { type OnTheWay, refusal, through } from "../support/through";
import { settingsFor, startWorld, type World } from "./apply-harness";

let world: World;
let key: { value: string; userId: string; see: StepName };
beforeEach(async () => {
  world = await startWorld();
  const made = await makeUser(world.emulator);
  key = { value: made.key, userId: made.id, see: "see the key work" };
});
afterEach(() => world.emulator.close());

/** What comes of a first use, and how often the key was used. */
async function tried(way: OnTheWay, more: Partial<ClientSettings> = {}) {
  const env = { ...settingsFor(world.emulator), DIGICERT_ONE_MAX_RETRY_SECONDS: "0" };
  const settings = { ...resolveSettings({ env }), ...more };
  const { fetch, sent } = through(way);
  const client = createClient(settings, { fetch, onNotice: () => undefined });
  const ready = await isReady({ client, step: () => client, settings }, key, {
    waitsMs: [1, 1],
    sleep: () => Promise.resolve(),
  }).catch((error: Error) => error.name);
  return { ready, uses: sent.filter(({ headers }) => headers["x-api-key"] === key.value).length };
}

it("is not tried beside a client certificate, which is another user's", async () => {
  const pem = { cert: "a certificate", key: "its key" };
  const refuse: OnTheWay["refuse"] = () => ({ status: 401, body: { code: "invalid_api_key", message: "No." } });
  expect(await tried({ refuse }, { tls: pem })).toEqual({ ready: true, uses: 0 });
  // The twin: without a certificate the refusal counts.
  expect(await tried({ refuse })).toMatchObject({ uses: 1 });
});

/** What is answered to the key alone; the provider's own key is not in question. */
const answered = (status: number, body: unknown): OnTheWay => ({
  refuse: ({ headers }) => (headers["x-api-key"] === key.value ? { status, body } : undefined),
});

describe("a new key", () => {
  it.each<[string, number, string, { ready: boolean | string; uses: number }]>([
    ["is refused with 403, as one of a user without a role is", 403, "access_denied", { ready: true, uses: 1 }],
    ["cannot see its own user", 404, "resource_not_found", { ready: true, uses: 1 }],
    ["is refused with 400", 400, "invalid_request", { ready: true, uses: 1 }],
    ["is not accepted", 401, "invalid_api_key", { ready: false, uses: 3 }],
    ["meets a failure of the server", 500, "internal_error", { ready: "ServerError", uses: 1 }],
    ["meets maintenance", 503, "service_unavailable", { ready: "ServerError", uses: 1 }],
    ["meets a limit", 429, "request_limit_exceeded", { ready: "RateLimitError", uses: 1 }],
  ])("%s", async (_what, status, code, outcome) => {
    const { body } = refusal(status, code, "No.");
    expect(await tried(answered(status, body))).toEqual(outcome);
  });

  it.each(forms)("is answered 403 with $name: only the API's own counts", async ({ isOfApi, body, contentType }) => {
    const text = body(codeOfStatus[403] ?? "", 403);
    const { ready } = await tried({
      refuse: ({ headers }) => (headers["x-api-key"] === key.value ? { status: 403, text, contentType } : undefined),
    });
    expect(ready).toBe(isOfApi ? true : "UnexpectedResponseError");
  });

  it("works where its user has no role, whether the server lets such a user look at itself or not", async () => {
    const outcomes: unknown[] = [];
    for (const variants of [[], ["me-without-role"]]) {
      await world.emulator.close();
      world = await startWorld({ variants });
      const made = await makeUser(world.emulator, { roles: [] });
      key = { value: made.key, userId: made.id, see: "see the key work" };
      const { status } = await call(world.emulator, "GET", "/user/me", { key: made.key });
      outcomes.push([status, await tried({})]);
    }
    const works = { ready: true, uses: 1 };
    expect(outcomes.sort()).toEqual([
      [200, works],
      [403, works],
    ]);
  });
});
