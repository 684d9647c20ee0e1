/** A server in front of the emulator that shows users without some of their fields, or answers a question never. */
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Veil {
  readonly url: string;
  /** Fields that no user shows, but for the caller's own. */
  users: readonly string[];
  /** Fields that the caller's own user does not show. */
  self: readonly string[];
  /** A path that is read and never answered, and who is told of each such request. */
  stalled: { readonly path: string; asked(): void } | undefined;
  close(): Promise<void>;
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of message.setEncoding("utf8")) text += String(chunk);
  return text;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function without(body: string, hidden: readonly string[]): string {
  if (hidden.length === 0) return body;
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (!isObject(value) || "error" in value || "errors" in value) return value;
    return Object.fromEntries(Object.entries(value).filter(([name]) => !hidden.includes(name)));
  };
  return JSON.stringify(strip(JSON.parse(body)));
}

/** Starts one; nothing is hidden yet. */
export async function startVeil(target: string): Promise<Veil> {
  const { hostname, port, host } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method, url: path = "", headers } = incoming;
    if (method === "GET" && veil.stalled !== undefined && path.endsWith(veil.stalled.path)) {
      veil.stalled.asked();
      return;
    }
    const forwarded = request({ hostname, port, method, path, headers: { ...headers, host } }, (answer) => {
      void textOf(answer).then((body) => {
        const isSelf = path.endsWith("/user/me");
        const isUser = method === "GET" && /\/user(\/|\?|$)/.test(path) && answer.statusCode === 200;
        const text = isUser ? without(body, isSelf ? veil.self : veil.users) : body;
        const { "transfer-encoding": _chunks, ...kept } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, { ...kept, "content-length": Buffer.byteLength(text) });
        outgoing.end(text);
      });
    });
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const veil: Veil = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    users: [],
    self: [],
    stalled: undefined,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
  return veil;
}
