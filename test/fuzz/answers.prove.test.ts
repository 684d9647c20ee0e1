/** A client that is answered with anything: any JSON, status and headers. */
import fc from "fast-check";
import { Headers, Response } from "node-fetch";
import { expect, it } from "vitest";
import { createClient, type DigiCertOneClient, resolveSettings } from "../../src/client";
import type { Fetch } from "../../src/client/transport/transport";
import { holdsAsync } from "../support/property";
import { Outcomes, outcomeOf, RUNS } from "./closed-list";
import { anyText, asText, mutated } from "./mutations";

const ID = "783a6a45-b74b-4635-bb4b-69855910ccd3";
const userWire = {
  id: ID,
  email: "a@example.com",
  status: "ACTIVE",
  access_scope: "account",
  primary_account_id: ID,
  created_at: "2026-06-23T08:55:19Z",
  created_by: ID,
  user_type: "service",
  friendly_name: "ci",
  description: "x (pulumi: a/b/c/d #0123456789ab.abcdef)",
  end_date: "2027-12-31",
  accounts: [{ id: ID, name: "A" }],
  roles: [{ id: ID, name: "R" }],
  applications: [{ id: ID, name: "AM", permissions: ["X"] }],
  api_access_token: { id: ID, name: "ci", token: "a-value-of-a-key-0123456789", end_date: "2027-12-31" },
};
const tokenWire = {
  id: ID,
  user_id: ID,
  name: "ci",
  status: "ACTIVE",
  enabled: true,
  created_at: "2026-06-23T08:55:19Z",
  end_date: "2027-12-31",
  token: "a-value-of-a-key-0123456789",
};
const ORIGINALS = [
  userWire,
  [userWire],
  { items: [userWire], total: 1, offset: 0, limit: 20 },
  { records: [userWire], total: 2, offset: 0, limit: 1 },
  tokenWire,
  [tokenWire],
  [{ id: ID, name: "Role", code: "ROLE", application_code: "AM" }],
  [{ id: ID, name: "Account", created_at: "2026-06-23T08:55:19Z" }],
  {
    items: [
      {
        id: ID,
        user_name: "x",
        action: "CREATE",
        resource_type: "USER",
        status: "SUCCESS",
        created_at: "2026-06-23T08:55:19Z",
      },
    ],
    total: 1,
  },
  { error: { code: "resource_not_found", message: "No." } },
  { errors: [{ code: "duplicate_error", message: "x already exists" }] },
  { code: "invalid_request", message: "No." },
];

const status = fc.oneof(
  fc.constantFrom(200, 200, 200, 201, 204, 301, 304, 400, 401, 403, 404, 408, 409, 425, 429, 500, 502, 503, 504, 524),
  fc.integer({ min: 200, max: 599 }),
);
const headerName = fc.constantFrom(
  "retry-after",
  "content-type",
  "date",
  "location",
  "x-request-id",
  "content-encoding-x",
  "ratelimit-reset",
);
const headerValue = fc.oneof(
  fc.constantFrom(
    "application/json",
    "text/html",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "Wed, 32 Nov 2026 99:99:99 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "soon, later",
    "",
    "http://[",
    "//x",
  ),
  anyText,
);
/** Refusals whose code is one of their status: they speak for the API. */
const REFUSALS = [
  [400, "invalid_request"],
  [401, "invalid_api_key"],
  [403, "access_denied"],
  [404, "resource_not_found"],
  [409, "duplicate_error"],
  [429, "rate_limit_exceeded"],
  [500, "internal_error"],
] as const;
const refusal = fc.constantFrom(...REFUSALS).map(([code, name]) => ({
  body: JSON.stringify({ error: { code: name, message: "No." } }),
  status: code,
  headers: [] as [string, string][],
}));
const anything = fc.record({
  body: asText(mutated(ORIGINALS)),
  status,
  headers: fc.array(fc.tuple(headerName, headerValue), { maxLength: 3 }),
});
const answer = fc.oneof({ weight: 4, arbitrary: anything }, refusal);
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never;

