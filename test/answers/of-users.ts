/** What is done with a service user. */
import type { Props } from "../../src/provider/host/state";
import { userArgs, userOf } from "../provider/apply-harness";
import {
  asked,
  at,
  destroy,
  ends,
  GONE,
  IN_STATE,
  itselfMade,
  KEYS,
  madeBefore,
  madeUser,
  makes,
  type Operation,
  on,
  other,
  own,
  passedOver,
  refresh,
  THERE,
  type Then,
  type Thing,
  thing,
  written,
} from "./operation";
import type { Stage } from "./stage";

const ofUser =
  (args: Props, then: Then) =>
  async (stage: Stage): Promise<Thing> => {
    const user = await madeUser(stage, args);
    return thing([user], `/user/${user.id}`, then);
  };

const up =
  (args: Props): Then =>
  (one, { world }) =>
    one.up(userArgs(world, args));

/** A user whose record was lost. */
async function unrecorded(stage: Stage): Promise<Thing> {
  const { id } = await madeUser(stage);
  return thing([userOf(stage.world)], `/user/${id}`, up({}));
}

const toMake =
  (args: Props = {}) =>
  async (stage: Stage): Promise<Thing> =>
    thing([userOf(stage.world)], "/user", up(args));

/** A user with the key that came with it. */
const withFirst =
  (args: Props, then: Then) =>
  async (stage: Stage): Promise<Thing> => {
    const user = await madeUser(stage, { initialKey: "keep", ...args });
    return thing([user], `${KEYS}/${String(user.outputs.initialApiKeyId)}`, then);
  };

const read: readonly Operation[] = [
  { name: "list of users", facts: other(), truths: THERE, hits: at("GET", "/user"), prepare: ofUser({}, refresh) },
  {
    name: "user alone",
    facts: asked(),
    truths: IN_STATE,
    hits: on("GET"),
    emptyList: "/user",
    prepare: ofUser({}, refresh),
  },
  // Who may not look at the keys of others cannot tell; and where there is no list, the key alone is asked for.
  {
    name: "list of a user's keys, for its first",
    facts: other(passedOver(403, 404)),
    truths: THERE,
    hits: at("GET", KEYS),
    prepare: withFirst({}, refresh),
  },
  {
    name: "first key alone",
    facts: asked(passedOver(403)),
    truths: GONE,
    hits: on("GET"),
    emptyList: KEYS,
    prepare: withFirst({}, refresh),
  },
];

const changed = ofUser({}, up({ description: "Signs more" }));
const update: readonly Operation[] = [
  { name: "look before a user is written", facts: written(), truths: IN_STATE, hits: on("GET"), prepare: changed },
  { name: "user written", facts: written(), truths: GONE, hits: on("PUT"), writes: true, prepare: changed },
  {
    name: "user disabled",
    facts: written(),
    truths: GONE,
    hits: on("PUT", "/disable"),
    writes: true,
    prepare: ofUser({}, up({ enabled: false })),
  },
  {
    name: "user enabled",
    facts: written(),
    truths: GONE,
    hits: on("PUT", "/enable"),
    writes: true,
    prepare: ofUser({ enabled: false }, up({})),
  },
  {
    name: "first key no longer kept",
    facts: ends(),
    truths: IN_STATE,
    hits: on("DELETE"),
    writes: true,
    prepare: withFirst({}, up({ initialKey: "delete" })),
  },
];

const deletion: readonly Operation[] = [
  { name: "user deleted", facts: ends(), truths: GONE, hits: on("DELETE"), writes: true, prepare: ofUser({}, destroy) },
  {
    name: "user disabled in place of deleted",
    facts: { ...ends(), effect: "nothing" },
    truths: GONE,
    hits: on("PUT", "/disable"),
    writes: true,
    prepare: ofUser({ onDestroy: "disable" }, destroy),
  },
];

/** A key that the API refuses runs as nobody. */
const nobody = own([401], { result: "done", effect: "one goes", saysHow: false });
const fence: readonly Operation[] = [
  { name: "whose a user is", facts: ends(), truths: IN_STATE, hits: on("GET"), prepare: ofUser({}, destroy) },
  {
    name: "who the provider is",
    facts: { ...other(nobody), effect: "one goes" },
    truths: THERE,
    hits: at("GET", "/user/me"),
    prepare: ofUser({}, destroy),
  },
  {
    name: "which keys it holds",
    facts: { ...other(), effect: "one goes" },
    truths: THERE,
    hits: at("GET", KEYS),
    prepare: ofUser({}, destroy),
  },
  {
    name: "whose a user is that is disabled",
    facts: { ...ends(), effect: "nothing" },
    truths: IN_STATE,
    hits: on("GET"),
    prepare: ofUser({ onDestroy: "disable" }, destroy),
  },
];

const adoptId = async (stage: Stage): Promise<Thing> => {
  const { id } = await madeUser(stage);
  return thing([userOf(stage.world)], `/user/${id}`, up({ adoptId: id, adoptChanges: true }));
};
const create: readonly Operation[] = [
  { name: "user made", facts: makes(), truths: THERE, hits: at("POST", "/user"), writes: true, prepare: toMake() },
  {
    name: "first key of a new user deleted",
    facts: { ...ends(madeBefore), effect: "one comes" },
    truths: GONE,
    hits: (one) => one.method === "DELETE" && one.path.startsWith(`${KEYS}/`),
    writes: true,
    prepare: toMake(),
  },
  {
    name: "new user disabled",
    facts: { ...written(itselfMade), effect: "one comes" },
    truths: GONE,
    hits: (one) => one.method === "PUT" && one.path.endsWith("/disable"),
    writes: true,
    prepare: toMake({ enabled: false }),
  },
  // A 400 need not say that the name is taken: who holds it is looked up, and it is our own.
  {
    name: "user made whose record was lost",
    facts: other(passedOver(400, 409)),
    truths: THERE,
    hits: at("POST", "/user"),
    writes: true,
    prepare: unrecorded,
  },
  { name: "who holds the name", facts: other(), truths: THERE, hits: at("GET", "/user"), prepare: unrecorded },
  { name: "user taken back", facts: other(), truths: THERE, hits: on("PUT"), writes: true, prepare: unrecorded },
  { name: "user to be adopted", facts: other(), truths: THERE, hits: on("GET"), prepare: adoptId },
];

export const ofUsers = { read, update, delete: deletion, fence, create };
