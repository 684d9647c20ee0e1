/** `digicert-one doctor` where nobody answers, in a process and by the clock of the wall. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("DIGICERT") && !/_proxy$/i.test(name)),
);
const KEY = { DIGICERT_ONE_API_KEY: "canary-key-0123456789" };
/** One request may take 8 s; the rest is for the start of a process on a machine that is busy. */
const MOST_MS = 15_000;

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

/** Accepts connections and says nothing, but for this. */
async function silent(say = ""): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined).once("data", () => socket.write(say));
    closers.push(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Listens and never accepts: a process that is stopped, before which connections queue until no more fit. */
async function deaf(): Promise<number> {
  const listens =
    'const s = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(s.address().port));';
  const child = spawn(process.execPath, ["-e", listens], { stdio: ["ignore", "pipe", "inherit"] });
  closers.push(() => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  child.kill("SIGSTOP");
  const port = Number(line.toString());
  for (let nth = 0; nth < 4; nth += 1) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    closers.push(() => socket.destroy());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return port;
}

const states: Record<string, [cause: string, title: string, env: () => Promise<Record<string, string>>]> = {
  "a host that never accepts": [
    "tcp",
    "Connection",
    async () => ({ DIGICERT_ONE_BASE_URL: `https://127.0.0.1:${await deaf()}` }),
  ],
  "a host that accepts and never speaks TLS": [
    "tls",
    "TLS",
    async () => ({ DIGICERT_ONE_BASE_URL: `https://127.0.0.1:${await silent()}` }),
  ],
  "a host that never answers": [
    "api",
    "API",
    async () => ({ DIGICERT_ONE_BASE_URL: `http://127.0.0.1:${await silent()}` }),
  ],
  "a host that begins to answer": [
    "api",
    "API",
    async () => ({ DIGICERT_ONE_BASE_URL: `http://127.0.0.1:${await silent("HTTP/1.1 200 OK\r\n")}` }),
  ],
  "a proxy that never answers": [
    "tunnel",
    "Way through proxy",
    async () => ({ DIGICERT_ONE_REGION: "nl", HTTPS_PROXY: `http://127.0.0.1:${await silent()}` }),
  ],
};

describe("where nobody answers, doctor ends after one time-out, names the cause and is told apart from hanging", () => {
  it.concurrent.each(Object.entries(states))(
    "%s",
    async (_name, [cause, title, env]) => {
      const given = { ...bare, ...KEY, ...(await env()) };
      const began = performance.now();
      const child = spawn(process.execPath, [main, "doctor", "--json"], {
        env: given,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
      const tookMs = performance.now() - began;
      const { checks } = JSON.parse(out) as { checks: { id: string; verdict: string; because?: string[] }[] };
      expect(checks.filter(({ verdict }) => verdict === "fail").map(({ id }) => id)).toEqual([cause]);
      const after = checks.slice(checks.findIndex(({ id }) => id === cause) + 1);
      expect(after.length).toBeGreaterThan(10);
      expect(after.filter(({ because }) => !because?.includes(cause))).toEqual([]);
      expect(err).toBe(`${title}: no answer yet; it may take 10 s.\n`);
      expect(code).toBe(EXIT.found);
      expect(tookMs).toBeGreaterThan(7_500);
      expect(tookMs).toBeLessThan(MOST_MS);
    },
    40_000,
  );
});

it("an interrupt ends it at once", async () => {
  const env = { ...bare, ...KEY, DIGICERT_ONE_BASE_URL: `https://127.0.0.1:${await silent()}` };
  const child = spawn(process.execPath, [main, "doctor"], { env, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.resume();
  const said = once(child.stderr, "data");
  await said;
  const began = performance.now();
  child.kill("SIGINT");
  const [code, signal] = await once(child, "close");
  expect([code, signal]).toEqual([null, "SIGINT"]);
  // Well before the time-out that it would wait for.
  expect(performance.now() - began).toBeLessThan(6_000);
}, 20_000);
