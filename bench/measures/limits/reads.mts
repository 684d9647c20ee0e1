/**
 * Reads of a client under rolling windows: our limiter against an ideal one, three keys against one, and the loop of
 * DigiCert's published samples (three tries, 1 s and 2 s apart).
 */
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { type Section, seconds, type Table, type Target } from "../../report/section.mts";
import { type Server, startServer } from "../../stage/emulator.mts";
import { timed } from "../../stage/timing.mts";
import type { Measure, Settings } from "../measure.mts";
import { idealMs, windowsOf } from "./windows.mts";

const require = createRequire(import.meta.url);
const {
  createClient,
  resolveSettings,
}: typeof import("../../../src/client/index.js") = require("../../../dist/client/index.js");

const LIMITS = "100/6s,20/400ms";

interface Read {
  readonly run: string;
  readonly keys: number;
  readonly ms: number;
  readonly idealMs: number | undefined;
  readonly refused: number;
  readonly failed: number;
}

function clientOf(server: Server, apiKeys: readonly string[], onRefused: () => void = () => undefined) {
  const config: Record<string, string> = { baseUrl: server.url, apiKeys: apiKeys.join(","), rateLimits: LIMITS };
  const settings = resolveSettings({ config: (name) => config[name], env: {} });
  return createClient(settings, {
    onLog: ({ status }) => {
      if (status === 429) onRefused();
    },
    onNotice: () => undefined,
  });
}

async function makeKeys(server: Server, count: number): Promise<string[]> {
  const admin = clientOf(server, [server.apiKey]);
  const keys: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const { accountId, roleId } = server;
    const input = {
      nickname: `reader-${at}`,
      description: "",
      email: "a@example.com",
      accountIds: [accountId],
      roleIds: [roleId],
    };
    const user = await admin.serviceUsers.create(input, { find: () => false });
    if (user.initialApiKey?.value === undefined) throw new Error("a user came without a key");
    keys.push(user.initialApiKey.value);
  }
  admin.close();
  return keys;
}

/** Runs `read` at each of the arrivals, with an emulator and so many keys of its own. */
async function withKeys<T>(count: number, work: (server: Server, keys: string[]) => Promise<T>): Promise<T> {
  const server = await startServer({ rateLimits: LIMITS });
  try {
    return await work(server, await makeKeys(server, count));
  } finally {
    await server.close();
  }
}

const eachAt = (arrivals: readonly number[], read: () => Promise<void>): Promise<unknown> =>
  Promise.all(
    arrivals.map(async (at) => {
      if (at > 0) await sleep(at);
      await read();
    }),
  );

const ours = (run: string, arrivals: readonly number[], count: number): Promise<Read> =>
  withKeys(count, async (server, keys) => {
    let refused = 0;
    const client = clientOf(server, keys, () => {
      refused += 1;
    });
    const { ms } = await timed(() => eachAt(arrivals, async () => void (await client.serviceUsers.me())));
    client.close();
    return { run, keys: count, ms, idealMs: idealMs(arrivals, count, windowsOf(LIMITS)), refused, failed: 0 };
  });

const TRIES = 3;

const sample = (arrivals: readonly number[]): Promise<Read> =>
  withKeys(1, async (server, [key = ""]) => {
    let [refused, failed] = [0, 0];
    const { ms } = await timed(() =>
      eachAt(arrivals, async () => {
        for (let attempt = 0; attempt < TRIES; attempt += 1) {
          const headers = { "x-api-key": key, "user-agent": "published-sample" };
          const response = await fetch(`${server.url}/account/api/v1/user/me`, { headers });
          await response.text();
          if (response.ok) return;
          refused += 1;
          if (attempt < TRIES - 1) await sleep(1000 * 2 ** attempt);
        }
        failed += 1;
      }),
    );
    return { run: "published sample", keys: 1, ms, idealMs: undefined, refused, failed };
  });

export const reads: Measure = {
  name: "reads",
  means: "reads of a client under rolling windows: our limiter, three keys, the published sample's loop",
  async run({ quick, progress }: Settings): Promise<Section> {
    const count = quick ? 200 : 400;
    const burst = Array.from({ length: count }, () => 0);
    const stream = burst.map((_, at) => at * 25);
    progress(`reads, ${count} under ${LIMITS}`);
    const one = await ours("burst", burst, 1);
    const steady = await ours("stream, one every 25 ms", stream, 1);
    const three = await ours("burst", burst, 3);
    const published = await sample(burst);
    const all = [one, steady, three, published];
    return {
      measure: "reads",
      tables: [tableOf(all, count)],
      targets: targetsOf(one, steady, three),
      failures: [],
      data: all,
    };
  },
};

const tableOf = (all: readonly Read[], count: number): Table => ({
  title: `${count} reads under ${LIMITS}`,
  head: ["run", "keys", "took s", "ideal s", "× ideal", "429s", "failed"],
  rows: all.map(({ run, keys, ms, idealMs: ideal, refused, failed }) => {
    const against = ideal === undefined ? ["", ""] : [seconds(ideal), (ms / ideal).toFixed(2)];
    return [run, String(keys), seconds(ms), ...against, String(refused), String(failed)];
  }),
});

const targetsOf = (one: Read, steady: Read, three: Read): Target[] => [
  { what: "reads: 429s of our limiter", allowed: 0, seen: one.refused + steady.refused + three.refused },
  { what: "reads: three keys against one", allowed: 0.37, seen: three.ms / one.ms },
];
