import { expect } from "vitest";
import { call, makeKey, makeUser, newUser, opens } from "../harness";
import type { ContractCheck } from "./check";

/** End dates: what ends when, and what may still be moved. */
export const endDates: readonly ContractCheck[] = [
  {
    title: "opens for a key to the end of its last day in UTC, and answers 401 a second later",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const { value } = await makeKey(emulator, user.id, "release", "2027-01-12");
      await emulator.setClock("2027-01-12T23:59:58Z");
      expect(await opens(emulator, value)).toBe(true);
      await emulator.setClock("2027-01-13T00:00:00Z");
      const reply = await call(emulator, "GET", "/user/me", { key: value });
      expect(reply.status).toBe(401);
      expect(reply.codes).toEqual(["invalid_api_key"]);
    },
  },
  {
    title: "answers 401 to every key of a user past its end date, until that is extended",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      const user = await makeUser(emulator, { end_date: "2027-02-01" });
      const { value } = await makeKey(emulator, user.id, "release");
      await emulator.setClock({ advance: "P40D" });
      expect([await opens(emulator, user.key), await opens(emulator, value)]).toEqual([false, false]);
      const body = newUser(emulator, { end_date: "2027-12-31" });
      expect((await call(emulator, "PUT", `/user/${user.id}`, { body })).status).toBe(200);
      expect(await opens(emulator, value)).toBe(true);
    },
  },
  {
    title: "lets no key outlive its user",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      const user = await makeUser(emulator, { end_date: "2027-02-01" });
      await makeKey(emulator, user.id, "fits", "2027-02-01");
      const body = { user_id: user.id, name: "too long", end_date: "2027-02-02" };
      const reply = await call(emulator, "POST", "/api-access-token", { body });
      expect(reply.status).toBe(400);
      expect(reply.codes).toEqual(["invalid_request"]);
    },
  },
  {
    title: "refuses an end date in the past and accepts today",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      await makeUser(emulator, { end_date: "2027-01-10" });
      const body = newUser(emulator, { friendly_name: "late", end_date: "2027-01-09" });
      expect((await call(emulator, "POST", "/user", { body })).status).toBe(400);
    },
  },
  {
    title: "moves or removes a key's end date until it has passed, and never after",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const { id } = await makeKey(emulator, user.id, "release", "2027-01-12");
      const put = (end_date: string | undefined) =>
        call(emulator, "PUT", `/api-access-token/${id}`, {
          body: { name: "release", enabled: true, ...(end_date === undefined ? {} : { end_date }) },
        });
      expect((await put(undefined)).object).not.toHaveProperty("end_date");
      expect((await put("2027-01-20")).object.end_date).toBe("2027-01-20");
      await emulator.setClock("2027-01-21");
      expect((await call(emulator, "GET", `/api-access-token/${id}`)).object.status).toBe("EXPIRED");
      expect((await put("2027-03-01")).status).toBe(400);
    },
  },
];
