/** What people do with states. */
import * as fc from "fast-check";
import { type Act, act, next, nextWrite, pick, runNext, seatAt, seatNumber, which } from "./act";
import type { Seat } from "./seat";
import { move, rename, takeOut } from "./states";
import { isUser, nameOf, type World } from "./world";

const hasState = (world: World, at: number): boolean => seatAt(world, at).state !== undefined;

/** A copy is of the same program, and runs with the same settings. */
async function copyInto(world: World, from: number, to: number): Promise<void> {
  const [one, other] = [seatAt(world, from), seatAt(world, to)];
  other.program = one.program;
  other.settings = one.settings;
  other.stackName = one.stackName;
  await other.write(one.state);
}

/** From which stack to which, and which user. */
const moving = { at: seatNumber, other: fc.constantFrom(0, 1, 2, 2, 2), number: which };

interface Moving {
  readonly at: number;
  readonly other: number;
  readonly number: number;
}

const canMove = (world: World, { at, other }: Moving): boolean =>
  at !== other && seatAt(world, at).records.some(isUser);

/** Moves a user in both states and both programs; undefined where the other stack has one of its name. */
async function moveUser(world: World, { at, other, number }: Moving): Promise<{ from: Seat; to: Seat } | undefined> {
  const [from, to] = [seatAt(world, at), seatAt(world, other)];
  const name = pick(from.records.filter(isUser).map(nameOf), number) ?? "";
  const declared = from.program.find((user) => user.name === name);
  const isTaken = [...to.program.map((user) => user.name), ...to.records.map(nameOf)].includes(name);
  // A pair would have to move with its component.
  if (declared === undefined || declared.pair || isTaken || !(await move(from, to, name))) return undefined;
  from.program = from.program.filter((user) => user !== declared);
  to.program = [...to.program, declared];
  return { from, to };
}

export const moves: readonly Act[] = [
  act(
    "a state of yesterday is restored",
    fc.tuple(seatNumber, which, nextWrite),
    (world, [at]) => seatAt(world, at).past.length > 0,
    async (world, story, [at, number, what]) => {
      const seat = seatAt(world, at);
      await seat.write(pick(seat.past, number));
      await runNext(world, story, seat, what);
    },
  ),
  act(
    "a state is imported into a second stack",
    fc.tuple(fc.constantFrom(0, 1), nextWrite, nextWrite),
    (world, [at]) => hasState(world, at),
    async (world, story, [at, first, second]) => {
      await copyInto(world, at, 3);
      await runNext(world, story, seatAt(world, at), first);
      await runNext(world, story, seatAt(world, 3), second);
    },
  ),
  act(
    "a state is imported over another",
    fc.tuple(fc.constantFrom(0, 1), next),
    (world, [at]) => hasState(world, at),
    async (world, story, [at, what]) => {
      const other = at === 0 ? 1 : 0;
      await copyInto(world, at, other);
      await runNext(world, story, seatAt(world, other), what);
    },
  ),
  act(
    "a user is moved to another stack",
    fc.record({ ...moving, first: nextWrite, second: nextWrite }),
    canMove,
    async (world, story, { first, second, ...given }) => {
      const moved = await moveUser(world, given);
      if (moved === undefined) return;
      story.counts.add("moved");
      await runNext(world, story, moved.to, first);
      await runNext(world, story, moved.from, second);
    },
  ),
  act(
    "a user is moved, and the state of before is restored",
    fc.record({ ...moving, what: nextWrite }),
    canMove,
    async (world, story, { what, ...given }) => {
      const { state, program } = seatAt(world, given.at);
      const moved = await moveUser(world, given);
      if (moved === undefined) return;
      story.counts.add("moved, and restored");
      await runNext(world, story, moved.to, "up, edited");
      await moved.from.write(state);
      moved.from.program = program;
      await runNext(world, story, moved.from, what);
    },
  ),
  act(
    "a stack is renamed",
    fc.tuple(seatNumber, next),
    (world, [at]) => hasState(world, at),
    async (world, story, [at, what]) => {
      const seat = seatAt(world, at);
      world.serial += 1;
      await rename(seat, `renamed-${world.serial}`);
      seat.past.length = 0; // of another name: nobody restores them here
      await runNext(world, story, seat, what);
    },
  ),
  act(
    "users are taken out of a state",
    fc.tuple(seatNumber, which, next),
    (world, [at]) => seatAt(world, at).records.some(isUser),
    async (world, story, [at, number, what]) => {
      const seat = seatAt(world, at);
      const chosen = pick(seat.records.filter(isUser), number)?.id;
      await takeOut(seat, ({ id }) => id === chosen);
      await runNext(world, story, seat, what);
    },
  ),
  act(
    "a stack is taken to another tenant, and what it has is left behind",
    fc.tuple(fc.constantFrom(0, 1)),
    (world, [at]) => seatAt(world, at).records.some(isUser),
    async (world, story, [at]) => {
      const seat = seatAt(world, at);
      await takeOut(seat, ({ type }) => /:(ServiceUser|ApiKey)$/.test(type));
      seat.settings = { tenant: seat.settings.tenant === 0 ? 1 : 0, key: "both" };
      await runNext(world, story, seat, "up");
    },
  ),
  act(
    "a state is lost",
    fc.tuple(seatNumber, next),
    (world, [at]) => hasState(world, at),
    async (world, story, [at, what]) => {
      const seat = seatAt(world, at);
      await seat.write(undefined);
      await runNext(world, story, seat, what);
    },
  ),
];
