/** A program whose users and keys live for months, on the embedded engine in this process with a run each day: what plans say, and what happens. */
import { readDeployment } from "../../src/cli/plan/deployment";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, EngineRunError, type LoadProvider } from "../../src/engine";
import { type PlanEvent, type PlanRow, planFacts, planRows } from "../../src/plan";
import { addDays } from "../../src/rotation";
import { type ServerKey, type ServerUser, serverState } from "../model/server";
import { handlersNamedIn } from "../resources/rotating-world";

export const START = "2027-01-04";

/** What was seen of an object of the API: the events of its days, in their order. */
type Seen = Map<string, PlanEvent[]>;

/** The rows of a plan that was made before the run of a day, by the names of their objects. */
interface Made {
  readonly day: string;
  readonly rows: ReadonlyMap<string, PlanRow>;
}

export interface Lived {
  readonly plans: readonly Made[];
  readonly seen: Seen;
  readonly lastDay: string;
  /** Days on which the run failed. */
  readonly failed: readonly string[];
}

interface Life {
  readonly program: (accountIds: string[], day: string) => void;
  readonly days: number;
  readonly variants?: string[];
  readonly stubEnv: (name: string, value: string) => void;
}

/** Lives through the days: each begins with a plan from the state, then comes the run. */
export async function live({ program, days, variants = [], stubEnv }: Life): Promise<Lived> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: `${START}T12:00:00Z`, variants });
  try {
    stubEnv("DIGICERT_ONE_BASE_URL", emulator.url);
    stubEnv("DIGICERT_ONE_API_KEY", emulator.apiKey);
    stubEnv("DIGICERT_ONE_RATE_LIMITS", "off");
    stubEnv("DIGICERT_ONE_MAX_RETRY_SECONDS", "1");
    let day = START;
    const stack = await EmbeddedStack.createOrSelect({
      projectName: "daily",
      stackName: "dev",
      workDir: process.cwd(),
      stateFile: false,
      passphrase: "p",
      host: "in-process",
      loadProvider: (text) => handlersNamedIn(text) as ReturnType<LoadProvider>,
      program: () => program([emulator.accountId], day),
    });
    const plans: Made[] = [];
    const seen: Seen = new Map();
    const failed: string[] = [];
    for (let at = 0; at < days; at++) {
      day = addDays(START, at);
      stubEnv("DIGICERT_ONE_AS_OF", day);
      await emulator.setClock(`${day}T12:00:00Z`);
      const before = await look(stack, emulator, day);
      if (at > 0) plans.push({ day, rows: before.rows });
      try {
        await stack.up();
      } catch (error) {
        if (!(error instanceof EngineRunError)) throw error;
        failed.push(day);
      }
      note(seen, before, await look(stack, emulator, day), day);
    }
    return { plans, seen, lastDay: day, failed };
  } finally {
    await emulator.close();
  }
}

interface Look {
  readonly rows: ReadonlyMap<string, PlanRow>;
  readonly objects: ReadonlyMap<string, ServerKey | ServerUser>;
}

async function look(stack: EmbeddedStack, emulator: Emulator, day: string): Promise<Look> {
  const resources = readDeployment(JSON.stringify(await stack.exportStack()), "export");
  const { rows } = planRows(planFacts(resources, day), { today: day });
  const { users, keys } = await serverState(emulator);
  const names = (key: ServerKey) => (rows.some(({ label }) => label === key.id) ? key.id : key.name); // an initial key has no name of ours
  const objects = new Map<string, ServerKey | ServerUser>([
    ...users.map((user) => [user.friendly_name, user] as const),
    ...keys.map((key) => [names(key), key] as const),
  ]);
  return { rows: new Map(rows.map((row) => [row.label ?? "", row])), objects };
}

/** What the server and the state show to have happened on a day. */
function note(seen: Seen, before: Look, after: Look, day: string): void {
  const yesterday = addDays(day, -1);
  for (const [name, was] of before.objects) {
    const events = seen.get(name) ?? [];
    seen.set(name, events);
    const add = (event: PlanEvent["event"], on: string, endDate: string | null = null) =>
      events.push({ event, on, endDate });
    if (was.end_date === yesterday && was.enabled) add("end", yesterday);
    const is = after.objects.get(name);
    if (is !== undefined && is.end_date !== was.end_date) add("extend", day, is.end_date ?? null);
    const successor = successorOf(before.rows.get(name), after);
    if (successor !== undefined) add("rotate", day, successor.endDate);
    if (is === undefined) add("remove", day);
    else if (was.enabled && !is.enabled) add("retire", day);
  }
}

/** The row of the key that has taken the place of one, if another has. */
function successorOf(row: PlanRow | undefined, after: Look): PlanRow | undefined {
  if (row === undefined || row.role === "previous" || row.role === "initial") return undefined;
  const holder = [...after.rows.values()].find(({ urn, role }) => urn === row.urn && role === row.role);
  return holder?.label === row.label ? undefined : holder;
}

/**
 * Where a plan and what happened differ, in sentences: each event of the plan happened on its day, and nothing else did
 * before the plan's horizon, which is where the end of something moves a second time.
 */
export function differences({ plans, seen, lastDay }: Lived, { compareEnds = true } = {}): string[] {
  const show = (events: readonly PlanEvent[]) =>
    events.map(({ event, on, endDate }) => `${event} ${on} ${compareEnds ? (endDate ?? "") : ""}`.trim()).join(", ");
  return plans.flatMap(({ day, rows }) =>
    [...rows].flatMap(([name, row]) => {
      // The end of yesterday is no event of today's; that of the last day shows on the morning after it.
      const happened = (seen.get(name) ?? []).filter(({ event, on }) => on >= day && (event !== "end" || on < lastDay));
      const planned = row.events.filter(({ event, on }) => on < lastDay || (on === lastDay && event !== "end"));
      const more = happened.slice(planned.length);
      const isBeyond = more[0]?.event === "extend" && planned.some(({ event }) => event === "extend");
      const expected = isBeyond ? happened.slice(0, planned.length) : happened;
      if (show(planned) === show(expected)) return [];
      return [`${day} ${row.name} ${row.role ?? ""} "${name}": planned ${show(planned)}; happened ${show(happened)}`];
    }),
  );
}

/** How often each event was seen. */
export function counts({ seen }: Lived): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { event } of [...seen.values()].flat()) found[event] = (found[event] ?? 0) + 1;
  return found;
}
