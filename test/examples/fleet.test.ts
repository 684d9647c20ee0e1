import { describe, expect, it } from "vitest";
import { teams } from "../../examples/fleet/teams";
import type { RunResult } from "../../src/engine";
import type { RotationPlan } from "../../src/plan";
import { openExample, opens, setDay, stageOf } from "./support";

describe("examples/fleet", () => {
  const stage = stageOf("fleet", { rateLimits: "off" });

  const up = async (day: string): Promise<RunResult> => {
    await setDay(stage.emulator, day);
    const stack = await openExample("fleet", {
      scratch: stage.folder,
      emulator: stage.emulator,
      program: () => import("../../examples/fleet/index.js"),
      config: { "digicert-one:rateLimits": "off" },
    });
    return stack.up();
  };
  const keysOf = ({ outputs }: RunResult) => outputs.apiKeys?.value as Record<string, string>;
  const planOf = ({ outputs }: RunResult): RotationPlan => JSON.parse(JSON.stringify(outputs.rotationPlan?.value));
  const replaced = ({ steps }: RunResult) =>
    steps.filter(({ op }) => op === "replace").map(({ name }) => name.replace(/-[ab]$/, ""));

  it("gives every team a key, and rotates each on a day of its own", async () => {
    const first = await up("2027-01-01");
    expect(first.outputs.apiKeys?.secret).toBe(true);
    expect(first.outputs.rotationPlan?.secret).toBe(false);
    const names = teams.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(Object.keys(keysOf(first)).sort()).toEqual([...names].sort());
    for (const value of Object.values(keysOf(first))) expect(await opens(stage.emulator, value)).toBe(true);

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
    for (const value of values) expect(await opens(stage.emulator, value)).toBe(true);
  });
});
