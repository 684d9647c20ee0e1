/**
 * `up` of service users at a server with limits, by the provider alone and while the program looks users up: how near it
 * comes to the limit's theoretical time, and whether it is ever refused.
 */
import { type Section, seconds, type Target } from "../../report/section.mts";
import { spanMs, startServer } from "../../stage/emulator.mts";
import { type EngineName, openEngine } from "../../stage/engine.mts";
import { makeProject } from "../../stage/project.mts";
import { timed } from "../../stage/timing.mts";
import { oursWith, type Variant } from "../../variants/index.mts";
import { type Measure, type Settings, wordsOf } from "../measure.mts";
import { boundMs } from "./windows.mts";

interface Creates {
  readonly engine: EngineName;
  readonly run: string;
  readonly calls: number;
  /** From the first call to the last, at the server. */
  readonly ms: number;
  /** Of the whole run, start-up included. */
  readonly wholeMs: number;
  readonly boundMs: number;
  readonly refused: number;
}

const programs: readonly { run: string; variant: Variant }[] = [
  { run: "provider alone", variant: oursWith("ours") },
  { run: "program and provider", variant: oursWith("ours-looking-up") },
];

async function create(
  engine: EngineName,
  { run, variant }: (typeof programs)[number],
  users: number,
  limits: string,
): Promise<Creates> {
  const project = await makeProject(variant);
  const server = await startServer({ rateLimits: limits });
  try {
    const existing: string[] = [];
    for (let at = 0; at < users; at += 1) existing.push(await server.makeUser(`existing-${at}`));
    const stack = await openEngine(engine, project);
    const env = {
      BENCH_COUNT: String(users),
      BENCH_EXISTING: existing.join(","),
      BENCH_DESCRIPTION: "as made",
      BENCH_ACCOUNT: server.accountId,
      BENCH_ROLE: server.roleId,
      DIGICERT_ONE_BASE_URL: server.url,
      DIGICERT_ONE_API_KEY: server.apiKey,
      DIGICERT_ONE_RATE_LIMITS: limits,
    };
    const { result, ms: wholeMs } = await timed(() => stack.run("up", env));
    if (result.create < users) throw new Error(`${result.create} resources were made, not ${users}`);
    const calls = await server.takeCalls();
    const refused = calls.filter(({ status }) => status === 429).length;
    const answered = calls.length - refused;
    return { engine, run, calls: answered, ms: spanMs(calls), wholeMs, boundMs: boundMs(answered, limits), refused };
  } finally {
    await server.close();
    project.remove();
  }
}

export const creates: Measure = {
  name: "creates",
  means: "up of service users under the limits, alone and while the program makes look-ups",
  async run({ quick, engines, progress }: Settings): Promise<Section> {
    const [users, limits] = quick ? [60, "40/2s"] : [300, "1000/180s,100/5s"];
    const all: Creates[] = [];
    const failures: string[] = [];
    for (const engine of engines.filter((name) => name !== "in-process")) {
      for (const program of programs) {
        progress(`creates, ${engine}, ${users} users under ${limits}, ${program.run}`);
        try {
          all.push(await create(engine, program, users, limits));
        } catch (error) {
          failures.push(`creates, ${engine}, ${program.run}: ${wordsOf(error)}`);
        }
      }
    }
    const rows = all.map(({ engine, run, calls, ms, wholeMs, boundMs: bound, refused }) => [
      ...[
        engine,
        run,
        String(calls),
        seconds(bound),
        seconds(ms),
        (ms / bound).toFixed(3),
        seconds(wholeMs),
        String(refused),
      ],
    ]);
    const head = ["engine", "run", "calls", "bound s", "first to last call s", "× bound", "whole run s", "429s"];
    return {
      measure: "creates",
      tables: [{ title: `up of ${users} users under ${limits}`, head, rows }],
      targets: all.flatMap(targetsOf),
      failures,
      data: all,
    };
  },
};

const targetsOf = ({ engine, run, ms, boundMs: bound, refused }: Creates): Target[] => [
  { what: `creates, ${engine}, ${run}: against the bound`, allowed: 1.05, seen: ms / bound },
  { what: `creates, ${engine}, ${run}: 429s`, allowed: 0, seen: refused },
];
