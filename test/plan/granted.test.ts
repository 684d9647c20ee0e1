/**
 * What a preview shows of users and keys and what a plan says of them, whatever was asked for and whatever the server granted:
 * played over policies, grants and days, check and diff in the wrapper that the engine calls, the plan from the state.
 */
import { afterAll, describe, expect, it } from "vitest";
import { typeToken } from "../../src/fields/kinds";
import { planFacts, planRows, type StateResource } from "../../src/plan";
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import { rotationDay } from "../../src/provider/api-key/plan";
import { dynamicProvider } from "../../src/provider/host/host";
import type { Props } from "../../src/provider/host/state";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";
import { grantedOn } from "../../src/provider/service-user/observed";
import { addDays, daysBetween } from "../../src/rotation";

const START = "2027-01-04";
const DAYS = Array.from({ length: 125 }, (_, index) => addDays(START, index));
/** Days after the start on which the server lets things end, whatever is asked for. */
const GRANTS = [undefined, 1, 2, 6, 15, 31, 60, 89];

type Kind = "ApiKey" | "ServiceUser";
interface Policy {
  readonly kind: Kind;
  readonly args: Props;
}

const keyOf = (args: Props): Policy => ({ kind: "ApiKey", args: { serviceUserId: "u1", namePrefix: "ci", ...args } });
const userOf = (args: Props): Policy => ({
  kind: "ServiceUser",
  args: { owner: "o/p/s/ci", email: "a@example.com", accountIds: ["a"], roleIds: [], ...args },
});

const POLICIES: Readonly<Record<string, Policy>> = {
  "a key of 90 days": keyOf({ lifetimeDays: 90 }),
  "a key with a short window": keyOf({ lifetimeDays: 90, rotateBeforeDays: 5 }),
  "a key with a long window": keyOf({ lifetimeDays: 90, rotateBeforeDays: 80 }),
  "a key that never rotates": keyOf({ lifetimeDays: 90, rotate: false }),
  "a key with a fixed end": keyOf({ endDate: addDays(START, 90) }),
  "a key without end": keyOf({}),
  "a key that ends with its user": keyOf({ lifetimeDays: 90, serviceUserEndDate: addDays(START, 70) }),
  "a user of 90 days": userOf({ lifetimeDays: 90 }),
  "a user with a short window": userOf({ lifetimeDays: 365, extendBeforeDays: 10 }),
  "a user with a long window": userOf({ lifetimeDays: 365 }),
  "a user with a fixed end": userOf({ endDate: addDays(START, 90) }),
  "a user without end": userOf({}),
};

const handlers = { ApiKey: apiKeyHandlers, ServiceUser: serviceUserHandlers };
const earlier = (asked: string, most: string | undefined): string =>
  most !== undefined && (asked === "" || most < asked) ? most : asked;

function processOn(kind: Kind, day: string) {
  const warnings: string[] = [];
  const provider = dynamicProvider(handlers[kind], {
    env: { DIGICERT_ONE_BASE_URL: "http://127.0.0.1:1", DIGICERT_ONE_API_KEY: "a-key-of-the-table" },
    now: () => Date.parse(`${day}T12:00:00Z`),
    engineAlive: () => Promise.resolve(true),
    notice: (_subject, text, severity) => severity === "warning" && warnings.push(text),
  });
  return { provider, warnings };
}

/** A creation on the first day, at a server that lets nothing outlive `most`. */
async function made({ kind, args }: Policy, most: string | undefined): Promise<{ inputs: Props; outputs: Props }> {
  const { inputs } = await processOn(kind, START).provider.check({}, args);
  const asked = String(inputs.endDate);
  const endDate = earlier(asked, most);
  const common = { ...inputs, endDate, requestedEndDate: asked, createdAt: `${START}T12:00:00Z` };
  if (kind === "ServiceUser") {
    const own = { endGrantedOn: grantedOn(endDate, asked, START), initialApiKeyId: "", initialApiKey: "" };
    return { inputs, outputs: { ...common, ...own } };
  }
  return { inputs, outputs: { ...common, name: "ci", rotateOn: rotationDay(inputs, endDate, asked) } };
}

type Says = { readonly action: string; readonly warned: boolean };

