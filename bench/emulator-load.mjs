/**
 * 30 s of load on a loopback emulator, as fast as two clients can send: reads, lists, creations, deletions and
 * refusals. Says how many calls were answered and whether the emulator's memory grows.
 *
 *   npm run build && node bench/emulator-load.mjs [seconds]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";

const seconds = Number(process.argv[2] ?? 30);
const main = join(import.meta.dirname, "..", "dist", "cli", "main.js");
const child = spawn(process.execPath, [main, "emulator", "--seed", "1", "--rate-limits", "off"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [line] = await once(createInterface({ input: child.stdout }), "line");
const { url, managementUrl, apiKey, accountId } = JSON.parse(line);

/** One call on the client's own connection. */
function call(agent, method, path, body, key = apiKey) {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers = { "user-agent": "load", "x-api-key": key };
  if (payload !== undefined) headers["content-type"] = "application/json";
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/account/api/v1${path}`, { method, agent, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}

const counts = new Map();
let wrong = 0;

/** Calls until the time is over; each round leaves as many objects as there were. */
async function client(name, until) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const count = async (expected, ...call_) => {
    const reply = await call(agent, ...call_);
    counts.set(reply.status, (counts.get(reply.status) ?? 0) + 1);
    if (reply.status !== expected) wrong += 1;
    return reply.text === "" ? undefined : JSON.parse(reply.text);
  };
  const user = {
    user_type: "service",
    access_scope: "account",
    friendly_name: `load ${name}`,
    accounts: [accountId],
    roles: [],
  };
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

const health = async () => (await fetch(`${managementUrl}/health`)).json();
const megabytes = (bytes) => Math.round(bytes / 1e5) / 10;

const started = performance.now();
const until = started + seconds * 1000;
const work = Promise.all([client("one", until), client("two", until)]);
const samples = [];
while (performance.now() < until) {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  samples.push((await health()).memory);
}
await work;
const elapsed = (performance.now() - started) / 1000;
const { journal } = await health();
child.kill("SIGTERM");
await once(child, "exit");

// The lowest heap of a third is what was live; the peaks are garbage that nobody has collected yet.
const third = Math.max(1, Math.floor(samples.length / 3));
const live = (from) => megabytes(Math.min(...samples.slice(from, from + third).map((sample) => sample.heapUsed)));
const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
const report = {
  seconds: Math.round(elapsed * 10) / 10,
  calls: total,
  callsPerSecond: Math.round(total / elapsed),
  unexpected: wrong,
  byStatus: Object.fromEntries([...counts].sort()),
  liveHeapMB: { start: live(0), middleThird: live(third), lastThird: live(samples.length - third) },
  rssMB: { first: megabytes(samples[0].rss), last: megabytes(samples.at(-1).rss) },
  journal,
};
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
if (wrong > 0) process.exitCode = 1;
