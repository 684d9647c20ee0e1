/** What people do with Pulumi: runs, edits, settings. */
import * as fc from "fast-check";
import { type Act, act, next, pick, runNext, seatAt, seatNumber, which } from "./act";
import { type DeclaredUser, edits, userOf } from "./program";
import type { Seat } from "./seat";
import type { KeyName } from "./tenant";
import type { World } from "./world";

const hasProgram = (world: World, at: number): boolean => seatAt(world, at).program.length > 0;
const isUsed = ({ program, records }: Seat): boolean => program.length > 0 || records.length > 0;

const run = (name: "up" | "up --refresh" | "refresh" | "preview" | "destroy"): Act =>
  act(
    name,
    seatNumber,
    (world, at) => isUsed(seatAt(world, at)),
    (world, story, at) => runNext(world, story, seatAt(world, at), name),
  );

export const runs: readonly Act[] = (["up", "up --refresh", "refresh", "preview", "destroy"] as const).map(run);

function changeUser(
  seat: Seat,
  chosen: DeclaredUser | undefined,
  change: Partial<Record<keyof DeclaredUser, unknown>>,
) {
  seat.program = seat.program.map((user) => {
    if (user !== chosen) return user;
    const all = Object.entries({ ...user, ...change }).filter(([, value]) => value !== undefined);
    return Object.fromEntries(all) as unknown as DeclaredUser;
  });
}

/** Declares one more user, under a name that was never used. */
export function addUser(world: World, seat: Seat, drawn: DeclaredUser): DeclaredUser {
  world.serial += 1;
  const name = `gamma-${world.serial}`;
  const keys = drawn.keys.map((key, index) => ({ ...key, name: `${name}-key-${index}` }));
  const { nickname, ...user } = drawn;
  const given = nickname?.startsWith("gamma of") === true ? `${name} of ${seat.label}` : nickname;
  const added = { ...user, ...(given !== undefined && { nickname: given }), name, keys };
  seat.program = [...seat.program, added];
  return added;
}

const edit = (argument: keyof typeof edits): Act =>
  act(
    `edit ${argument}`,
    fc.tuple(seatNumber, which, edits[argument] as fc.Arbitrary<unknown>),
    (world, [at]) => hasProgram(world, at),
    async (world, _story, [at, number, value]) => {
      const seat = seatAt(world, at);
      changeUser(seat, pick(seat.program, number), { [argument]: value });
    },
  );

export const changes: readonly Act[] = [
  ...(Object.keys(edits) as (keyof typeof edits)[]).map(edit),
  act(
    "add a user",
    fc.tuple(seatNumber, userOf("gamma", "all")),
    (world, [at]) => seatAt(world, at).program.length < 4,
    async (world, _story, [at, drawn]) => addUser(world, seatAt(world, at), drawn),
  ),
  act(
    "remove a user",
    fc.tuple(seatNumber, which),
    (world, [at]) => hasProgram(world, at),
    async (world, _story, [at, number]) => {
      const seat = seatAt(world, at);
      const chosen = pick(seat.program, number);
      seat.program = seat.program.filter((user) => user !== chosen);
    },
  ),
  act(
    "add a key",
    fc.tuple(seatNumber, which),
    (world, [at]) => hasProgram(world, at),
    async (world, _story, [at, number]) => {
      const seat = seatAt(world, at);
      const chosen = pick(seat.program, number);
      world.serial += 1;
      const key = { name: `key-${world.serial}`, namePrefix: "ci", enabled: true };
      changeUser(seat, chosen, { keys: [...(chosen?.keys ?? []), key] });
    },
  ),
];

const keyChoices: Readonly<Record<string, fc.Arbitrary<KeyName>>> = {
  "a key that sees less": fc.constantFrom<KeyName>("a", "b"),
  "keys that see one account each": fc.constant<KeyName>("pool"),
  "a key of another tenant": fc.constant<KeyName>("stranger"),
};

export const settings: readonly Act[] = [
  ...Object.entries(keyChoices).map(([name, keys]) =>
    act(
      name,
      fc.tuple(seatNumber, keys, next),
      (world, [at]) => isUsed(seatAt(world, at)),
      async (world, story, [at, key, what]) => {
        const seat = seatAt(world, at);
        seat.settings = { ...seat.settings, key };
        await runNext(world, story, seat, what);
      },
    ),
  ),
  act(
    "another tenant",
    fc.tuple(seatNumber, next),
    (world, [at]) => isUsed(seatAt(world, at)),
    async (world, story, [at, what]) => {
      const seat = seatAt(world, at);
      seat.settings = { tenant: seat.settings.tenant === 0 ? 1 : 0, key: "both" };
      await runNext(world, story, seat, what);
    },
  ),
  act(
    "the right settings",
    fc.tuple(seatNumber, next),
    ({ seats }) => seats.some(({ settings: { key, tenant } }) => key !== "both" || tenant !== 0),
    async (world, story, [at, what]) => {
      for (const seat of world.seats) seat.settings = { tenant: 0, key: "both" };
      await runNext(world, story, seatAt(world, at), what);
    },
  ),
];
