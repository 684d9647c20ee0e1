/** `up` that adopts users of somebody else's: by how many walks of the list they are found. */
import type { Section } from "../report/section.mts";
import { startServer } from "../stage/emulator.mts";
import { type EngineName, openEngine } from "../stage/engine.mts";
import { makeProject } from "../stage/project.mts";
import { oursWith } from "../variants/index.mts";
import { type Measure, type Settings, wordsOf } from "./measure.mts";

interface Adoption {
  readonly engine: EngineName;
  readonly users: number;
  readonly calls: Readonly<Record<"posts" | "walks" | "puts" | "others", number>>;
}

async function adopt(engine: EngineName, users: number): Promise<Adoption> {
  const project = await makeProject(oursWith("ours-adopting"));
  const server = await startServer({ rateLimits: "off" });
  try {
    for (let at = 0; at < users; at += 1) await server.makeUser(`existing-${at}`);
    const stack = await openEngine(engine, project);
    const { create } = await stack.run("up", {
      BENCH_COUNT: String(users),
      BENCH_DESCRIPTION: "adopted",
      BENCH_ACCOUNT: server.accountId,
      BENCH_ROLE: server.roleId,
      DIGICERT_ONE_BASE_URL: server.url,
      DIGICERT_ONE_API_KEY: server.apiKey,
      DIGICERT_ONE_RATE_LIMITS: "off",
    });
    if (create < users) throw new Error(`${create} resources were made, not ${users}`);
    const calls = await server.takeCalls();
    const count = (method: string, path: RegExp) =>
      calls.filter((c) => c.method === method && path.test(c.path)).length;
    const [posts, walks, puts] = [count("POST", /\/user$/), count("GET", /\/user$/), count("PUT", /\/user\/[^/]+$/)];
    if (puts !== users) throw new Error(`${puts} users were adopted, not ${users}`);
    return { engine, users, calls: { posts, walks, puts, others: calls.length - posts - walks - puts } };
  } finally {
    await server.close();
    project.remove();
  }
}

export const adoption: Measure = {
  name: "adoption",
  means: "adoption of users that exist: walks of the list",
  async run({ quick, engines, progress }: Settings): Promise<Section> {
    const users = quick ? 20 : 300;
    const all: Adoption[] = [];
    const failures: string[] = [];
    for (const engine of engines) {
      progress(`adoption, ${engine}, ${users} users`);
      try {
        all.push(await adopt(engine, users));
      } catch (error) {
        failures.push(`adoption, ${engine}: ${wordsOf(error)}`);
      }
    }
    return {
      measure: "adoption",
      tables: [
        {
          title: `Adoption of ${users} users`,
          head: ["engine", "POST user", "walks of the list", "PUT user", "other calls"],
          rows: all.map(({ engine, calls }) => [
            engine,
            ...[calls.posts, calls.walks, calls.puts, calls.others].map(String),
          ]),
        },
      ],
      targets: all.map(({ engine, calls }) => ({
        what: `adoption, ${engine}: walks of the list`,
        allowed: 1,
        seen: calls.walks,
      })),
      failures,
      data: all,
    };
  },
};
