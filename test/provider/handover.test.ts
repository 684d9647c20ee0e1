import { expect, it } from "vitest";
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import type { DynamicProvider, ResourceHandlers } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";
import type { Props } from "../../src/provider/host/state";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";

const FIRST = "2027-01-01";
const user = { owner: "o/p/s/ci", email: "a@example.com", accountIds: ["a"], roleIds: [] };
const key = { serviceUserId: "u1", namePrefix: "ci" };

/** A provider process on a day, and what it says. */
function on(day: string, handlers: ResourceHandlers): { provider: DynamicProvider; said: string[] } {
  const said: string[] = [];
  const provider = dynamicProvider(handlers, {
    env: { DIGICERT_ONE_BASE_URL: "http://127.0.0.1:1", DIGICERT_ONE_API_KEY: "a-key-of-the-handover" },
    now: () => Date.parse(`${day}T12:00:00Z`),
    engineAlive: () => Promise.resolve(true),
    notice: (_subject, text) => said.push(text),
  });
  return { provider, said };
}

/** What a preview says of an object that exists: check with the old inputs, diff with the state, as values over the wire. */
async function preview(handlers: ResourceHandlers, program: Props, day: string, granted?: string): Promise<string[]> {
  const { inputs: before } = await on(FIRST, handlers).provider.check({}, program);
  const ofUser = handlers === serviceUserHandlers && { initialApiKeyId: "", initialApiKey: "", endGrantedOn: "" };
  const more = { requestedEndDate: before.endDate, ...ofUser };
  const state = { ...before, ...more, ...(granted !== undefined && { endDate: granted }) };
  const { provider, said } = on(day, handlers);
  const { inputs } = await provider.check(before, program);
  // Struct messages keep no order.
  const sent = Object.fromEntries(Object.entries(inputs).reverse());
  await provider.diff("id", state, sent);
  return said;
}

it("diff says what only check knows: that the key ends with its user", async () => {
  const capped = { ...key, lifetimeDays: 90, serviceUserEndDate: "2027-02-01" };
  const said = await preview(apiKeyHandlers, capped, "2027-01-20");
  expect(said).toEqual([expect.stringMatching(/ends in 12 days.*its service user ends on 2027-02-01/)]);
});

it.each([
  ["a key", apiKeyHandlers, { ...key, endDate: "2027-02-01" }],
  ["a user", serviceUserHandlers, { ...user, endDate: "2027-02-01" }],
])(
  "%s whose asked and granted end are both near is told of once, by the granted end",
  async (_what, handlers, program) => {
    expect(await preview(handlers, program, "2027-01-20")).toEqual([
      expect.stringContaining("ends in 12 days, on 2027-02-01"),
    ]);
    expect(await preview(handlers, program, "2027-01-20", "2027-01-25")).toEqual([
      expect.stringMatching(/ends in 5 days, on 2027-01-25, .*the server granted no more/),
    ]);
  },
);

it("check speaks of what does not exist yet", async () => {
  const { provider, said } = on(FIRST, serviceUserHandlers);
  await provider.check({}, { ...user, endDate: "2027-01-20" });
  expect(said).toEqual([expect.stringContaining("ends in 19 days")]);
});
