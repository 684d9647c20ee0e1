import { describe, expect, it } from "vitest";
import { began, policy, rotated, started } from "./rotating-began";

describe("the provider's own key", () => {
  it("is rotated by the program that it runs, with no moment in which neither key works", async () => {
    const pair = await started();
    const own = { ...policy, serviceUserId: (await pair.client.serviceUsers.me()).id };
    const store = () => {
      pair.env.DIGICERT_ONE_API_KEY = pair.held;
    };
    await pair.up(own);
    store();
    const first = pair.held;
    for (const day of ["2027-03-02", "2027-05-01", "2027-06-30"]) {
      await pair.goTo(day);
      const before = pair.held;
      await pair.up(own);
      expect(pair.held).not.toBe(before);
      expect([await pair.opens(before), await pair.opens(pair.held)]).toEqual([true, true]);
      if (day === "2027-03-02") {
        await pair.goTo("2027-03-09");
        await expect(pair.up(own)).rejects.toThrow("Give the provider the newest key first, then run again.");
        expect(await pair.opens(before)).toBe(true); // forgotten, and still nobody is locked out
      }
      store();
      await pair.goOn(7);
      await pair.up(own);
      expect([await pair.opens(before), await pair.opens(pair.held)]).toEqual([false, true]);
    }
    expect(await pair.opens(first)).toBe(false);
  });

  it("is not deleted by the rotation after it either", async () => {
    const pair = await rotated();
    const own = String(pair.stored("a").outs.value);
    await pair.goTo("2027-03-31");
    const admin = pair.env.DIGICERT_ONE_API_KEY ?? "";
    pair.env.DIGICERT_ONE_API_KEY = own;
    await expect(pair.up({ ...policy, revoke: { leaked: "yes" } })).rejects.toThrow(
      "is the key that this provider itself runs with: deleting it would lock the provider out.",
    );
    expect(await pair.opens(own)).toBe(true);
    pair.env.DIGICERT_ONE_API_KEY = admin;
  });

  it("is neither disabled nor deleted under the provider that runs with it", async () => {
    const pair = await began();
    const own = pair.held;
    await pair.goTo("2027-03-02");
    await pair.up(policy);
    await pair.goTo("2027-03-09");
    const admin = pair.env.DIGICERT_ONE_API_KEY ?? "";
    pair.env.DIGICERT_ONE_API_KEY = own;
    await expect(pair.up(policy)).rejects.toThrow("is the key that this provider itself runs with");
    expect(await pair.opens(own)).toBe(true);
    pair.env.DIGICERT_ONE_API_KEY = admin;
    await pair.up(policy);
    expect(await pair.opens(own)).toBe(false);
  });
});
