/**
 * Load on the emulator, as fast as two clients can send: reads, lists, creations, deletions and refusals. How many calls
 * are answered, and whether its memory grows.
 */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Section, whole } from "../report/section.mts";
import { type Server, startServer } from "../stage/emulator.mts";
import type { Measure, Settings } from "./measure.mts";

interface Reply {
  readonly status: number;
  readonly text: string;
}

type Ask = (method: string, path: string, body?: unknown, key?: string) => Promise<Reply>;

/** Calls on a connection of its own. */
const connection =
  (server: Server, agent: Agent): Ask =>
  (method, path, body, key = server.apiKey) => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string> = { "user-agent": "load", "x-api-key": key };
    if (payload !== undefined) headers["content-type"] = "application/json";
    return new Promise((resolve, reject) => {
      const outgoing = request(`${server.url}/account/api/v1${path}`, { method, agent, headers }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      });
      outgoing.on("error", reject);
      outgoing.end(payload);
    });
  };

interface Load {
  calls: number;
  unexpected: number;
}

/** Calls until the time is over; each round leaves as many objects as there were. */
async function send(server: Server, name: string, until: number, load: Load): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = connection(server, agent);
  const count = async (expected: number, ...given: Parameters<Ask>) => {
    const reply = await ask(...given);
    load.calls += 1;
    if (reply.status !== expected) load.unexpected += 1;
    return reply.text === "" ? undefined : JSON.parse(reply.text);
  };
  const common = {
    user_type: "service",
    access_scope: "account",
    roles: [server.roleId],
    accounts: [server.accountId],
  };
  const user = { ...common, friendly_name: `load ${name}`, email: "load@example.com" };
  for (let round = 0; performance.now() < until; round += 1) {
    const { id } = await count(201, "POST", "/user", user);
    const key = await count(201, "POST", "/api-access-token", { user_id: id, name: `round ${round}` });
    await count(200, "GET", "/user/me", undefined, key.token);
    await count(200, "GET", "/user");
    await count(200, "GET", `/api-access-token?user_id=${id}`);
    await count(409, "POST", "/user", user);
    await count(400, "GET", `/user?nonsense=${round}`);
    await count(401, "GET", "/user/me", undefined, "emu_wrong");
    await count(204, "DELETE", `/user/${id}`);
  }
  agent.destroy();
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

export const emulator: Measure = {
  name: "emulator",
  means: "calls a second that the emulator answers, and its memory",
  async run({ quick, progress }: Settings): Promise<Section> {
    const lengthMs = quick ? 5000 : 30_000;
    progress(`emulator, ${lengthMs / 1000} s of load`);
    const server = await startServer({ rateLimits: "off" });
    const load: Load = { calls: 0, unexpected: 0 };
    const heap: number[] = [];
    const from = performance.now();
    const until = from + lengthMs;
    try {
      const work = Promise.all([send(server, "one", until, load), send(server, "two", until, load)]);
      while (performance.now() < until) {
        await sleep(500);
        heap.push((await server.memory()).heapUsed);
      }
      await work;
    } finally {
      await server.close();
    }
    const perSecond = (1000 * load.calls) / (performance.now() - from);
    // The lowest heap of a third is what was live; the peaks are garbage that nobody has collected yet.
    const third = Math.max(1, Math.floor(heap.length / 3));
    const live = (start: number) => Math.min(...heap.slice(start, start + third));
    const [first, middle, last] = [live(0), live(third), live(heap.length - third)];
    const head = ["calls", "calls/s", "live heap MB: first third", "middle", "last"];
    const row = [whole(load.calls), whole(perSecond), megabytes(first), megabytes(middle), megabytes(last)];
    return {
      measure: "emulator",
      tables: [{ title: "The emulator under load", head, rows: [row] }],
      targets: [],
      failures: load.unexpected === 0 ? [] : [`emulator: ${load.unexpected} calls had another answer than expected`],
      data: { ...load, perSecond, heap },
    };
  },
};
