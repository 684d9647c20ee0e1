/** When a new key counts as one that works: by what its first use is answered, and by who asks. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ClientSettings, createClient, resolveSettings } from "../../src/client";
import { isReady } from "../../src/provider/rotating/slot/ready";
import { makeUser } from "../emulator/harness";
import { type OnTheWay, through } from "../support/through";
import { settingsFor, startWorld, type World } from "./apply-harness";

let world: World;
let key: { value: string; userId: string };
beforeEach(async () => {
  world = await startWorld();
  const made = await makeUser(world.emulator);
  key = { value: made.key, userId: made.id };
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
