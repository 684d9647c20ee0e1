/** Look-ups, a pool of two keys, and sweep. */
import { getAccount, getRole, getServiceUser } from "../../src";
import type { DynamicProvider } from "../../src/provider/host/handlers";
import { exported, jsonOf, markedUser, sweep } from "../cli/sweep-fixture";
import { makeKey } from "../emulator/harness";
import { keyArgs, keyOf, providerOf, type Resource } from "../provider/apply-harness";
import { single } from "./of-keys";
import {
  asked,
  at,
  ends,
  GONE,
  KEYS,
  madeUser,
  makes,
  type Operation,
  on,
  other,
  passedOver,
  THERE,
  type Thing,
  written,
} from "./operation";
import type { Facts } from "./oracle";
import type { Stage } from "./stage";

const looked =
  (run: (id: string) => Promise<unknown>) =>
  async (stage: Stage): Promise<Thing> => {
    const user = await madeUser(stage);
    return { resources: [user], path: `/user/${user.id}`, run: () => run(user.id) };
  };

const lookUps: readonly Operation[] = [
  {
    name: "getServiceUser by id",
    facts: other(),
    truths: THERE,
    hits: on("GET"),
    prepare: looked((id) => getServiceUser({ id })),
  },
  {
    name: "getServiceUser by nickname",
    facts: other(),
    truths: THERE,
    hits: at("GET", "/user"),
    prepare: looked(() => getServiceUser({ nickname: "ci" })),
  },
  {
    name: "getRole",
    facts: other(),
    truths: THERE,
    hits: at("GET", "/role"),
    prepare: looked(() => getRole({ name: "User manager" })),
  },
  {
    name: "getAccount",
    facts: other(),
    truths: THERE,
    hits: at("GET", "/account"),
    prepare: looked(() => getAccount()),
  },
];

/** A key in the hands of a provider with two keys of its own. */
const pooled =
  (run: (provider: DynamicProvider, key: Resource) => Promise<unknown>) =>
  async (stage: Stage): Promise<Thing> => {
    const user = await madeUser(stage);
    const key = keyOf(stage.world);
    await key.up(keyArgs(user.id));
    stage.world.env.DIGICERT_ONE_API_KEYS = stage.secondKey;
    const provider = providerOf(stage.world, key.handlers);
    const again = () => provider.read("none", {}).catch(() => undefined);
    return { resources: [user, key], path: `${KEYS}/${key.id}`, run: () => run(provider, key), again };
  };

/** Hits one key of two: the first that comes with the call. */
function ofOneKey(hits: Operation["hits"]): Operation["hits"] {
  let refused: { thing: Thing; key: string } | undefined;
  return (asked, one, stage) => {
    if (!hits(asked, one, stage)) return false;
    if (refused?.thing !== one) refused = { thing: one, key: asked.key };
    return refused.key === asked.key;
  };
}

const two = { keys: 2 } as const;
const pool: readonly Operation[] = [
  {
    name: "key read",
    facts: { ...asked(), ...two },
    truths: GONE,
    hits: ofOneKey(on("GET")),
    emptyList: KEYS,
    prepare: pooled((provider, { id, outputs }) => provider.read(id, outputs)),
  },
  {
    name: "key written",
    facts: { ...written(), ...two },
    truths: GONE,
    hits: ofOneKey(on("PUT")),
    writes: true,
    prepare: pooled(async (provider, { id, outputs, state }) => {
      const { inputs } = await provider.check(
        state?.inputs ?? {},
        keyArgs(String(outputs.serviceUserId), { lifetimeDays: 100 }),
      );
      await provider.update(id, outputs, inputs);
    }),
  },
  {
    name: "key deleted",
    facts: { ...ends(), ...two },
    truths: GONE,
    hits: ofOneKey(on("DELETE")),
    writes: true,
    prepare: pooled((provider, { id, outputs }) => provider.delete(id, outputs)),
  },
  {
    name: "key made",
    facts: { ...makes(single), redraws: true, ...two },
    truths: THERE,
    hits: ofOneKey(at("POST", KEYS)),
    writes: true,
    prepare: pooled(async (provider, { outputs }) => {
      const { inputs } = await provider.check({}, keyArgs(String(outputs.serviceUserId)));
      await provider.create(inputs);
    }),
  },
];

/** A sweep that fails as a whole, or for one of its rows. */
async function swept(stage: Stage, flags: readonly string[], resources: readonly Resource[]): Promise<void> {
  const run = await sweep(stage.world, ["-", "--json", ...flags], { stdin: exported(resources) });
  const problem = jsonOf(run).found.find((row) => row.problem !== undefined)?.problem;
  if (problem !== undefined) throw new Error(problem);
  if (run.code === 1) throw new Error(run.out);
}

const DELETE = ["--delete", "--yes"];
/** Something that broken runs left. */
const left =
  (what: "user" | "key" | "user in use", flags: readonly string[] = DELETE) =>
  async (stage: Stage): Promise<Thing> => {
    const user = await markedUser(stage.world, "left");
    if (what === "user in use") {
      await stage.emulator.setClock({ advance: "PT1M" });
      await makeKey(stage.emulator, user.id, "by hand");
    }
    if (what !== "key") return { resources: [], path: `/user/${user.id}`, run: (now) => swept(now, flags, []) };
    const key = keyOf(stage.world);
    await key.up(keyArgs(user.id));
    return { resources: [user], path: `${KEYS}/${key.id}`, run: (now) => swept(now, flags, [user]) };
  };

const me = at("GET", "/user/me");
/** What is asked before anything is deleted. */
const before = (own: Facts["own"] = []): Facts => ({ ...other(own), effect: "one goes" });
const sweeping: readonly Operation[] = [
  { name: "list of users", facts: before(), truths: THERE, hits: at("GET", "/user"), prepare: left("user") },
  // Without the list of its keys nothing tells that a user is left over.
  {
    name: "list of a user's keys",
    facts: before(passedOver(404)),
    truths: THERE,
    hits: at("GET", KEYS),
    prepare: left("user"),
  },
  {
    name: "list of the keys of a user in use",
    facts: other(passedOver(404)),
    truths: THERE,
    hits: at("GET", KEYS),
    prepare: left("user in use"),
  },
  { name: "last look at a user", facts: ends(), truths: GONE, hits: on("GET"), prepare: left("user") },
  { name: "user deleted", facts: ends(), truths: GONE, hits: on("DELETE"), writes: true, prepare: left("user") },
  { name: "last look at a key", facts: ends(), truths: GONE, hits: on("GET"), prepare: left("key") },
  { name: "key deleted", facts: ends(), truths: GONE, hits: on("DELETE"), writes: true, prepare: left("key") },
  { name: "who runs it", facts: before(), truths: THERE, hits: me, prepare: left("user") },
  { name: "who runs it, to list only", facts: other(passedOver()), truths: THERE, hits: me, prepare: left("user", []) },
];

export const ofOthers = { "look-up": lookUps, pool, sweep: sweeping };
