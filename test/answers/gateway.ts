/** What stands between the provider and the API: passes on, or answers in its place. */
import { Agent, createServer, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  /** Below the API's prefix, without query. */
  readonly path: string;
  readonly key: string;
}

/** An answer in place of the API's. */
export interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** What a gateway does with a request, and then with what the API said. */
export interface Rule {
  instead?(asked: Asked): Promise<Answered | undefined> | Answered | undefined;
  after?(asked: Asked, status: number): Answered | undefined;
}

export interface Gateway {
  readonly url: string;
  readonly asked: Asked[];
  rule: Rule;
  close(): Promise<void>;
}

const PREFIX = "/account/api/v1";

export async function startGateway(upstream: string): Promise<Gateway> {
  const agent = new Agent({ keepAlive: true });
  const asked: Asked[] = [];
  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then(async (body) => {
      const { method = "", url = "", headers } = incoming;
      const one: Asked = {
        method,
        path: (url.split("?")[0] ?? "").replace(PREFIX, ""),
        key: String(headers["x-api-key"] ?? ""),
      };
      asked.push(one);
      const send = ({ status, contentType, body: text, headers: more }: Answered) =>
        response.writeHead(status, { "content-type": contentType, ...more }).end(text);
      const instead = await gateway.rule.instead?.(one);
      if (instead) return send(instead);
      const passed = request(`${upstream}${url}`, { method, headers, agent }, (answer) => {
        void bodyOf(answer).then((text) => {
          const after = gateway.rule.after?.(one, answer.statusCode ?? 0);
          if (after) return send(after);
          return response.writeHead(answer.statusCode ?? 502, answer.headers).end(text);
        });
      });
      passed.on("error", () => response.destroy());
      return passed.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const gateway: Gateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    rule: {},
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gateway;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A proxy that answers every CONNECT with one status, in the API's own words. */
export async function startProxy(): Promise<{ url: string; status: number; asked: number; close(): Promise<void> }> {
  const server = createServer().on("connect", (_request, socket) => {
    proxy.asked += 1;
    socket.on("error", () => undefined);
    const body = JSON.stringify({ error: { code: "resource_not_found", message: "No." } });
    socket.end(
      `HTTP/1.1 ${proxy.status} No\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    status: 404,
    asked: 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