function responseOf({ body, status: code, headers }: Answer): Response {
  const kept = new Headers({ "content-type": "application/json" });
  for (const [name, value] of headers) {
    try {
      kept.set(name, value);
    } catch {
      // no header could carry it
    }
  }
  return new Response(code === 204 || code === 304 ? null : body, { status: code, headers: kept });
}

/** Answers in turn, the last of them for ever. */
function clientWith(answers: readonly Answer[]): DigiCertOneClient {
  let call = 0;
  let now = Date.UTC(2027, 0, 1);
  const fetch = (async () =>
    responseOf(
      answers[Math.min(call++, answers.length - 1)] ?? { body: "", status: 500, headers: [] },
    )) as unknown as Fetch;
  const settings = resolveSettings({
    env: {},
    config: (name) =>
      ({
        baseUrl: "http://127.0.0.1:9",
        apiKey: "a-key-that-is-long-enough",
        maxRetrySeconds: "20",
        rateLimits: "off",
      })[name],
  });
  return createClient(settings, {
    fetch,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    random: () => 0.5,
    onNotice: () => undefined,
  });
}

const input = { nickname: "ci", email: "a@example.com", accountIds: [ID], roleIds: [ID], description: "x" };
const all = async (list: AsyncIterable<unknown>) => {
  let left = 500;
  for await (const item of list) if (left-- === 0) return item;
  return undefined;
};

/** Every call of the client. */
const CALLS: Readonly<Record<string, (client: DigiCertOneClient) => Promise<unknown>>> = {
  list: ({ serviceUsers }) => all(serviceUsers.list()),
  get: ({ serviceUsers }) => serviceUsers.get(ID),
  me: ({ serviceUsers }) => serviceUsers.me(),
  findByNickname: ({ serviceUsers }) => serviceUsers.findByNickname("ci"),
  create: ({ serviceUsers }) => serviceUsers.create(input, { find: ({ id }) => id === ID }),
  update: ({ serviceUsers }) => serviceUsers.update(ID, input),
  enable: ({ serviceUsers }) => serviceUsers.enable(ID),
  disable: ({ serviceUsers }) => serviceUsers.disable(ID),
  delete: ({ serviceUsers }) => serviceUsers.delete(ID),
  keyList: ({ apiKeys }) => all(apiKeys.list(ID)),
  keyGet: ({ apiKeys }) => apiKeys.get(ID),
  keyCreate: ({ apiKeys }) => apiKeys.create({ userId: ID, name: "ci-2027-12-31-abcdef01", endDate: "2027-12-31" }),
  keyDelete: ({ apiKeys }) => apiKeys.delete(ID),
  roles: ({ roles }) => all(roles.list()),
  role: ({ roles }) => roles.find({ name: "Role" }),
  accounts: ({ accounts }) => all(accounts.list()),
  account: ({ accounts }) => accounts.get(ID),
  accountByName: ({ accounts }) => accounts.findByName("Account"),
  auditLog: ({ auditLog }) => all(auditLog.list()),
};

it("any answer is read, or refused by an error of the closed list", { timeout: 3_600_000 }, async () => {
  const outcomes = new Outcomes();
  const called = new Outcomes();
  await holdsAsync(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(CALLS)),
      fc.array(answer, { minLength: 1, maxLength: 4 }),
      async (name, answers) => {
        const client = clientWith(answers);
        called.add(name);
        await outcomeOf(outcomes, () => CALLS[name]?.(client));
        client.close();
      },
    ),
    RUNS,
  );
  expect(called.kinds).toEqual(Object.keys(CALLS).sort());
  // It came as far as the well-read and as every way of refusing.
  for (const kind of [
    "well",
    "UnexpectedResponseError",
    "NotFoundError",
    "RateLimitError",
    "ServerError",
    "InvalidRequestError",
  ]) {
    expect(outcomes.count(kind), kind).toBeGreaterThan(0);
  }
});
