/** Each other reading that reading shows is seen by doctor on an emulator that speaks it, and no other one is. */
import { describe, expect, it } from "vitest";
import { openIds } from "../../../src/contract";
import { decideAll, type Finding, findingOf } from "../../../src/examiner/readings";
import { coping } from "../../../src/examiner/readings/coping";
import { observe } from "../../../src/examiner/readings/observed";
import { ownReads, reads } from "../../../src/examiner/readings/steps";
import { readBy, tenantWith } from "./tenant";

const read = async (variants: readonly string[], role?: string) => readBy(await tenantWith(variants, role));

const factsWith = (all: ReadonlyMap<string, Finding>, reading: Finding["reading"]): string[] =>
  [...all.values()].filter((each) => each.reading === reading).map(({ fact }) => fact);

/** Decided by reading alone, whichever reading holds. */
const TWO_SIDED = [
  "assignments-are-objects",
  "audit-entry-body",
  "audit-entry-nested",
  "end-date-format",
  "envelope-items",
  "error-envelope-used",
  "not-found-code",
  "permission-names",
  "reads-hold-no-value",
  "role-application-code",
  "role-body",
  "status-in-capitals",
  "status-values",
  "times-in-seconds",
  "token-list-bare",
  "token-metadata",
  "token-without-enabled",
  "user-carries-assignments",
];
/** Shown by what is there only where the other reading holds. */
const ONE_SIDED = ["deleted-not-found"];
/** Takes a key of fewer rights. */
const BY_A_LESSER_KEY = ["own-tokens"];

it("has a line for every open fact, and a reason for each that is undecided", async () => {
  const all = await read([]);
  expect([...all.keys()]).toEqual([...openIds].sort());
  const undecided = [...all.values()].filter(({ reading }) => reading === "undecided");
  expect(undecided.length).toBeGreaterThan(30);
  expect(undecided.filter(({ what }) => (what ?? "") === "")).toEqual([]);
});

it("finds these facts as assumed where they are, and nothing else", async () => {
  const all = await read([]);
  expect(factsWith(all, "assumed").sort()).toEqual(TWO_SIDED);
  expect([...factsWith(all, "other"), ...factsWith(all, "else")]).toEqual([]);
});

describe.each([...TWO_SIDED, ...ONE_SIDED])("a tenant with the other reading of %s", (id) => {
  it("is found to have exactly that one", async () => {
    const all = await read([id]);
    expect(factsWith(all, "other")).toEqual([id]);
    expect(factsWith(all, "else")).toEqual([]);
  });
});

it("decides nothing that this package does not cope with, as doctor says", () => {
  expect(Object.keys(coping).length).toBeGreaterThan(5);
  const decided = [...TWO_SIDED, ...ONE_SIDED, ...BY_A_LESSER_KEY];
  expect(decided.filter((id) => id in coping)).toEqual([]);
});

it("sees with a key of few rights whether our own keys need a permission", async () => {
  expect((await read([], "Auditor")).get("own-tokens")?.reading).toBe("assumed");
  expect((await read(["own-tokens"], "Auditor")).get("own-tokens")?.reading).toBe("other");
});

it("sees all other readings at once", async () => {
  const together = TWO_SIDED.filter((id) => id !== "token-list-bare");
  const all = await read(together);
  // Without accounts and roles in users nothing shows their form.
  const hidden = ["assignments-are-objects"];
  expect(factsWith(all, "other").sort()).toEqual(together.filter((id) => !hidden.includes(id)).sort());
});

describe("readings of a form that nobody thought of", () => {
  const found = (responses: Readonly<Record<string, { status: number; json: unknown }>>): Finding[] => {
    const asked = [...Object.values(reads), ...Object.values(ownReads)];
    const observed = asked.flatMap((each) => {
      const response = responses[each.name];
      if (response === undefined) return [];
      const json: unknown = JSON.parse(JSON.stringify(response.json));
      return [observe(each, { ...response, json, isOfApi: true }, "2026-12-01")];
    });
    return decideAll(observed, "not sent").facts.map(findingOf);
  };
  const only = (responses: Parameters<typeof found>[0], id: string) => found(responses).find(({ fact }) => fact === id);
  const key = { id: "k", user_id: "u", name: "n", status: "ACTIVE", created_at: "2026-01-02T03:04:05Z" };
  const keys = (more: object) => ({ [ownReads.keys.name]: { status: 200, json: [{ ...key, ...more }] } });
  const users = (more: object) => ({ [reads.users.name]: { status: 200, json: [{ id: "u", ...more }] } });

  it.each([
    ["times-in-seconds", keys({ created_at: "2 Jan 2026 03:04" }), "They are written text."],
    ["times-in-seconds", keys({ created_at: "2026-01-02T03:04:05.1Z" }), "They are written 9999-99-99T99:99:99.9Z."],
    ["reads-hold-no-value", keys({ token: "canary-0123456789" }), /^It shows token without asterisks/],
    ["status-values", keys({ status: "SUSPENDED" }), "What is not active is SUSPENDED."],
    ["status-in-capitals", keys({ status: "Active" }), "They are written in mixed case."],
    ["status-in-capitals", keys({ status: "not active" }), "They are no single words."],
    ["end-date-format", keys({ end_date: "31 Dec 2027" }), "They are written in a form of their own."],
    ["token-metadata", keys({ user_id: undefined, name: undefined }), "user_id and name is missing."],
    ["token-without-enabled", keys({ status: undefined, enabled: true }), "It has the field enabled, and no status."],
    ["user-carries-assignments", users({ roles: [], end_date: "2027-12-31" }), "It lacks accounts."],
    ["assignments-are-objects", users({ accounts: [7] }), "They are neither objects nor texts."],
    ["assignments-are-objects", users({ accounts: ["a"], roles: [{}] }), "Both forms stand side by side."],
    [
      "token-list-bare",
      { [ownReads.keys.name]: { status: 200, json: { items: [] } } },
      "It comes in another envelope.",
    ],
    ["envelope-items", { [reads.users.name]: { status: 200, json: { data: [] } } }, "They are called data."],
  ])("are something else: %s %#", (id, responses, what) => {
    expect(only(responses, id)).toEqual({
      fact: id,
      reading: "else",
      what: typeof what === "string" ? what : expect.stringMatching(what),
    });
  });

  it("show no value, name or id, whatever is in it", () => {
    const canary = "canary4f1c";
    const strange = {
      id: canary,
      [`${canary}-9`]: 1,
      user_id: canary,
      name: canary,
      status: `${canary} ${canary}`,
      enabled: canary,
    };
    const list = { status: 200, json: [{ ...strange, accounts: [7, canary], roles: canary, permissions: [canary] }] };
    const refusal = { status: 404, json: { error: { code: `${canary}-1`, message: canary } } };
    const names = [...Object.values(reads), ...Object.values(ownReads)].map(({ name }) => name);
    const all = found({ ...Object.fromEntries(names.map((name) => [name, list])), [reads.notFound.name]: refusal });
    expect(all.filter(({ reading }) => reading === "else").length).toBeGreaterThan(4);
    expect(JSON.stringify(all)).not.toContain(canary);
  });

  it("take nothing for shown that no response holds", () => {
    const all = found({});
    expect(all.filter(({ reading }) => reading !== "undecided")).toEqual([]);
    expect(all).toHaveLength(openIds.length);
  });
});
