/** Whatever a page in a browser sends, or a name that was bound to this machine: refused on both ports, everywhere. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "../../src/contract";
import { type Emulator, startEmulator } from "../../src/emulator";
import { send } from "./harness";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ rateLimits: "off" });
});
afterAll(() => emulator.close());

type Headers = Record<string, string>;

const FOREIGN: readonly (readonly [from: string, headers: Headers])[] = [
  ["a name bound to this machine", { host: "evil.example.com" }],
  ["the same with a port", { host: "evil.example.com:80" }],
  ["a name below localhost of elsewhere", { host: "localhost.evil.example.com" }],
  ["a name that begins like an address", { host: "127.0.0.1.nip.io" }],
  ["another address", { host: "10.0.0.1" }],
  ["the address of everybody", { host: "0.0.0.0" }],
  ["a page of elsewhere", { origin: "https://evil.example.com" }],
  ["a page whose host begins like ours", { origin: "http://localhost.evil.example.com" }],
  ["a page whose user is called like us", { origin: "http://localhost@evil.example.com" }],
  ["a page without an origin, as from a file or a frame", { origin: "null" }],
  ["two origins", { origin: "http://localhost, https://evil.example.com" }],
  ["an origin that is none", { origin: "localhost" }],
  ["another site, without an origin", { "sec-fetch-site": "cross-site" }],
  ["a site that no standard names", { "sec-fetch-site": "elsewhere" }],
  [
    "a page of elsewhere that calls itself near",
    { origin: "https://evil.example.com", "sec-fetch-site": "same-origin" },
  ],
];

const NEAR: readonly (readonly [from: string, headers: Headers])[] = [
  ["a program", {}],
  ["localhost", { host: "localhost" }],
  ["localhost in capitals, with a port", { host: "LOCALHOST:80" }],
  ["an address", { host: "127.0.0.1:1" }],
  ["an address of the sixth version", { host: "[::1]:5" }],
  ["a name below localhost", { host: "clientauth.localhost:9" }],
  ["a person's address bar", { "sec-fetch-site": "none" }],
  ["a page of this machine", { origin: "http://localhost:3000", "sec-fetch-site": "same-site" }],
  ["its own page", { origin: "http://[::1]:8080", "sec-fetch-site": "same-origin" }],
];

const MANAGED = ["/health", "/reset", "/clock", "/faults", "/journal", "/state", "/users", "/accounts"];

/** Every path of both ports, each with its methods and with those that browsers use to ask. */
function everywhere(): [string, string][] {
  const paths = new Set(operations.map(({ path }) => path.replace("{id}", "me")));
  const urls = [
    ...[...paths].map((path) => `${emulator.url}/account/api/v1${path}`),
    ...[...MANAGED, "/", "/nothing"].map((path) => `${emulator.managementUrl}${path}`),
    `${emulator.url}/`,
  ];
  return urls.flatMap((url) =>
    ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"].map((method): [string, string] => [method, url]),
  );
}

const near = async () => ({ state: await emulator.state(), journal: await emulator.journal() });

describe.each(FOREIGN)("%s", (_from, headers) => {
  it("is refused by every path and method of both ports, sees nothing and changes nothing", async () => {
    await emulator.addFault({ kind: "status", status: 500, match: { nth: 1 } });
    const before = await near();
    const calls = everywhere();
    expect(calls.length).toBeGreaterThan(100);
    const replies = await Promise.all(
      calls.map(([method, url]) => send(url, method, { key: emulator.apiKey, headers })),
    );
    expect(replies.filter(({ status }) => status !== 421).map(({ status, text }) => [status, text])).toEqual([]);
    for (const { headers: sent, text } of replies) {
      expect(Object.keys(sent).filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(text).not.toContain(emulator.accountId);
    }
    expect(await near()).toEqual(before);
    await emulator.clearFaults();
  });
});

describe.each(NEAR)("%s", (_from, headers) => {
  it("is answered on both ports", async () => {
    for (const url of [`${emulator.url}/account/api/v1/account`, `${emulator.managementUrl}/state`]) {
      const reply = await send(url, "GET", { key: emulator.apiKey, headers });
      expect([url, reply.status]).toEqual([url, 200]);
      expect(reply.text).toContain(emulator.accountId);
    }
  });
});