async function preview({ kind, args }: Policy, state: Awaited<ReturnType<typeof made>>, day: string): Promise<Says> {
  const { provider, warnings } = processOn(kind, day);
  const { inputs, failures } = await provider.check(state.inputs, args);
  expect(failures).toEqual([]);
  const { changes, replaces } = await provider.diff("id", state.outputs, inputs);
  expect(warnings.length, warnings.join("\n")).toBeLessThan(2); // said once, not by check and diff
  return {
    action: replaces.length > 0 ? "rotate" : changes ? "extend" : "none",
    warned: warnings.length > 0 && replaces.length === 0,
  };
}

function rowOn({ kind, args }: Policy, { outputs }: { outputs: Props }, day: string) {
  const resource = (name: string, type: Kind, more: Partial<StateResource>): StateResource => ({
    ...{ urn: `urn:${name}`, type: typeToken(type), id: "id", name, stack: "s", project: "p", parent: undefined },
    outputs: {},
    ...more,
  });
  const end = args.serviceUserEndDate;
  const user = resource("user", "ServiceUser", { id: "u1", outputs: { endDate: end, requestedEndDate: end } });
  const all = [resource("it", kind, { outputs }), ...(end === undefined ? [] : [user])];
  return planRows(planFacts(all, day), { today: day }).rows.find(({ name }) => name === "it");
}

function planned(policy: Policy, state: { outputs: Props }, day: string): Says {
  const row = rowOn(policy, state, day);
  return {
    action: row?.action ?? "missing",
    warned:
      row?.action !== "rotate" &&
      (row?.warnings.some(({ code }) => code === "ends-soon" || code === "no-end") ?? false),
  };
}

const counts: Record<string, number> = {};
const count = (name: string) => {
  counts[name] = (counts[name] ?? 0) + 1;
};
afterAll(() => console.log("what previews and plans say:", counts));

describe.each(Object.entries(POLICIES))("%s", (_name, policy) => {
  it.each(GRANTS)("is said of alike by previews and plans, with %s days granted", async (grant) => {
    const most = grant === undefined ? undefined : addDays(START, grant);
    const state = await made(policy, most);
    const { endDate: granted, requestedEndDate: asked } = state.outputs as Record<string, string>;
    for (const day of DAYS) {
      const [shown, told] = [await preview(policy, state, day), planned(policy, state, day)];
      expect({ day, ...told }).toEqual({ day, ...shown });
      count(`${policy.kind} ${shown.action}`);
      if (shown.warned) count(`${policy.kind} warned`);
      if (granted === "" || granted === undefined || granted === asked) continue;
      // Whatever ends is acted upon before that, but on the day it was made, or warned of for its last 30 days.
      const isNear = daysBetween(day, granted) <= 30;
      const acts = policy.args.lifetimeDays !== undefined && policy.args.rotate !== false;
      if (!acts) expect({ day, ...shown }).toEqual({ day, action: "none", warned: isNear });
      else if (day === granted && day > START)
        expect({ day, action: shown.action }).not.toEqual({ day, action: "none" });
    }
  });
});

it.each(Object.entries(POLICIES))(
  "%s shows its window as open since the first day on which a run would have acted",
  async (_name, policy) => {
    for (const grant of GRANTS) {
      const state = await made(policy, grant === undefined ? undefined : addDays(START, grant));
      // On the day of a lesser grant nothing acts: no more would be granted.
      const rows = DAYS.slice(1).map((day) => ({ day, row: rowOn(policy, state, day) }));
      const first = rows.find(({ row }) => row?.action !== "none")?.day;
      for (const { day, row } of rows.filter(({ row }) => row?.action !== "none")) {
        expect({ grant, day, opensOn: row?.windowOpensOn }).toEqual({ grant, day, opensOn: first });
        count(`${policy.kind} window`);
      }
    }
  },
);

it("met rotations, extensions and warnings of both kinds", () => {
  for (const kind of [
    "ApiKey rotate",
    "ServiceUser extend",
    "ApiKey warned",
    "ServiceUser warned",
    "ApiKey none",
    "ApiKey window",
    "ServiceUser window",
  ])
    expect(counts[kind] ?? 0, kind).toBeGreaterThan(100);
});
