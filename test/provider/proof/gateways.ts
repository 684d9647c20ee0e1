/**
 * Whole stacks behind something that answers in place of the API: from the start, to deletions alone, or from the middle of
 * a run on. Nothing that lives leaves state, and once it is gone everything goes on.
 */
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator";
import { ApiKey } from "../../../src/resources/api-key";
import { RotatingApiKey } from "../../../src/resources/rotating-api-key";
import { ServiceUser } from "../../../src/resources/service-user";
import { type Answered, type Asked, type Gateway, startGateway } from "../../answers/gateway";
import { type ProofStack, type RunName, settingsFor, stackWith, startTenant } from "./stack";

let emulator: Emulator;
let gateway: Gateway;

const program = () => {
  const args = { email: "team@example.com", accountIds: [emulator.accountId], roleIds: [], endDate: "2030-01-01" };
  const user = new ServiceUser("user", args);
  new ServiceUser("kept", { ...args, initialKey: "keep" });
  new ApiKey("key", { serviceUser: user, lifetimeDays: 90 });
  new RotatingApiKey("pair", { serviceUser: user, lifetimeDays: 90 });
};

const html = "text/html";
const json = "application/json";
const answers: Readonly<Record<string, Answered>> = {
  "an ingress without a route": { status: 404, contentType: html, body: "<h1>404 Not Found</h1>" },
  "nothing, under the API's headers": { status: 404, contentType: json, body: "", headers: { "x-request-id": "r-1" } },
  "a framework": { status: 404, contentType: json, body: '{"code":"NOT_FOUND","message":"Not Found"}' },
  "a firewall": { status: 403, contentType: "text/plain", body: "Invalid CORS request" },
  "a gateway with keys of its own": {
    status: 401,
    contentType: json,
    body: '{"message":"No API key found in request"}',
  },
  "a page to sign in": { status: 200, contentType: html, body: "<h1>Sign in</h1>" },
  "JSON to sign in": { status: 200, contentType: json, body: '{"login":"required"}' },
  "a way to sign in": { status: 302, contentType: html, body: "", headers: { location: "https://sso.example.com/" } },
};

/** Which calls it answers. */
const spells: Readonly<Record<string, { runs: readonly RunName[]; rule: () => (asked: Asked) => boolean }>> = {
  "every call": { runs: ["refresh", "destroy", "up --refresh", "destroy --refresh"], rule: () => () => true },
  "every deletion": { runs: ["destroy"], rule: () => (asked) => asked.method === "DELETE" },
  "all from the second deletion on": {
    runs: ["destroy"],
    rule: () => {
      let deletions = 0;
      return ({ method }) => (method === "DELETE" && ++deletions === 2) || deletions >= 2;
    },
  },
};

/** Ids of what stacks made and what is in force. */
async function alive(): Promise<string[]> {
  const { users, tokens } = await emulator.state();
  const mine = users.filter(({ friendly_name }) => /-dev$/.test(String(friendly_name)));
  const keys = tokens.filter(({ user_id }) => mine.some(({ id }) => id === user_id));
  return [...mine, ...keys].map(({ id }) => String(id)).sort();
}

/** Every id that state holds. */
async function held({ stack }: ProofStack): Promise<Set<unknown>> {
  const resources = await stack.decryptedState();
  return new Set(resources.flatMap(({ id, outputs }) => [id, outputs.initialApiKeyId]));
}

export const rows = Object.entries(answers).flatMap(([who, answer]) =>
  Object.entries(spells).flatMap(([what, { runs, rule }]) => runs.map((run) => ({ who, answer, what, rule, run }))),
);

type Row = (typeof rows)[number];

/** Tests the rows that are chosen. */
export function testGateways(chosen: (row: Row, n: number) => boolean): void {
  beforeAll(async () => {
    emulator = await startTenant();
    gateway = await startGateway(emulator.url);
  });
  afterEach(async () => {
    gateway.rule = {};
    await emulator.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await emulator.close();
  });
  it.each(rows.filter(chosen))("$run, where $who answers $what", lived);
}

async function lived({ answer, rule, run }: Row): Promise<void> {
  const env = settingsFor({ url: gateway.url, apiKey: emulator.apiKey }, { maxRetrySeconds: "0" });
  const stack = await stackWith(program, { env });
  expect((await stack.run("up")).text).toBe("");
  const before = await alive();
  expect(before).toHaveLength(5);

  const isHit = rule();
  gateway.rule = { instead: (asked) => (isHit(asked) ? answer : undefined) };
  const ran = await stack.run(run);
  expect(ran.ok).toBe(false);
  expect(ran.text).toMatch(/something other than the DigiCert ONE API may have answered/);
  expect(ran.text).not.toMatch(/lacks a role|does not accept|is gone/);
  const [left, holding] = [await alive(), await held(stack)];
  expect(
    left.filter((id) => !holding.has(id)),
    "what lives stands in state",
  ).toEqual([]);
  expect(left.length).toBeGreaterThanOrEqual(before.length - 1);

  gateway.rule = {};
  expect((await stack.run(run)).ok, "once the gateway is well again").toBe(true);
  expect((await stack.run("destroy")).ok).toBe(true);
  expect(await alive()).toEqual([]);
}
