import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { teams } from "../../examples/fleet/teams";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, type RunResult } from "../../src/engine";
import type { RotationPlan } from "../../src/plan";

/** The example as people run it: its own program process and provider process, compiled package, TypeScript program. */
describe("examples/fleet", () => {
  let emulator: Emulator;
  let folder = "";

  beforeAll(async () => {
    emulator = await startEmulator({ now: "2027-01-01T12:00:00Z", rateLimits: "off" });
    folder = mkdtempSync(join(tmpdir(), "fleet-"));
  });
  afterAll(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  const up = async (day: string): Promise<RunResult> => {
    await emulator.setClock(`${day}T12:00:00Z`);
    const stack = await EmbeddedStack.createOrSelect({
      projectName: "fleet",
      stackName: "prod",
      workDir: resolve(__dirname, "../../examples/fleet"),
      stateFile: join(folder, "state.json"),
      passphrase: "p",
      envVars: { DIGICERT_ONE_AS_OF: day, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
      config: {
        "digicert-one:baseUrl": emulator.url,
        "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
        "digicert-one:rateLimits": "off",
      },
    });
    return stack.up();
  };
  const opens = async (value: unknown) => {
    const headers = { "x-api-key": String(value), "user-agent": "consumer/1" };
    const { status } = await fetch(`${emulator.url}/account/api/v1/user/me`, { headers });
    return status !== 401;
  };
  const keysOf = ({ outputs }: RunResult) => outputs.apiKeys?.value as Record<string, string>;
  const planOf = ({ outputs }: RunResult): RotationPlan => JSON.parse(JSON.stringify(outputs.rotationPlan?.value));
  const replaced = ({ steps }: RunResult) =>
    steps.filter(({ op }) => op === "replace").map(({ name }) => name.replace(/-[ab]$/, ""));

  it("gives every team a key, and rotates each on a day of its own", { timeout: 600_000 }, async () => {
    const first = await up("2027-01-01");
    expect(first.outputs.apiKeys?.secret).toBe(true);
    expect(first.outputs.rotationPlan?.secret).toBe(false);
    const names = teams.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(Object.keys(keysOf(first)).sort()).toEqual([...names].sort());
    for (const value of Object.values(keysOf(first))) expect(await opens(value)).toBe(true);

    // Within 60 days all keys rotate, no two on one day; the users, extended later, are not in the plan yet.
    const { rows, summary } = planOf(first);
    expect(summary).toMatchObject({ total: 2 * names.length, shown: names.length, due: 0, warnings: 0 });
    expect(rows.map(({ kind }) => kind)).toEqual(names.map(() => "RotatingApiKey"));
    expect(new Set(rows.map(({ rotatesOn }) => rotatesOn)).size).toBe(names.length);

    // The run of the third of these days, no run before it: three teams get another key, and the others keep theirs.
    const due = rows.slice(0, 3).map(({ name }) => name);
    const later = await up(rows[2]?.rotatesOn ?? "");
    expect(replaced(later).sort()).toEqual([...due].sort());
    const changed = names.filter((name) => keysOf(later)[name] !== keysOf(first)[name]);
    expect(changed.sort()).toEqual([...due].sort());
    const values = [keysOf(first), keysOf(later)].flatMap((keys) => Object.values(keys));
    for (const value of values) expect(await opens(value)).toBe(true);
  });
});
