/**
 * 400 reads against the emulator under two rolling windows: our limiter, an ideal limiter simulated on the same
 * arrivals, three keys against one, and DigiCert's published sample loop (three tries, 1 s and 2 s apart).
 *
 * node bench/client-limiter.mjs [--rate-limits 100/6s,20/400ms] [--reads 400]     (after npm run build)
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const require = createRequire(import.meta.url);
const { createClient, parseRateLimits, resolveSettings } = require("../dist/client/index.js");

/** The emulator in a process of its own, as a server is; its latency is then its own, too. */
async function startEmulator() {
  const cli = require.resolve("../dist/cli/main.js");
  const child = spawn(process.execPath, [cli, "emulator", "--rate-limits", limits, "--seed", "5"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const { value } = await lines[Symbol.asyncIterator]().next();
  const close = () =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill("SIGTERM");
    });
  return { ...JSON.parse(value), close };
}

const { values } = parseArgs({
  options: { "rate-limits": { type: "string", default: "100/6s,20/400ms" }, reads: { type: "string", default: "400" } },
});
const limits = values["rate-limits"];
const reads = Number(values.reads);
const windows = parseRateLimits(limits).map((w) => ({ requests: w.requests, windowMs: w.windowSeconds * 1000 }));

/** When an ideal limiter has sent the last of these arrivals: no latency, each key a perfect rolling window. */
function idealMs(arrivals, keys) {
  const sent = Array.from({ length: keys }, () => []);
  const readyAt = (log, at) =>
    windows.reduce((ready, { requests, windowMs }) => {
      const nth = log[log.length - requests];
      return nth === undefined ? ready : Math.max(ready, nth + windowMs);
    }, at);
  let last = 0;
  for (const at of arrivals) {
    const from = Math.max(at, last);
    const best = sent.reduce((a, b) => (readyAt(b, from) < readyAt(a, from) ? b : a));
    last = readyAt(best, from);
    best.push(last);
  }
  return last;
}

/** A burst, or a steady stream a little faster than the windows allow. */
const patterns = {
  burst: Array.from({ length: reads }, () => 0),
  stream: Array.from({ length: reads }, (_, i) => i * 25),
};

async function withKeys(count) {
  const emulator = await startEmulator();
  const admin = createClient(
    resolveSettings({
      config: (n) => ({ baseUrl: emulator.url, apiKey: emulator.apiKey, rateLimits: limits })[n],
      env: {},
    }),
  );
  const keys = [];
  for (let i = 0; i < count; i += 1) {
    const input = {
      nickname: `reader-${i}`,
      description: "",
      email: "a@example.com",
      accountIds: [emulator.accountId],
      roleIds: [],
    };
    const user = await admin.serviceUsers.create(input, { find: () => false });
    keys.push(user.initialApiKey.value);
  }
  admin.close();
  return { emulator, keys };
}

async function ours(name, arrivals, count) {
  const { emulator, keys } = await withKeys(count);
  const settings = resolveSettings({
    config: (n) => ({ baseUrl: emulator.url, apiKeys: keys.join(","), rateLimits: limits })[n],
    env: {},
  });
  let refused = 0;
  const client = createClient(settings, {
    onLog: (event) => {
      if (event.status === 429) refused += 1;
    },
    onNotice: () => undefined,
  });
  const start = performance.now();
  await Promise.all(
    arrivals.map(async (at) => {
      if (at > 0) await sleep(at);
      await client.serviceUsers.me();
    }),
  );
  const tookMs = performance.now() - start;
  client.close();
  await emulator.close();
  const ideal = idealMs(arrivals, count);
  return {
    run: name,
    keys: count,
    "took s": +(tookMs / 1000).toFixed(2),
    "ideal s": +(ideal / 1000).toFixed(2),
    "of ideal %": +((100 * ideal) / tookMs).toFixed(1),
    "429s": refused,
    failed: 0,
  };
}

/** The published loop: no limiter, three tries, 1 s and 2 s apart. */
async function sample(arrivals) {
  const { emulator, keys } = await withKeys(1);
  const url = `${emulator.url}/account/api/v1/user/me`;
  let failed = 0;
  let refused = 0;
  const start = performance.now();
  await Promise.all(
    arrivals.map(async (at) => {
      if (at > 0) await sleep(at);
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const response = await fetch(url, { headers: { "x-api-key": keys[0], "user-agent": "published-sample" } });
        await response.text();
        if (response.ok) return;
        refused += 1;
        if (attempt < 2) await sleep(1000 * 2 ** attempt);
      }
      failed += 1;
    }),
  );
  const tookMs = performance.now() - start;
  await emulator.close();
  return {
    run: "published sample",
    keys: 1,
    "took s": +(tookMs / 1000).toFixed(2),
    "ideal s": "-",
    "of ideal %": "-",
    "429s": refused,
    failed,
  };
}

const rows = [];
for (const [name, arrivals] of Object.entries(patterns)) rows.push(await ours(name, arrivals, 1));
rows.push(await ours("burst", patterns.burst, 3));
rows.push(await sample(patterns.burst));
console.log(`${reads} reads, ${limits}`);
console.table(rows);
const [burst, stream, three] = rows;
console.log(`three keys are ${(burst["took s"] / three["took s"]).toFixed(2)} times as fast as one`);
const missed = [burst, stream].some((row) => row["of ideal %"] < 97) || rows.slice(0, 3).some((row) => row["429s"] > 0);
if (missed) {
  console.error(
    "missed: not one 429, and with one key at least 97 % of the ideal limiter (a busy machine adds latency)",
  );
  process.exitCode = 1;
}
