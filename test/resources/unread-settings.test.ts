/** Settings that nothing reads, and secrets in plain text: reported by the program, in preview and up. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as digicert from "../../src";
import { IdentityWorld, type Ran } from "./identity-world";

let world: IdentityWorld;
beforeEach(async () => {
  world = await IdentityWorld.open();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.emulator.close();
});

const user = () => new digicert.ServiceUser("u", world.args());

/** A preview and an update of a stack with this in its config. */
async function both(program: () => unknown, config: Record<string, string> = {}): Promise<Ran[]> {
  const stack = await world.stack("dev", config);
  return [await stack.preview(program), await stack.up(program)];
}

/** How often a text stands among the diagnostics, beside what the display repeats. */
const count = ({ said }: Ran, text: string): number => said.split(text).length - 1;

it("warns of a setting that nothing reads, once a run, and goes on", async () => {
  vi.stubEnv("DIGICERT_ONE_TIMEOUT", "5");
  const runs = await both(user, { "digicert-one:ratelimits": "off" });
  for (const run of runs) {
    expect(run.ok).toBe(true);
    expect(run.said).toContain("digicert-one:ratelimits in the stack's config is no setting of this version");
    expect(run.said).toContain("The environment variable DIGICERT_ONE_TIMEOUT is no setting of this version");
    expect(count(run, "ratelimits in the stack's config")).toBe(count(run, "variable DIGICERT_ONE_TIMEOUT"));
  }
});

it("stops before any call where the misspelt setting decides whose tenant answers", async () => {
  await world.emulator.clearJournal();
  for (const run of await both(user, { "digicert-one:regoin": "nl" })) {
    expect(run.ok).toBe(false);
    expect(run.said).toContain("Did you mean digicert-one:region? Rename it, or remove it");
  }
  vi.stubEnv("DIGICERT_ONE_REGOIN", "nl");
  const explicit = () => {
    const { url: baseUrl, apiKey } = world.emulator;
    const provider = new digicert.Provider("p", { baseUrl, apiKey, rateLimits: "off" });
    new digicert.ServiceUser("u", world.args(), { provider });
  };
  // The place of an explicit provider is given, so the environment is not asked for one.
  for (const run of await both(explicit)) {
    expect(run.ok).toBe(true);
    expect(run.said).toContain("Did you mean DIGICERT_ONE_REGION?");
  }
  vi.stubEnv("DIGICERT_ONE_APIKEY", "abcdefghijkl");
  const keyless = () => new digicert.Provider("p", { baseUrl: world.emulator.url });
  for (const run of await both(keyless)) {
    expect(run.ok).toBe(false);
    expect(run.said).toContain("Did you mean DIGICERT_ONE_API_KEY?");
    expect(run.said).not.toContain("abcdefghijkl");
  }
});

it("warns of a key in plain text with the command that mends it; not of one set as a secret", async () => {
  for (const run of await both(user, { "digicert-one:apiKey": world.emulator.apiKey })) {
    expect(run.ok).toBe(true);
    expect(run.said).toContain("digicert-one:apiKey is set in plain text");
    expect(run.said).toContain("`pulumi config set --secret digicert-one:apiKey`");
    expect(run.said).not.toContain(world.emulator.apiKey);
  }
  for (const run of await both(user)) expect(run.said).not.toContain("plain text");
});

it("leaves the config alone where every provider is explicit: none of it is read", async () => {
  const explicit = () => {
    const { url: baseUrl, apiKey } = world.emulator;
    new digicert.Provider("p", { baseUrl, apiKey });
  };
  for (const run of await both(explicit, { "digicert-one:prodKey": "abcdefghijkl" })) {
    expect(run).toMatchObject({ ok: true });
    expect(run.said).not.toContain("prodKey");
  }
});
