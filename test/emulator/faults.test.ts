import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseRefusal } from "../../src/client/reading/error-body";
import { type Emulator, type Fault, startEmulator } from "../../src/emulator";
import { foreignForms, matchesPath } from "../../src/emulator/core/faults";
import { call, newUser } from "./harness";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ seed: 3, rateLimits: "off" });
});

afterEach(() => emulator.close());

const post = () => call(emulator, "POST", "/user", { body: newUser(emulator) });
const get = () => call(emulator, "GET", "/user/me");
const userCount = async (): Promise<number> => (await emulator.state()).users.length;
const create: Fault["match"] = { method: "POST", path: "/user" };

/** The statuses of some calls in a row; 0 for one that got no whole answer. */
async function statuses(count: number, send = get): Promise<number[]> {
  const seen: number[] = [];
  for (let turn = 0; turn < count; turn += 1)
    seen.push(
      await send().then(
        (reply) => reply.status,
        () => 0,
      ),
    );
  return seen;
}

describe("a fault", () => {
  it("of kind status answers instead of the route, with the documented code and Retry-After as it was given", async () => {
    await emulator.addFault({ match: create, kind: "status", status: 503, retryAfter: 7 });
    const reply = await post();
    expect([reply.status, reply.codes, reply.headers["retry-after"]]).toEqual([503, ["service_unavailable"], "7"]);
    expect(await userCount()).toBe(1);
    await emulator.clearFaults();
    expect((await post()).status).toBe(201);
  });

  it("takes a Retry-After that is a date, and a code of its own", async () => {
    const retryAfter = "Sun, 06 Nov 2044 08:49:37 GMT";
    await emulator.addFault({ kind: "status", status: 429, retryAfter, code: "slow_down" });
    const reply = await get();
    expect([reply.headers["retry-after"], reply.codes]).toEqual([retryAfter, ["slow_down"]]);
  });

  it("of kind status 409 is a version clash, not a taken name", async () => {
    await emulator.addFault({ kind: "status", status: 409 });
    expect((await get()).codes).toEqual(["version_conflict"]);
  });

  it("of kind drop-before closes without an answer and does nothing", async () => {
    await emulator.addFault({ match: create, kind: "drop-before", times: 1 });
    await expect(post()).rejects.toThrow();
    expect(await userCount()).toBe(1);
    expect((await post()).status).toBe(201);
  });

  it("of kind drop-after does the work and closes without an answer", async () => {
    await emulator.addFault({ match: create, kind: "drop-after", times: 1 });
    await expect(post()).rejects.toThrow();
    expect(await userCount()).toBe(2);
    expect((await post()).status).toBe(409);
  });

  it("of kind truncate does the work and sends half of the answer", async () => {
    await emulator.addFault({ match: create, kind: "truncate", times: 1 });
    await expect(post()).rejects.toThrow(/aborted|reset|hang up/);
    expect(await userCount()).toBe(2);
  });

  it("of kind stall neither answers nor works", async () => {
    await emulator.addFault({ match: create, kind: "stall" });
    const never = post();
    // The journal shows that the call arrived; the emulator's end is what ends it.
    const settled = never.then(
      () => "answered",
      () => "hung up",
    );
    while ((await emulator.journal()).length === 0) await new Promise(setImmediate);
    expect(await Promise.race([settled, Promise.resolve("waiting")])).toBe("waiting");
    expect(await userCount()).toBe(1);
    await emulator.close();
    expect(await settled).toBe("hung up");
  });

  it("of kind html answers a gateway's page", async () => {
    await emulator.addFault({ kind: "html", status: 503, retryAfter: 1, times: 1 });
    await emulator.addFault({ kind: "html", times: 1 });
    const busy = await get();
    expect([busy.status, busy.headers["content-type"], busy.text]).toEqual([
      503,
      "text/html;charset=utf-8",
      expect.stringContaining("<!DOCTYPE html>"),
    ]);
    expect(busy.headers["retry-after"]).toBe("1");
    expect((await get()).status).toBe(502);
  });

  it.each(foreignForms)(
    "of kind foreign answers in the form %s, which no client may take for the API's",
    async (form) => {
      for (const status of [400, 401, 403, 404, 409]) {
        await emulator.addFault({ kind: "foreign", form, status, times: 1 });
        const reply = await get();
        expect([reply.status, reply.text === ""]).toEqual([status, form === "empty"]);
        expect(parseRefusal(status, reply.text, String(reply.headers["content-type"])).isOfApi).toBe(false);
        // The twin: the API's own refusal is one.
        await emulator.addFault({ kind: "status", status, times: 1 });
        const refused = await get();
        expect(parseRefusal(status, refused.text, undefined).isOfApi).toBe(true);
      }
    },
  );

  it("of kind delay only takes its time", async () => {
    await emulator.addFault({ match: create, kind: "delay", delayMs: 30 });
    const start = performance.now();
    expect((await post()).status).toBe(201);
    expect(performance.now() - start).toBeGreaterThanOrEqual(29);
  });

  it("hits every matching call until it is cleared, or as many as times says", async () => {
    await emulator.addFault({ match: { method: "GET" }, kind: "status", status: 500 });
    expect(await statuses(3)).toEqual([500, 500, 500]);
    await emulator.clearFaults();
    await emulator.addFault({ match: { method: "GET" }, kind: "drop-before", times: 2 });
    expect(await statuses(3)).toEqual([0, 0, 200]);
  });

  it("with nth hits the nth matching call alone, or so many from there on", async () => {
    await emulator.addFault({ match: { path: "/user/me", nth: 2 }, kind: "status", status: 500 });
    await call(emulator, "GET", "/account");
    expect(await statuses(3)).toEqual([200, 500, 200]);
    await emulator.clearFaults();
    await emulator.addFault({ match: { nth: 2 }, kind: "status", status: 500, times: 2 });
    expect(await statuses(4)).toEqual([200, 500, 500, 200]);
  });

  it("with a probability hits some calls, the same ones for the same seed", async () => {
    const series = async (seed: number): Promise<number[]> => {
      await emulator.close();
      emulator = await startEmulator({ seed, rateLimits: "off" });
      await emulator.addFault({ kind: "status", status: 500, probability: 0.5 });
      return statuses(20);
    };
    const first = await series(1);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await series(1)).toEqual(first);
    expect(await series(2)).not.toEqual(first);
  });

  it("lets the first of several that apply hit, and counts what it saw", async () => {
    await emulator.addFault({ kind: "status", status: 500, times: 1 });
    await emulator.addFault({ kind: "status", status: 503 });
    expect(await statuses(2)).toEqual([500, 503]);
    const faults = await (await fetch(`${emulator.managementUrl}/faults`)).json();
    expect(faults).toMatchObject([
      { seen: 2, hits: 1 },
      { seen: 2, hits: 1 },
    ]);
  });

  it("is in the journal, with status 0 where nothing was answered", async () => {
    await emulator.addFault({ kind: "drop-after", times: 1 });
    await statuses(2);
    const entries = await emulator.journal();
    expect(entries.map(({ status, fault }) => [status, fault])).toEqual([
      [0, "drop-after"],
      [200, undefined],
    ]);
  });

  it.each<[string, unknown]>([
    ["an unknown kind", { kind: "explode" }],
    ["an unknown field", { kind: "stall", colour: "red" }],
    ["status without a status", { kind: "status" }],
    ["a status for a drop", { kind: "drop-after", status: 500 }],
    ["delay without a time", { kind: "delay" }],
    ["foreign without a form", { kind: "foreign", status: 404 }],
    ["a form for a page", { kind: "html", form: "text" }],
    ["nth 0", { kind: "stall", match: { nth: 0 } }],
    ["a probability of 2", { kind: "stall", probability: 2 }],
  ])("is refused with 400 for %s", async (_, fault) => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(fault);
    const reply = await fetch(`${emulator.managementUrl}/faults`, { method: "POST", headers, body });
    expect(reply.status).toBe(400);
    expect(await userCount()).toBe(1);
  });
});

describe("match.path", () => {
  it.each([
    ["/user", "/account/api/v1/user", true],
    ["/account/api/v1/user", "/account/api/v1/user", true],
    ["/user", "/account/api/v1/user/1", false],
    ["/user/*", "/account/api/v1/user/1", true],
    ["/user/*", "/account/api/v1/user/1/enable", false],
    ["/user/**", "/account/api/v1/user/1/enable", true],
    ["/**", "/account/api/v1/role", true],
    ["/api-access-token*", "/account/api/v1/api-access-token", true],
    ["/us.r", "/account/api/v1/user", false],
  ])("%s against %s: %s", (glob, path, expected) => expect(matchesPath(glob, path)).toBe(expected));
});
