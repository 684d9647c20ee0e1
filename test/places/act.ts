import * as fc from "fast-check";
import { actsOf } from "../model/act";
import type { Seat } from "./seat";
import type { Story } from "./story";
import { serversOf, type World } from "./world";

export type Command = fc.AsyncCommand<World, Story>;

export const act = actsOf<World, Story>();

export type Act = ReturnType<typeof act>;

/** A number to pick one of a list by. */
export const which = fc.nat({ max: 11 });

export const pick = <T>(list: readonly T[], number: number): T | undefined => list[number % Math.max(1, list.length)];

/** The stacks that have something, those of one name oftener. */
export const seatNumber = fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 3);

export const seatAt = ({ seats }: World, number: number): Seat => {
  const seat = seats[number];
  if (seat === undefined) throw new Error(`there is no stack ${number}`);
  return seat;
};

const NEXT = ["up", "up, edited", "up --refresh", "refresh", "destroy", "preview", "nothing"] as const;
export type Next = (typeof NEXT)[number];

/** What somebody does next: a mishap that nothing meets proves nothing. */
export const next = fc.constantFrom<Next>(...NEXT, "up, edited");

/** What shows whose an object is: somebody writes, reads or takes away. */
export const nextWrite = fc.constantFrom<Next>("up, edited", "up, edited", "up --refresh", "refresh", "destroy");

export async function runNext(world: World, story: Story, seat: Seat, what: Next): Promise<void> {
  switch (what) {
    case "nothing":
      return;
    case "preview":
      return story.preview(world, seat);
    case "up --refresh":
      await story.run(world, seat, "up", { refresh: true });
      return;
    case "up, edited":
      world.serial += 1;
      seat.program = seat.program.map((user) => ({ ...user, description: `Edition ${world.serial}` }));
      await story.run(world, seat, "up");
      return;
    default:
      await story.run(world, seat, what);
  }
}

/** Moves the clocks of all tenants a little: people take their time. */
export async function later({ tenants }: World): Promise<void> {
  await Promise.all(tenants.map(({ emulator }) => emulator.setClock({ advance: "PT10M" })));
}

export const sightOf = (world: World, seat: Seat) => serversOf(world).then((servers) => servers[seat.settings.tenant]);
