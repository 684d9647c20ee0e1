/** What a cell of the guards' table is played on: a server, the provider's world, and the answer that the guard gets. */
import type { Fault } from "../../../../src/emulator";
import type { Props } from "../../../../src/provider/host/state";
import { roleIds, startWorld, userArgs, type World } from "../../apply-harness";
import { type Deadline, newDeadline } from "./deadlines";
import type { Answer, Cell, Circumstances } from "./oracle";
import { startVeil, type Veil } from "./veil";

/** A cell that is set up: what is about to be done, and how it shows that it was. */
export interface Played {
  /** The user that the guard asks about. */
  readonly userId: string;
  run(): Promise<unknown>;
  /** Whether the server shows that it was done. */
  isDone(): Promise<boolean>;
}

/** One way to come to a cell. */
export interface Way extends Circumstances {
  readonly name: string;
  play(stage: Stage, cell: Cell): Promise<Played>;
}

/** A server, the provider's world before it, and the ids that the ways need. */
export interface Stage extends World {
  readonly veil: Veil;
  readonly deadline: Deadline;
  readonly roles: readonly [string, string];
  readonly otherAccount: string;
}

export async function startStage(): Promise<Stage & { close(): Promise<void> }> {
  const world = await startWorld();
  const veil = await startVeil(world.emulator.url);
  const deadline = newDeadline();
  let now = Date.parse("2026-12-01T12:00:00Z");
  Object.assign(world.env, {
    DIGICERT_ONE_BASE_URL: veil.url,
    DIGICERT_ONE_TIMEOUT_SECONDS: String(deadline.seconds),
    DIGICERT_ONE_MAX_RETRY_SECONDS: "2",
  });
  // Waits cost no time: the client's clock jumps over them.
  world.deps.client = {
    random: () => 0.999,
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const [manager = "", auditor = ""] = await roleIds(world, "User manager", "Auditor");
  const { id: otherAccount } = await world.emulator.addAccount({ name: "Second" });
  const close = async () => {
    deadline.close();
    await veil.close();
    await world.emulator.close();
  };
  return { ...world, veil, deadline, roles: [manager, auditor], otherAccount, close };
}

/** Lets the guard's question be answered as the cell says. */
export async function answer(stage: Stage, { field, answer: how }: Cell, userId: string): Promise<void> {
  const asksSelf = field === "own user" || field === "own key";
  if (how === "not shown") {
    if (field === "own user") stage.veil.self = ["id"];
    else if (field !== "own key") stage.veil.users = hidden[field];
    return;
  }
  const path = asksSelf ? "/user/me" : `/user/${userId}`;
  if (how === "time-out") stage.veil.stalled = { path, asked: stage.deadline.pass };
  const fault = faults[how];
  if (fault !== undefined) await stage.emulator.addFault({ ...fault, match: { method: "GET", path } });
}

const hidden = {
  roles: ["roles"],
  accounts: ["accounts"],
  // A user that is shown with roles and accounts is shown whole.
  end: ["end_date", "accounts"],
  enabled: ["status"],
  nickname: ["friendly_name"],
} as const;

const faults: Readonly<Partial<Record<Answer, Omit<Fault, "match">>>> = {
  "401": { kind: "status", status: 401 },
  "403": { kind: "status", status: 403 },
  "404": { kind: "status", status: 404 },
  "500": { kind: "status", status: 500 },
  foreign: { kind: "foreign", form: "framework", status: 404 },
};

/** Arguments of a user that may manage itself. */
export const argsOf = (stage: Stage, over: Props = {}): Props =>
  userArgs(stage, { roleIds: [stage.roles[0]], ...over });
