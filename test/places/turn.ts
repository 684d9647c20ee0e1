/** One run of one stack, with everything before and after it. */
import type { JournalEntry } from "../../src/emulator";
import type { Operation, Recorded } from "../model/stage";
import type { Seat, SeatReport } from "./seat";
import type { Servers, World } from "./world";

export interface Moment {
  readonly servers: Servers;
  readonly records: readonly Recorded[];
}

export interface Turn {
  readonly world: World;
  readonly seat: Seat;
  readonly operation: Operation;
  readonly reads: boolean;
  readonly report: SeatReport;
  /** The identity of the stack: of before, or else of what the run made. */
  readonly identity: string | undefined;
  readonly before: Moment;
  readonly after: Moment;
  readonly journals: readonly [readonly JournalEntry[], readonly JournalEntry[]];
}
