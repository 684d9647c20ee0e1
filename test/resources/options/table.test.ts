/**
 * The table of options, played: each cell works, or is refused on the first day with the remedy. What the embedded engine does
 * not do itself (`hideDiffs`, `hooks`, `transforms`) is seen to reach it; from there on it is Pulumi's own.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OPTIONS, type OptionKind, type OptionName, type Row } from "../../../src/resources/options/table";
import { plays, values } from "./plays";
import { OptionsWorld } from "./world";

const KINDS: readonly OptionKind[] = ["ServiceUser", "ApiKey", "RotatingApiKey"];
const cells = (Object.entries(OPTIONS) as [OptionName, Row][]).flatMap(([option, row]) =>
  KINDS.map((kind) => ({ option, kind, cell: row[kind] })),
);
const working = cells.filter(({ cell }) => cell.works !== undefined);
const refused = cells.filter(({ cell }) => cell.refused !== undefined);

it("has a cell for each kind and option, and no third outcome", () => {
  expect(Object.keys(OPTIONS)).toHaveLength(26);
  expect(cells).toHaveLength(78);
  expect(cells.filter(({ cell }) => (cell.works ?? cell.refused) === undefined)).toEqual([]);
  expect(cells.filter(({ cell }) => (cell.works && cell.refused) !== undefined && !cell.refusedFor)).toEqual([]);
  expect({ working: working.length, refused: refused.length }).toEqual({ working: 37, refused: 42 });
});

let world: OptionsWorld;
beforeEach(async () => {
  world = await OptionsWorld.open();
});
afterEach(() => world.close());

describe("works", () => {
  it.each(working)("$option on a $kind", async ({ option, kind }) => {
    const play = plays[option];
    if (play === undefined) throw new Error(`nothing plays ${option}`);
    await play(world, kind);
  });
});

describe("is refused", () => {
  it.each(refused)("$option on a $kind", async ({ option, kind, cell: { refused: remedy = "" } }) => {
    const given = values[option];
    if (given === undefined) throw new Error(`nothing is given for ${option}`);
    const program = () => void world.subject(kind, { [option]: given() });
    for (const verb of ["preview", "up"] as const) {
      const { ok, errors, steps } = await world.run(verb, program);
      expect(ok).toBe(false);
      expect(errors).toEqual([
        `${kind} "s": the option ${option} is refused. ${remedy}`,
        "1 validation error, listed above: nothing was changed in DigiCert ONE.",
      ]);
      expect(steps.filter((step) => / s(-|$)/.test(step))).toEqual([]);
    }
    expect([await world.users(), await world.keys()]).toEqual([[], []]);
    // A remedy says what to do.
    expect(remedy).toMatch(/\b(Set|Leave|Use|Give|Read|Take|Pin|Wrap)\b/);
  });

  it("nothing that says nothing", async () => {
    const nothing = { protect: false, retainOnDelete: false, replaceOnChanges: [], customTimeouts: {}, version: "" };
    for (const kind of KINDS) {
      expect(await world.up(() => void world.subject(kind, { ...nothing, import: undefined }))).toMatchObject({
        ok: true,
      });
    }
  });
});
