/** How each step of a handler comes to run, and the request in which it consists. */
import { makeUser } from "../emulator/harness";
import { keyArgs, keyOf, type Resource, userArgs, userOf, type World } from "./apply-harness";

type Props = Record<string, unknown>;

/** One request of the API: what a fault is put on. */
export interface Request {
  method: "POST" | "PUT" | "DELETE";
  /** A path below the API's prefix; `*` is one segment. */
  path: string;
}

/** A program that runs into one step. */
export interface Scenario {
  step: string;
  request: Request;
  /** Loses the answer to the first POST of a user, without which the step is not reached. */
  losesFirstAnswer?: boolean;
  /** What is there before the run: the resource itself where it is updated, or what stands in its way. */
  prepare(world: World): Promise<{ resource: Resource; args: Props; others: Resource[] }>;
  /** How the user or the key stands on the server in the end. */
  expected: Props;
  /** What was there before the run and is nobody's in the end: never touched. */
  adopts?: boolean;
}

const fresh =
  (args: Props = {}) =>
  (world: World) =>
    Promise.resolve({ resource: userOf(world), args: userArgs(world, args), others: [] });

const withUser = async (world: World) => {
  const holder = userOf(world);
  await holder.up(userArgs(world, { nickname: "holder", owner: "acme/payments/prod/holder" }));
  return holder;
};

const freshKey = (args: Props) => async (world: World) => {
  const holder = await withUser(world);
  return { resource: keyOf(world), args: keyArgs(holder.id, args), others: [holder] };
};

const aUser = { friendly_name: "ci", enabled: true, end_date: "2027-12-31", email: "team@example.com" };
const aKey = { enabled: true, end_date: "2027-03-01" };

export const scenarios: readonly Scenario[] = [
  { step: "post the user", request: { method: "POST", path: "/user" }, prepare: fresh(), expected: aUser },
  {
    step: "delete the lost initial key",
    request: { method: "DELETE", path: "/api-access-token/*" },
    losesFirstAnswer: true,
    prepare: fresh(),
    expected: aUser,
  },
  {
    step: "delete the initial key",
    request: { method: "DELETE", path: "/api-access-token/*" },
    prepare: fresh(),
    expected: aUser,
  },
  {
    step: "make the initial key again",
    request: { method: "POST", path: "/api-access-token" },
    losesFirstAnswer: true,
    prepare: fresh({ initialKey: "keep" }),
    expected: aUser,
  },
  {
    step: "enable or disable",
    request: { method: "PUT", path: "/user/*/disable" },
    prepare: fresh({ enabled: false }),
    expected: { ...aUser, enabled: false },
  },
  {
    step: "adopt the user",
    request: { method: "PUT", path: "/user/*" },
    adopts: true,
    async prepare(world) {
      await makeUser(world.emulator, { friendly_name: "CI" });
      return { resource: userOf(world), args: userArgs(world, { onDuplicate: "adopt" }), others: [] };
    },
    expected: aUser,
  },
  {
    step: "take the user back",
    request: { method: "PUT", path: "/user/*" },
    async prepare(world) {
      await userOf(world).up(userArgs(world, { email: "before@example.com" }));
      return { resource: userOf(world), args: userArgs(world), others: [] };
    },
    expected: aUser,
  },
  {
    step: "update the user",
    request: { method: "PUT", path: "/user/*" },
    async prepare(world) {
      const resource = userOf(world);
      await resource.up(userArgs(world, { endDate: "2027-06-30" }));
      return { resource, args: userArgs(world), others: [] };
    },
    expected: aUser,
  },
  {
    step: "mint the key",
    request: { method: "POST", path: "/api-access-token" },
    prepare: freshKey({}),
    expected: aKey,
  },
  {
    step: "disable the key",
    request: { method: "PUT", path: "/api-access-token/*" },
    prepare: freshKey({ enabled: false }),
    expected: { ...aKey, enabled: false },
  },
  {
    step: "update the key",
    request: { method: "PUT", path: "/api-access-token/*" },
    async prepare(world) {
      const holder = await withUser(world);
      const resource = keyOf(world);
      await resource.up(keyArgs(holder.id, { lifetimeDays: 60 }));
      return { resource, args: keyArgs(holder.id), others: [holder] };
    },
    expected: aKey,
  },
];
