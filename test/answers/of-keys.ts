/** What is done with keys: an API key's, a slot's, a retirement's. */
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import type { Props } from "../../src/provider/host/state";
import { apiKeyRetirementHandlers } from "../../src/provider/rotating/retirement/apply";
import { apiKeySlotHandlers } from "../../src/provider/rotating/slot/apply";
import { keyArgs, keyOf, providerOf, Resource } from "../provider/apply-harness";
import {
  asked,
  at,
  destroy,
  ends,
  GONE,
  IN_STATE,
  itselfMade,
  KEYS,
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
import type { Facts } from "./oracle";
import type { Stage } from "./stage";

const ofKey =
  (args: Props, then: Then) =>
  async (stage: Stage): Promise<Thing> => {
    const user = await madeUser(stage);
    const key = keyOf(stage.world);
    await key.up(keyArgs(user.id, args));
    return thing([user, key], `${KEYS}/${key.id}`, then);
  };
const up =
  (args: Props): Then =>
  (one) =>
    one.up(keyArgs(String(one.outputs.serviceUserId), args));

const slotHandlers = apiKeySlotHandlers({ waitsMs: [] });
const slotArgs = (serviceUserId: string, endDate = "2027-03-01"): Props => ({
  ...{ slot: "a", role: "current", generation: "s-1", serviceUserId, endDate, namePrefix: "pair" },
});
const ofSlot =
  (then: Then) =>
  async (stage: Stage): Promise<Thing> => {
    const user = await madeUser(stage);
    const slot = new Resource(stage.world, slotHandlers);
    await slot.up(slotArgs(user.id));
    return thing([user, slot], `${KEYS}/${slot.id}`, then);
  };
const slotUp: Then = (one) => one.up(slotArgs(String(one.outputs.serviceUserId), "2027-04-01"));

/** A key or a slot that is to be made, beside its user. */
const toMint =
  (kind: "key" | "slot", args: Props = {}) =>
  async (stage: Stage): Promise<Thing> => {
    const user = await madeUser(stage);
    const handlers = kind === "key" ? apiKeyHandlers : slotHandlers;
    const made = kind === "key" ? keyArgs(user.id, args) : slotArgs(user.id);
    return thing([user, new Resource(stage.world, handlers)], KEYS, (one) => one.up(made));
  };

/** A pair whose previous key is to be disabled. */
const ofRetirement =
  (which: "current" | "previous") =>
  async (stage: Stage): Promise<Thing> => {
    const user = await madeUser(stage);
    const [current, previous] = [keyOf(stage.world), keyOf(stage.world)];
    for (const key of [current, previous]) await key.up(keyArgs(user.id));
    const olds = {
      currentKeyId: current.id,
      currentCreatedAt: "2026-11-01T00:00:00Z",
      previousKeyId: previous.id,
      previousName: previous.outputs.name,
      previousEndDate: previous.outputs.endDate,
      previousFingerprint: "",
      serviceUserId: user.id,
      accountId: stage.emulator.accountId,
      overlapDays: 0,
      use: "newest",
      retireOn: "2026-11-08",
      retiredKeyId: "",
    };
    const news = { ...olds, retiredKeyId: previous.id };
    return {
      resources: [user, current, previous],
      path: `${KEYS}/${(which === "current" ? current : previous).id}`,
      run: ({ world }) => providerOf(world, apiKeyRetirementHandlers).update("r-1", olds, news),
    };
  };

const quiet = (facts: Facts): Facts => ({ ...facts, effect: "nothing" });
const listed = at("GET", KEYS);
const read: readonly Operation[] = [
  // Where there is no list, the key alone is asked for.
  { name: "list of keys", facts: other(passedOver(404)), truths: THERE, hits: listed, prepare: ofKey({}, refresh) },
  {
    name: "key alone",
    facts: asked(),
    truths: IN_STATE,
    hits: on("GET"),
    emptyList: KEYS,
    prepare: ofKey({}, refresh),
  },
  {
    name: "list of keys, for a slot",
    facts: other(passedOver(404)),
    truths: THERE,
    hits: listed,
    prepare: ofSlot(refresh),
  },
  {
    name: "slot's key alone",
    facts: asked(),
    truths: IN_STATE,
    hits: on("GET"),
    emptyList: KEYS,
    prepare: ofSlot(refresh),
  },
];

const moved = ofKey({}, up({ lifetimeDays: 100 }));
const update: readonly Operation[] = [
  { name: "look before a key is written", facts: written(), truths: IN_STATE, hits: on("GET"), prepare: moved },
  { name: "key written", facts: written(), truths: GONE, hits: on("PUT"), writes: true, prepare: moved },
  {
    name: "key disabled",
    facts: written(),
    truths: GONE,
    hits: on("PUT"),
    writes: true,
    prepare: ofKey({}, up({ enabled: false })),
  },
  {
    name: "look before a slot's key is written",
    facts: written(),
    truths: IN_STATE,
    hits: on("GET"),
    prepare: ofSlot(slotUp),
  },
  {
    name: "slot's key written",
    facts: written(),
    truths: GONE,
    hits: on("PUT"),
    writes: true,
    prepare: ofSlot(slotUp),
  },
  {
    name: "look at the newest key of a pair",
    facts: written(),
    truths: IN_STATE,
    hits: on("GET"),
    prepare: ofRetirement("current"),
  },
  {
    name: "look at the previous key of a pair",
    facts: asked(),
    truths: IN_STATE,
    hits: on("GET"),
    prepare: ofRetirement("previous"),
  },
  {
    name: "previous key of a pair disabled",
    facts: asked(),
    truths: GONE,
    hits: on("PUT"),
    writes: true,
    prepare: ofRetirement("previous"),
  },
];

const off = ofKey({ onDestroy: "disable" }, destroy);
const deletion: readonly Operation[] = [
  {
    name: "key deleted",
    facts: ends(),
    truths: IN_STATE,
    hits: on("DELETE"),
    writes: true,
    prepare: ofKey({}, destroy),
  },
  {
    name: "slot's key deleted",
    facts: ends(),
    truths: IN_STATE,
    hits: on("DELETE"),
    writes: true,
    prepare: ofSlot(destroy),
  },
  {
    name: "key disabled in place of deleted",
    facts: quiet(ends()),
    truths: GONE,
    hits: on("PUT"),
    writes: true,
    prepare: off,
  },
];
const fence: readonly Operation[] = [
  { name: "look before a key is disabled", facts: quiet(ends()), truths: IN_STATE, hits: on("GET"), prepare: off },
];

/** A tenant may give each user one key only. */
export const single = own([403, 404], { result: "one key only", namesRole: true });
const mint: Facts = { ...makes(single), redraws: true };
/** Any answer but a 401 shows that the key was recognised. */
const known = own([400, 403, 404, 409], { result: "done", effect: "one comes", saysHow: false, namesRole: false });
const create: readonly Operation[] = [
  { name: "key made", facts: mint, truths: THERE, hits: at("POST", KEYS), writes: true, prepare: toMint("key") },
  {
    name: "new key disabled",
    facts: { ...written(itselfMade), effect: "one comes" },
    truths: GONE,
    hits: (one) => one.method === "PUT" && one.path.startsWith(`${KEYS}/`),
    writes: true,
    prepare: toMint("key", { enabled: false }),
  },
  {
    name: "slot's key made",
    facts: mint,
    truths: THERE,
    hits: at("POST", KEYS),
    writes: true,
    prepare: toMint("slot"),
  },
  {
    name: "slot's key tried",
    facts: makes(known),
    truths: THERE,
    hits: at("GET", "/user/me"),
    prepare: toMint("slot"),
  },
];

export const ofKeys = { read, update, delete: deletion, fence, create };
