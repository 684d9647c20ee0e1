/** A user of some kind with keys of every kind. */
import { ApiKey, RotatingApiKey, ServiceUser, type ServiceUserArgs } from "../../src/index";
import { addDays } from "../../src/rotation";
import { START } from "./daily";

export const USERS: Readonly<Record<string, Partial<ServiceUserArgs>>> = {
  "without end": {},
  "with a fixed end": { endDate: addDays(START, 50) },
  "that is extended": { lifetimeDays: 60, extendBeforeDays: 20 },
  "that is extended often": { lifetimeDays: 25, initialKey: "keep" },
};

export const household = (args: Partial<ServiceUserArgs>) => (accountIds: string[]) => {
  const serviceUser = new ServiceUser("user", { email: "app@example.com", accountIds, roleIds: [], ...args });
  const key = (name: string, life: object) => new ApiKey(name, { serviceUser, ...life });
  key("month", { lifetimeDays: 30, rotateBeforeDays: 10 });
  key("quarter", { lifetimeDays: 60 });
  key("disabled", { lifetimeDays: 35, rotateBeforeDays: 5, onDestroy: "disable" });
  key("never", { lifetimeDays: 40, rotate: false });
  key("endless", {});
  const pair = (name: string, life: { lifetimeDays: number; rotateBeforeDays: number; overlapDays: number }) =>
    new RotatingApiKey(name, { serviceUser, ...life });
  pair("pair", { lifetimeDays: 40, rotateBeforeDays: 12, overlapDays: 5 });
  pair("long-overlap", { lifetimeDays: 50, rotateBeforeDays: 20, overlapDays: 20 });
  pair("long-window", { lifetimeDays: 20, rotateBeforeDays: 15, overlapDays: 4 });
};
