/** A year of weekly runs in seconds: the emulator's clock and the day of the runs move together. */
import { EmbeddedStack, type Emulator, startEmulator } from "pulumi-digicert-one/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ rateLimits: "off" });
});

afterAll(() => emulator.close());

async function travelTo(instant: Date): Promise<void> {
  await emulator.setClock(instant.toISOString());
  vi.stubEnv("DIGICERT_ONE_AS_OF", instant.toISOString().slice(0, 10));
}

test("in a year of weekly runs the key always works, and changes five times", async () => {
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "signing",
    stackName: "prod",
    workDir: __dirname,
    stateFile: false,
    host: "in-process", // program and provider run here: milliseconds a run
    program: async () => {
      vi.resetModules(); // every run evaluates the program anew
      return await import("./index.js");
    },
    config: {
      team: "team@example.com",
      "digicert-one:baseUrl": emulator.url,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
    },
  });
  const works = async (key: string) => {
    const headers = { "x-api-key": key, "user-agent": "test/1.0" };
    return (await fetch(`${emulator.url}/account/api/v1/user/me`, { headers })).status === 200;
  };

  const start = Date.parse("2027-01-01T06:17:00Z");
  const keys = new Set<string>();
  for (let week = 0; week < 52; week += 1) {
    await travelTo(new Date(start + week * 7 * 86_400_000));
    const { outputs } = await stack.up();
    const key = String(outputs.apiKey?.value);
    expect(await works(key), `the key of week ${week}`).toBe(true);
    keys.add(key);
  }
  // 90 days of life less a window of 30: due after 60 days, and replaced by the run of the 63rd.
  expect(keys.size - 1).toBe(5);
  vi.unstubAllEnvs();
});
