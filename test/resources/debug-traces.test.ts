/** The SDK's debug traces: a program of ours formats none of them, and every other stack as ever. */
import { basename } from "node:path";
import { runInThisContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiKey, RotatingApiKey, ServiceUser } from "../../src/index";
import { shortenDebugTraces } from "../../src/resources/debug-traces";
import { OptionsWorld } from "./options/world";

type Format = NonNullable<typeof Error.prepareStackTrace>;

/** The innermost function of each stack that was formatted, by a formatter in the place of source-map-support's. */
let formatted: string[];
const format: Format = (error, frames) => {
  formatted.push(frames[0]?.getFunctionName() ?? "");
  return `${error}\n${frames.map((frame) => `    at ${frame}`).join("\n")}`;
};
const asBefore = Error.prepareStackTrace;

let world: OptionsWorld;
beforeEach(async () => {
  world = await OptionsWorld.open();
  vi.spyOn(pulumi.runtime, "hasEngine").mockReturnValue(true);
  formatted = [];
});
afterEach(async () => {
  Error.prepareStackTrace = asBefore;
  await world.close();
});

const fleet = () => {
  Error.prepareStackTrace = format;
  const user = new ServiceUser("user", world.userArgs({ lifetimeDays: 365 }));
  new ApiKey("key", { serviceUser: user, lifetimeDays: 90 });
  new RotatingApiKey("pair", { serviceUser: user, lifetimeDays: 90 });
};

const debugTraces = () => formatted.filter((name) => name === "debuggablePromise").length;

/** Traces that are formatted in the program's own turn. */
async function tracesOfProgram(): Promise<number> {
  let traces = 0;
  await world.run("preview", () => {
    fleet();
    traces = debugTraces();
  });
  return traces;
}

it("formats no trace of a promise of a resource of ours but those of what stands before it", async () => {
  // The identity of the stack is made before the first of our resources: its id, its URN, two promises of each.
  expect(await tracesOfProgram()).toBeLessThanOrEqual(12);
  expect(formatted.length).toBeGreaterThan(0);
});

type Call = (...all: unknown[]) => unknown;

/** A function that stands in a file of that name, and calls the next of its arguments with the rest. */
const standingIn = (file: string, name: string, body = "return next(...rest);"): Call =>
  runInThisContext(`(function ${name}(next, ...rest) { ${body} })`, { filename: file });

/** The frames that the SDK reads where a program makes a resource, innermost first: by file, empty for what has none. */
function readFrames(): Promise<string[]> {
  const sdk = "/app/node_modules/@pulumi/pulumi";
  const run = standingIn(`${sdk}/cmd/run/run.js`, "run");
  const chain = [
    standingIn("node:internal/modules/cjs/loader", "load"),
    standingIn("/app/index.js", "program", "return ['once'].map(() => next(...rest));"),
    standingIn(
      "/app/node_modules/pulumi-digicert-one/dist/resources/api-key.js",
      "ApiKey",
      "next(); rest[0](...rest.slice(1));",
    ),
    shortenDebugTraces,
    standingIn(`${sdk}/resource.js`, "Resource"),
    standingIn(`${sdk}/resource.js`, "callsites", "next(new Error().stack);"),
  ];
  Error.prepareStackTrace = (_error, frames) => frames.map((frame) => basename(frame.getFileName() ?? ""));
  // From a turn of its own: no frame of this file stands behind.
  return new Promise((resolve) => void setImmediate(run, ...chain, resolve));
}

const LINES = ["resource.js", "resource.js", "api-key.js", "index.js", "", "index.js"];

it("ends the stack of a resource, which is stored, with the program: what loads and runs it is left out", async () => {
  expect(await readFrames()).toEqual(LINES);
  vi.spyOn(pulumi.runtime, "hasEngine").mockReturnValue(false);
  expect((await readFrames()).slice(0, 8)).toEqual([...LINES, "loader", "run.js"]);
});

it.each([
  ["where the SDK searches for leaks", () => vi.stubEnv("PULUMI_DEBUG_PROMISE_LEAKS", "true")],
  ["in an inline program", () => vi.spyOn(pulumi.runtime, "hasEngine").mockReturnValue(false)],
])("formats them %s", async (_where, change) => {
  change();
  expect(await tracesOfProgram()).toBeGreaterThan(200);
});

it("leaves the stacks of errors whole, whenever they are read, and the program's formatter in place", async () => {
  Error.prepareStackTrace = format;
  shortenDebugTraces();
  shortenDebugTraces();
  const here = () => new Error("here");
  const [now, later] = [here(), here()];
  later.message = "later";
  expect(now.stack).toMatch(/^Error: here\n {4}at here .*debug-traces\.test/s);
  expect(Error.prepareStackTrace).not.toBe(format);
  await Promise.resolve();
  expect(Error.prepareStackTrace).toBe(format);
  expect(later.stack).toMatch(/^Error: later\n {4}at here .*debug-traces\.test/s);
});

it("leaves a formatter alone that the program has set meanwhile", async () => {
  Error.prepareStackTrace = format;
  shortenDebugTraces();
  const other: Format = () => "";
  Error.prepareStackTrace = other;
  await Promise.resolve();
  expect(Error.prepareStackTrace).toBe(other);
});
