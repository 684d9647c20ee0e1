import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { parseInstant } from "../core/clock";
import { bodyOf, broken, invalid, methodNotAllowed, notFound, Refusal } from "../core/errors";
import { type Faults, faultRequest } from "../core/faults";
import type { Journal } from "../core/journal";
import type { World } from "../core/model";
import { stateOf } from "../core/state";
import { createRules } from "../core/variants";
import { readJson } from "../http/request";
import { requireBody } from "../http/validate";
import { makeAccount, makeUser, newAccount, newUser } from "./objects";

/** What the management port reaches. */
export interface Managed {
  readonly world: () => World;
  readonly journal: Journal;
  readonly faults: Faults;
  /** Back to the beginning: objects, clock, faults, journal and rate limits. */
  readonly reset: () => void;
}

const clockRequest = z.union([z.strictObject({ now: z.string() }), z.strictObject({ advance: z.string() })]);

/** Failures of the management port are always in the first envelope. */
const plainRules = createRules();

interface Result {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Read = <T extends z.ZodType>(schema: T) => Promise<z.output<T>>;

type Operation = (managed: Managed, read: Read) => Promise<Result> | Result;

const clockResult = ({ world }: Managed): Result => ({
  status: 200,
  body: { now: new Date(world().clock.now()).toISOString() },
});

async function moveClock(managed: Managed, read: Read): Promise<Result> {
  const wanted = await read(clockRequest);
  const { clock } = managed.world();
  if ("now" in wanted) {
    const instant = parseInstant(wanted.now);
    if (instant === undefined) throw invalid(`now: ${JSON.stringify(wanted.now)} is not an RFC 3339 instant or a day`);
    clock.set(instant);
  } else {
    try {
      clock.advance(wanted.advance);
    } catch {
      throw invalid(`advance: ${JSON.stringify(wanted.advance)} is not an ISO 8601 duration such as P40D`);
    }
  }
  return clockResult(managed);
}

function health({ world, journal, faults }: Managed): Result {
  const { clock, chance, rules } = world();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    status: 200,
    body: {
      status: "ok",
      seed: chance.seed,
      now: new Date(clock.now()).toISOString(),
      variants: rules.variants,
      faults: faults.list().length,
      journal: { entries: journal.entries().length, dropped: journal.dropped() },
      memory: { rss, heapUsed },
    },
  };
}

/** The whole management API, one line each. */
const operations: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  "/health": { GET: health },
  "/reset": {
    POST: (managed) => {
      managed.reset();
      return { status: 204 };
    },
  },
  "/clock": { GET: clockResult, POST: moveClock },
  "/faults": {
    GET: ({ faults }) => ({ status: 200, body: faults.list() }),
    POST: async ({ faults }, read) => ({ status: 201, body: faults.add(await read(faultRequest)) }),
    DELETE: ({ faults }) => {
      faults.clear();
      return { status: 204 };
    },
  },
  "/journal": {
    GET: ({ journal }) => ({
      status: 200,
      body: journal.entries(),
      headers: { "x-journal-dropped": String(journal.dropped()) },
    }),
    DELETE: ({ journal }) => {
      journal.clear();
      return { status: 204 };
    },
  },
  "/state": { GET: ({ world }) => ({ status: 200, body: stateOf(world()) }) },
  "/users": { POST: async ({ world }, read) => ({ status: 201, body: makeUser(world(), await read(newUser)) }) },
  "/accounts": {
    POST: async ({ world }, read) => ({ status: 201, body: makeAccount(world(), await read(newAccount)) }),
  },
};

async function perform(managed: Managed, request: IncomingMessage): Promise<Result> {
  const methods = operations[request.url ?? ""];
  if (methods === undefined) throw notFound("management path");
  const operation = methods[request.method ?? ""];
  if (operation === undefined) throw methodNotAllowed(Object.keys(methods).join(", "));
  const read: Read = async (schema) => schema.parse(requireBody(schema, await readJson(request), plainRules));
  return operation(managed, read);
}

async function serve(managed: Managed, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let result: Result;
  try {
    result = await perform(managed, request);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : broken(plainRules);
    result = { status: refusal.status, body: bodyOf(refusal, 0, plainRules), headers: refusal.headers };
  }
  request.resume();
  response.writeHead(result.status, { "content-type": "application/json;charset=utf-8", ...result.headers });
  response.end(result.body === undefined ? undefined : JSON.stringify(result.body));
}

/** The management port: for tests and people, never for the program under test. */
export function createManagement(managed: Managed): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    request.on("error", () => {});
    response.on("error", () => {});
    void serve(managed, request, response).catch(() => request.socket.destroy());
  };
}
