/** A gateway that is without a route for a moment: what only reads goes on, what writes fails and loses nothing. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { forms } from "../support/answers";
import { lived } from "./lived";
import { expected } from "./oracle";
import { startTenant, type Tenant } from "./stage";
import { kinds } from "./table";

let tenant: Tenant;
beforeAll(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.001); // the jitter of clients that are made where no test can reach
  tenant = await startTenant();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await tenant.close();
});

const others = forms.filter(({ isOfApi }) => !isOfApi);
const done = { result: "done", lost: 0, forgotten: 0, namesRole: false, saysHow: false };

describe.each(Object.entries(kinds))("%s", (_kind, operations) => {
  it.each(operations.map((operation, n) => ({ name: operation.name, operation, n })))(
    "$name",
    async ({ operation, n }) => {
      const form = others[n % others.length];
      const outcome = await lived({ operation, status: 404, form, truth: "there", isOnce: true }, await tenant.begin());
      const { effect, keys = 1 } = operation.facts;
      if (operation.writes) expect(outcome).toEqual(expected("other", 404, "there", operation.facts));
      else expect(outcome).toEqual({ ...done, effect, keysLeft: keys });
    },
  );
});

it("has operations that write, and others", () => {
  const all = Object.values(kinds).flat();
  expect(all.filter(({ writes }) => writes).length).toBeGreaterThan(20);
  expect(all.filter(({ writes }) => !writes).length).toBeGreaterThan(20);
});
