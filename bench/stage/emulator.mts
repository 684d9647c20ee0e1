/** The emulator in a process of its own, as a server is: its time is its own, and can be told apart. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const repository = join(import.meta.dirname, "..", "..");

/** One call that reached the emulator. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly keyId?: string;
  /** RFC 3339 with milliseconds. */
  readonly at: string;
}

/** From the first call to the last. */
export function spanMs(calls: readonly Call[]): number {
  const at = calls.map((call) => Date.parse(call.at));
  return calls.length === 0 ? 0 : Math.max(...at) - Math.min(...at);
}

export interface Server {
  readonly url: string;
  readonly apiKey: string;
  readonly accountId: string;
  readonly roleId: string;
  /** The calls since the last time this was asked. */
  takeCalls(): Promise<Call[]>;
  /** Makes a service user as somebody else would; hands back its id. */
  makeUser(nickname: string): Promise<string>;
  /** Processor time that the server has used, in milliseconds. */
  cpuMs(): Promise<number>;
  memory(): Promise<{ rss: number; heapUsed: number }>;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** `"1000/180s,100/5s"`, or `"off"`. */
  readonly rateLimits: string;
}

/** Answers on the channel to its parent how much processor time it has used; the channel keeps nothing alive. */
const TELL_CPU_TIME =
  'data:text/javascript,process.on("message",()=>process.send(process.cpuUsage()));process.channel.unref()';

export async function startServer({ rateLimits }: ServerOptions): Promise<Server> {
  const cli = join(repository, "dist", "cli", "main.js");
  const args = [`--import=${TELL_CPU_TIME}`, cli, "emulator", "--rate-limits", rateLimits, "--seed", "1"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const { url, managementUrl, apiKey, accountId } = JSON.parse(await firstLine(child));
  const managed = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const payload = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(managementUrl + path, { method, ...(body === undefined ? {} : payload) });
    if (!response.ok) throw new Error(`${method} ${path} of the emulator: ${await response.text()}`);
    return response;
  };
  const { roles } = (await (await managed("GET", "/state")).json()) as { roles: { id: string; name: string }[] };
  const [role] = roles;
  if (role === undefined) throw new Error("the emulator has no role");
  const gone = once(child, "exit").then(() => Promise.reject(new Error("the emulator has ended")));
  gone.catch(() => undefined);
  return {
    url,
    apiKey,
    accountId,
    roleId: role.id,
    async takeCalls() {
      const response = await managed("GET", "/journal");
      const calls = (await response.json()) as Call[];
      await managed("DELETE", "/journal");
      const dropped = Number(response.headers.get("x-journal-dropped"));
      if (dropped > 0) throw new Error(`${dropped} calls are not in the journal any more: measure fewer at a time`);
      return calls;
    },
    async makeUser(nickname) {
      const made = await managed("POST", "/users", { user_type: "service", friendly_name: nickname });
      return ((await made.json()) as { user: { id: string } }).user.id;
    },
    async cpuMs() {
      // An interrupt of the terminal reaches the emulator as well.
      if (!child.connected) throw new Error("the emulator has ended");
      const told = once(child, "message");
      child.send("cpu");
      const [{ user, system }] = (await Promise.race([told, gone])) as [NodeJS.CpuUsage];
      return (user + system) / 1000;
    },
    memory: async () => ((await (await managed("GET", "/health")).json()) as { memory: never }).memory,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error("the emulator has no standard output");
  const ended = once(child, "exit").then(() => {
    throw new Error("the emulator ended before it was ready: run `npm run build`");
  });
  ended.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface({ input: stdout }), "line"), ended])) as [string];
  return line;
}
