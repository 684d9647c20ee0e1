/** A 401 where the engine runs with the settings that the last `pulumi up` recorded: refresh and destroy. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import type { Props } from "../../src/provider/host/state";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";
import { failure, keyArgs, keyOf, providerOf, startWorld, userArgs, userOf, type World } from "./apply-harness";

let world: World;
let made: readonly (readonly [ResourceHandlers, id: string, outputs: Props, args: Props])[];
beforeEach(async () => {
  world = await startWorld();
  world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "0";
  const user = userOf(world);
  await user.up(userArgs(world));
  const key = keyOf(world);
  await key.up(keyArgs(user.id));
  made = [
    [serviceUserHandlers, user.id, user.outputs, userArgs(world)],
    [apiKeyHandlers, key.id, key.outputs, keyArgs(user.id)],
  ];
});
afterEach(() => world.emulator.close());

const OLD = "a_key_that_somebody_deleted_meanwhile";

/** A provider process whose key, recorded or in the environment, the API does not accept. */
async function refused(handlers: ResourceHandlers, from: "config" | "environment") {
  if (from === "environment") world.env.DIGICERT_ONE_API_KEY = OLD;
  const provider = providerOf(world, handlers);
  const config: Props = from === "config" ? { "digicert-one:apiKey": OLD } : {};
  await provider.configure({ config: { get: (name) => config[name] as string | undefined } });
  return provider;
}

it("names the ways to today's key where a recorded one is refused", async () => {
  for (const [handlers, id, outputs] of made) {
    for (const call of ["read", "delete"] as const) {
      const { message, stack } = await failure((await refused(handlers, "config"))[call](id, outputs));
      expect(message).toContain("401");
      expect(message).toContain("uses the key that the last `pulumi up` recorded");
      expect(message).toMatch(/--run-program.*run `pulumi up` without --refresh first/);
      // The SDK prints it beside the message.
      expect(stack).not.toContain("401");
    }
  }
});

it("does not where the key is today's: in the environment, or in an update by the program", async () => {
  for (const [handlers, , , args] of made) {
    const { message } = await failure((await refused(handlers, "config")).create(args));
    expect(message).toContain("401");
    expect(message).not.toContain("--run-program");
  }
  for (const [handlers, id, outputs] of made) {
    const { message } = await failure((await refused(handlers, "environment")).read(id, outputs));
    expect(message).toContain("401");
    expect(message).not.toContain("--run-program");
  }
});
