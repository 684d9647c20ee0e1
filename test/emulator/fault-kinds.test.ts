import { afterEach, beforeEach, expect, it } from "vitest";
import { messageOf } from "../../src/basics/unknown";
import { type Emulator, type Fault, startEmulator } from "../../src/emulator";
import { type FaultKind, faultKinds } from "../../src/emulator/core/faults";
import { call, newUser } from "./harness";

/** What a fault of each kind needs beside its kind; every one hits the creation of a user. */
const faults: Record<FaultKind, Omit<Fault, "kind" | "match">> = {
  status: { status: 503 },
  "drop-before": {},
  "drop-after": {},
  stall: {},
  truncate: {},
  html: {},
  foreign: { status: 404, form: "empty" },
  delay: { delayMs: 600_000 },
};

/** What a client got of the creation, and how many users there were then; the first is the administrator. */
interface Outcome {
  readonly answer: string;
  readonly users: number;
}

const UNDISTURBED: Outcome = { answer: "201 application/json;charset=utf-8", users: 2 };

const outcomes: Record<FaultKind, Outcome> = {
  status: { answer: "503 application/json;charset=utf-8", users: 1 },
  "drop-before": { answer: "none", users: 1 },
  "drop-after": { answer: "none", users: 2 },
  stall: { answer: "none", users: 1 },
  truncate: { answer: "part of one", users: 2 },
  html: { answer: "502 text/html;charset=utf-8", users: 1 },
  foreign: { answer: "404 ", users: 1 },
  delay: { answer: "none", users: 1 },
};

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ seed: 3, rateLimits: "off" });
});

afterEach(() => emulator.close());

/** The outcome of a creation at the emulator's end, which also ends a call that nobody answers. */
async function outcome(): Promise<Outcome> {
  const answer = call(emulator, "POST", "/user", { body: newUser(emulator) }).then(
    ({ status, headers }) => `${status} ${headers["content-type"] ?? ""}`,
    (error: unknown) => (messageOf(error) === "aborted" ? "part of one" : "none"),
  );
  while ((await emulator.journal()).length === 0) await new Promise(setImmediate);
  // Whatever was to be answered is answered by the time that later calls are.
  for (let turn = 0; turn < 5; turn += 1) await call(emulator, "GET", "/account");
  const users = (await emulator.state()).users.length;
  await emulator.close();
  return { answer: await answer, users };
}

it("a creation that no fault hits makes a user and shows it", async () => {
  expect(await outcome()).toEqual(UNDISTURBED);
});

it("counts eight kinds of fault, each with what it does", () => {
  expect(faultKinds).toHaveLength(8);
  expect(Object.keys(outcomes).sort()).toEqual([...faultKinds].sort());
});

it.each(faultKinds)("a fault of kind %s changes what a client sees", async (kind) => {
  await emulator.addFault({ match: { method: "POST", path: "/user" }, kind, ...faults[kind] });
  const seen = await outcome();
  expect(seen).toEqual(outcomes[kind]);
  expect(seen).not.toEqual(UNDISTURBED);
});
