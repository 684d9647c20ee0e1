/**
 * A fleet of users and keys, made and then refreshed under the documented limits: calls, proofs of place included, and time
 * against the limit's theoretical time. One key or three.
 */
import { kilobytes, type Section, seconds, type Target } from "../report/section.mts";
import { type Server, spanMs, startServer } from "../stage/emulator.mts";
import { type Engine, type EngineName, openEngine } from "../stage/engine.mts";
import { makeProject } from "../stage/project.mts";
import { timed } from "../stage/timing.mts";
import { oursWith } from "../variants/index.mts";
import { boundMs } from "./limits/windows.mts";
import { type Measure, type Settings, wordsOf } from "./measure.mts";

const LIMITS = "1000/180s,100/5s";
const KEYS_EACH = 4;

interface Fleet {
  readonly engine: EngineName;
  readonly users: number;
  readonly keys: number;
  readonly stateBytes: number;
  readonly runs: readonly Run[];
}

interface Run {
  readonly run: "up" | "preview" | "refresh" | "refresh under limits" | "destroy";
  readonly calls: number;
  readonly ms: number;
  /** From the first call to the last, at the server. */
  readonly callsMs: number;
  readonly boundMs: number | undefined;
}

async function measure(engine: EngineName, users: number, progress: Settings["progress"]): Promise<Fleet> {
  const project = await makeProject(oursWith("ours-keys"));
  const server = await startServer({ rateLimits: "off" });
  try {
    const stack = await openEngine(engine, project);
    const runs: Run[] = [];
    let stateBytes = 0;
    for (const run of ["up", "preview", "refresh", "refresh under limits", "destroy"] as const) {
      progress(`  ${run}`);
      runs.push(await play(stack, server, run, users));
      if (run === "up") stateBytes = Buffer.byteLength(await stack.deployment());
    }
    return { engine, users, keys: users * KEYS_EACH, stateBytes, runs };
  } finally {
    await server.close();
    project.remove();
  }
}

async function play(stack: Engine, server: Server, run: Run["run"], users: number): Promise<Run> {
  const isLimited = run === "refresh under limits";
  const env = {
    BENCH_COUNT: String(users),
    BENCH_KEYS_EACH: String(KEYS_EACH),
    BENCH_DESCRIPTION: "as made",
    BENCH_ACCOUNT: server.accountId,
    BENCH_ROLE: server.roleId,
    DIGICERT_ONE_BASE_URL: server.url,
    DIGICERT_ONE_API_KEY: server.apiKey,
    DIGICERT_ONE_RATE_LIMITS: isLimited ? LIMITS : "off",
    // With a file that is written after each step, time would grow with the square of the fleet: Pulumi's own, not ours.
    ...((run === "up" || run === "destroy") && { PULUMI_SKIP_CHECKPOINTS: "true" }),
  };
  const { result, ms } = await timed(() => stack.run(isLimited ? "refresh" : run, env));
  const objects = users * (1 + KEYS_EACH);
  const done = run === "up" ? result.create : run === "destroy" ? result.delete : result.same;
  if (done < objects) throw new Error(`${run} of ${objects} objects did something else: ${JSON.stringify(result)}`);
  const calls = await server.takeCalls();
  return {
    run,
    calls: calls.length,
    ms,
    callsMs: spanMs(calls),
    boundMs: isLimited ? boundMs(calls.length, LIMITS) : undefined,
  };
}

export const fleet: Measure = {
  name: "fleet",
  means: "a fleet of users with four keys each: up, preview, refresh, refresh under the limits",
  async run({ quick, engines, progress }: Settings): Promise<Section> {
    const sizes = quick ? [20] : [25, 125, 500];
    const all: Fleet[] = [];
    const failures: string[] = [];
    for (const engine of engines) {
      for (const users of sizes) {
        progress(`fleet, ${engine}, ${users} users and ${users * KEYS_EACH} keys`);
        try {
          all.push(await measure(engine, users, progress));
        } catch (error) {
          failures.push(`fleet, ${engine}, ${users} users: ${wordsOf(error)}`);
        }
      }
    }
    return { measure: "fleet", tables: [tableOf(all)], targets: all.flatMap(targetsOf), failures, data: all };
  },
};

const tableOf = (all: readonly Fleet[]) => ({
  title: "Fleets: keys, four to a service user",
  head: ["engine", "users", "keys", "state kB", "run", "calls", "s", "first to last call s", "bound s", "× bound"],
  rows: all.flatMap(({ engine, users, keys, stateBytes, runs }) =>
    runs.map(({ run, calls, ms, callsMs, boundMs: bound }) => [
      ...[
        engine,
        String(users),
        String(keys),
        kilobytes(stateBytes),
        run,
        String(calls),
        seconds(ms),
        seconds(callsMs),
      ],
      ...(bound === undefined || bound === 0 ? ["", ""] : [seconds(bound), (callsMs / bound).toFixed(2)]),
    ]),
  ),
  notes: [
    `The bound is the time that ${LIMITS} of one key takes for so many calls at least, and × holds the time from the first call to the last against it. On the command line, up and destroy save the state once, at their end.`,
  ],
});

/** The promise is of 500 users and 2,000 keys. */
const PROMISED = 500;

function targetsOf({ engine, users, keys, runs }: Fleet): Target[] {
  const limited = runs.find(({ run }) => run === "refresh under limits");
  if (users !== PROMISED || limited?.boundMs === undefined) return [];
  const what = `refresh of ${users} users and ${keys} keys, ${engine}`;
  return [
    { what: `${what}: calls`, allowed: 510, seen: limited.calls },
    { what: `${what}: against the bound`, allowed: 1.1, seen: limited.callsMs / limited.boundMs },
  ];
}
