/** Each other reading that reading shows is seen by doctor on an emulator that speaks it, and no other one is. */
import { afterEach, describe, expect, it } from "vitest";
import { API_PREFIX, evidence, openIds } from "../../../src/contract";
import { type Reading, readings } from "../../../src/examiner/readings";
import { byReading } from "../../../src/examiner/readings/by-reading";
import { coping } from "../../../src/examiner/verify/coping";
import { type Emulator, startEmulator } from "../../../src/testing";
import { checksOf } from "../doctor/doctor-fixture";

const open: Emulator[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A tenant that shows a bit of everything: users on, off and with an end, a key with an end, an entry of the audit log. */
async function tenant(variants: readonly string[], role?: string): Promise<{ url: string; apiKey: string }> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 5, variants });
  open.push(emulator);
  const { roles, users } = await emulator.state();
  const roleIds = roles.filter(({ name }) => name === (role ?? "Read only")).map(({ id }) => id);
  const user = { user_type: "service", roles: roleIds };
  await emulator.addUser({ ...user, friendly_name: "off", status: "DISABLED" });
  const other = await emulator.addUser({ ...user, friendly_name: "ci", end_date: "2099-12-31", apiKey: true });
  const headers = { "x-api-key": emulator.apiKey, "content-type": "application/json" };
  const key = (name: string) => ({ user_id: users[0]?.id, name, end_date: "2099-06-30" });
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${emulator.url}${API_PREFIX}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  await call("POST", "/api-access-token", key("lasting"));
  const made = (await (await call("POST", "/api-access-token", key("deleted"))).json()) as { id: string };
  await call("DELETE", `/api-access-token/${made.id}`);
  return { url: emulator.url, apiKey: role === undefined ? emulator.apiKey : (other.apiKey ?? "") };
}

async function read(variants: readonly string[], role?: string): Promise<Map<string, Reading>> {
  const { url, apiKey } = await tenant(variants, role);
  const { of } = await checksOf({ DIGICERT_ONE_BASE_URL: url, DIGICERT_ONE_API_KEY: apiKey });
  const { readings: all } = of("readings") as unknown as { readings: Reading[] };
  return new Map(all.map((each) => [each.id, each]));
}

const idsWith = (all: ReadonlyMap<string, Reading>, reading: Reading["reading"]): string[] =>
  [...all.values()].filter((each) => each.reading === reading).map(({ id }) => id);

/** Shown by what is there only where the other reading holds, or takes a key of fewer rights. */
const ONE_SIDED = ["deleted-not-found", "own-tokens"];
const twoSided = Object.keys(byReading).filter((id) => !ONE_SIDED.includes(id));

it("has a line for every open fact, and a reason for each that is undecided", async () => {
  const all = await read([]);
  expect([...all.keys()]).toEqual(openIds);
  expect(Object.keys(byReading).filter((id) => !openIds.includes(id))).toEqual([]);
  const undecided = [...all.values()].filter(({ reading }) => reading === "undecided");
  expect(undecided.length).toBeGreaterThan(30);
  expect(undecided.filter(({ note }) => (note ?? "") === "")).toEqual([]);
});

it("finds 18 facts as assumed where they are, and nothing else", async () => {
  const all = await read([]);
  expect(idsWith(all, "as-assumed").sort()).toEqual([...twoSided].sort());
  expect(twoSided).toHaveLength(18);
  expect([...idsWith(all, "other"), ...idsWith(all, "something-else")]).toEqual([]);
});

describe.each([...twoSided, "deleted-not-found"])("a tenant with the other reading of %s", (id) => {
  it("is found to have exactly that one", async () => {
    const all = await read([id]);
    expect(idsWith(all, "other")).toEqual([id]);
    expect(idsWith(all, "something-else")).toEqual([]);
  });
});

it("decides nothing that this package does not cope with, as doctor says", () => {
  expect(Object.keys(coping).length).toBeGreaterThan(5);
  expect(Object.keys(byReading).filter((id) => id in coping)).toEqual([]);
});

it("sees with a key of few rights whether our own keys need a permission", async () => {
  expect((await read([], "Auditor")).get("own-tokens")?.reading).toBe("as-assumed");
  expect((await read(["own-tokens"], "Auditor")).get("own-tokens")?.reading).toBe("other");
});

it("sees all other readings at once", async () => {
  const together = twoSided.filter((id) => id !== "token-list-bare");
  const all = await read(together);
  // Without accounts and roles in users nothing shows their form.
  const hidden = ["assignments-are-objects"];
  expect(idsWith(all, "other").sort()).toEqual(together.filter((id) => !hidden.includes(id)).sort());
});

describe("readings of a form that nobody thought of", () => {
  const only = (responses: Parameters<typeof readings>[0], id: string) =>
    readings(responses).find((each) => each.id === id);
  const key = { id: "k", user_id: "u", name: "n", status: "ACTIVE", created_at: "2026-01-02T03:04:05Z" };
  const keys = (more: object) => ({ keys: { status: 200, json: [{ ...key, ...more }] } });

  it("are something else, described without a value", () => {
    expect(only(keys({ created_at: "2 Jan 2026 03:04" }), "times-in-seconds")).toEqual({
      id: "times-in-seconds",
      reading: "something-else",
      note: 'a text like "9 Aaa 9999 99:99"',
    });
    expect(only(keys({ token: "canary-0123456789" }), "reads-hold-no-value")).toMatchObject({
      reading: "something-else",
    });
    expect(only(keys({ status: "SUSPENDED" }), "status-values")?.note).toBe("SUSPENDED");
  });

  it("show no value, name or id, whatever is in it", () => {
    const canary = "canary4f1c";
    const strange = {
      id: canary,
      [`${canary}9`]: 1,
      user_id: canary,
      name: canary,
      status: `${canary} ${canary}`,
      enabled: canary,
    };
    const list = { status: 200, json: [{ ...strange, accounts: [7, canary], roles: canary, permissions: [canary] }] };
    const refusal = { status: 404, json: { error: { code: `${canary}-1`, message: canary } } };
    const all = readings({
      me: list,
      users: list,
      keys: list,
      accounts: list,
      roles: list,
      auditLog: list,
      nobody: refusal,
    });
    expect(all.filter(({ reading }) => reading === "something-else").length).toBeGreaterThan(4);
    expect(JSON.stringify(all)).not.toContain(canary);
  });

  it("take nothing for shown that no response holds", () => {
    const all = readings({});
    expect(all.filter(({ reading }) => reading !== "undecided")).toEqual([]);
    expect(all).toHaveLength(evidence.filter(({ mark }) => mark !== "documented").length);
  });
});
