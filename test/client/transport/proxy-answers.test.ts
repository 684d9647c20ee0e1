/** What a proxy answers to CONNECT is the proxy's: a failure that names it, never a word of the API's. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isTlsError } from "../../../src/client/index";
import { codeOfStatus } from "../../support/answers";
import { clientOf, errorOf, virtualClock } from "../support/client";

let proxy: Server;
let status = 0;
let asked = 0;
/** As of a proxy that wants a password: the body comes in a packet of its own. */
let bodyLater = false;

beforeEach(async () => {
  asked = 0;
  bodyLater = false;
  proxy = createServer().on("connect", (_request, socket) => {
    asked += 1;
    socket.on("error", () => undefined);
    // The worst that a proxy can say: what the API would say.
    const body = JSON.stringify({ error: { code: codeOfStatus[status] ?? "access_denied", message: "No." } });
    const head = `HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    if (!bodyLater) return void socket.end(head + body);
    socket.write(head);
    setImmediate(() => setImmediate(() => socket.end(body)));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("HTTPS_PROXY", proxyUrl());
  vi.stubEnv("NO_PROXY", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

const proxyUrl = (): string => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
const user = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };
const deps = () => ({ ...virtualClock(), random: () => 0.5, onNotice: () => undefined });
const client = (settings: Record<string, string> = {}, more = deps()) =>
  clientOf("https://one.example.test", { rateLimits: "off", timeoutSeconds: "2", ...settings }, more);

const calls = {
  read: () => client().serviceUsers.get("u1"),
  "look-up": () => client().serviceUsers.findByNickname("n"),
  update: () => client().serviceUsers.update("u1", user),
  delete: () => client().serviceUsers.delete("u1"),
  "create a user": () => client().serviceUsers.create(user, { find: () => false }),
  "create a key": () => client().apiKeys.create({ userId: "u1", name: "k" }, { drawName: () => "k2" }),
  "read with a pool": () => client({ apiKey: "", apiKeys: "first-key-0000,second-key-1111" }).serviceUsers.get("u1"),
} satisfies Record<string, () => Promise<unknown>>;

describe.each([400, 401, 403, 404, 407, 409, 204, 302])("a proxy that answers %d to CONNECT", (answered) => {
  it.each(Object.entries(calls))("fails at once and is named: %s", async (_kind, call) => {
    status = answered;
    for (bodyLater of [false, true]) {
      asked = 0;
      const error = await errorOf(call());
      expect(isTlsError(error) && error.failure).toBe("proxy");
      expect(error.message).toContain(`the proxy ${new URL(proxyUrl()).host} answered ${answered} to CONNECT`);
      expect(error.message).toContain("HTTPS_PROXY, its user and password");
      // Asked once: no repeat, no look, no other key.
      expect([asked, error.mayHaveBeenProcessed]).toEqual([1, undefined]);
    }
  });
});

describe.each([502, 503, 504])("a proxy that answers %d to CONNECT", (answered) => {
  it.each(Object.entries(calls))("is asked again for 20 s, as nothing was sent: %s", async (_kind, call) => {
    status = answered;
    const error = await errorOf(call());
    expect(error).toMatchObject({ name: "TlsError", failure: "proxy" });
    expect(error.message).toContain(`answered ${answered} to CONNECT`);
    expect(asked).toBe(6); // after waits of 0.5, 1, 2, 4 and 8 s
  });
});
