/** Every situation in which a name may be taken, and what comes of it on the emulator. */
import { startEmulator } from "../../../src/emulator";
import { apiKeySlotHandlers } from "../../../src/provider/rotating/slot/apply";
import { type Gateway, startGateway } from "../../answers/gateway";
import { call, makeKey, makeUser } from "../../emulator/harness";
import {
  failure,
  keyArgs,
  keyOf,
  keysOnServer,
  Resource,
  roleIds,
  settingsFor,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "../apply-harness";
import { type Answer, type Facts, type Outcome, variantOf } from "./oracle";

/** A tenant behind a gateway, with an account that the provider's key does not see. */
interface Stage {
  readonly world: World;
  readonly gateway: Gateway;
  readonly hidden: string;
}

/** A run, and who its message has to name. */
interface Ready {
  run(): Promise<unknown>;
  readonly resource: Resource;
  readonly holder?: string;
}

export interface Situation {
  readonly name: string;
  readonly facts: Facts;
  /** Variants beside that of the answer. */
  readonly variants?: readonly string[];
  prepare(stage: Stage): Promise<Ready>;
}

const NOW = "2026-12-01T12:00:00Z";

const run = (resource: Resource, args: Record<string, unknown>, holder?: string): Ready => ({
  resource,
  run: () => resource.up(args),
  ...(holder !== undefined && { holder }),
});

/** A user that is to be made, of the nickname "ci", where somebody else was before. */
const toMake =
  (
    holder: (stage: Stage) => Promise<string | undefined>,
    args: (stage: Stage) => object | Promise<object> = () => ({}),
  ) =>
  async (stage: Stage): Promise<Ready> => {
    const id = await holder(stage);
    return run(userOf(stage.world), userArgs(stage.world, { ...(await args(stage)) }), id);
  };

const stranger =
  (fields: Record<string, unknown> = {}) =>
  async ({ world }: Stage): Promise<string> =>
    (await makeUser(world.emulator, { end_date: "2027-12-31", ...fields })).id;

/** A user in the account that the provider's key does not see. */
const unseen = async ({ world: { emulator }, hidden }: Stage): Promise<undefined> => {
  await emulator.addUser({ user_type: "service", friendly_name: "ci", accounts: [hidden] });
};

const nobody = async (): Promise<undefined> => undefined;
/** Refused before anybody looks at the name. */
const badRole = { roleIds: ["00000000-0000-4000-8000-000000000000"] };

async function madeEarlier({ world }: Stage): Promise<string> {
  const before = userOf(world);
  await before.up(userArgs(world));
  return before.id;
}

/** The answer to a creation is lost; `looks` in vain until then. */
function loseCreation({ gateway }: Stage, path: string, looks: "in vain" | "refused"): void {
  let lost = false;
  let looked = false;
  gateway.rule = {
    instead({ method, path: asked }) {
      if (!lost || looked || method !== "GET" || asked !== path) return undefined;
      looked = true;
      const headers = { date: new Date(NOW).toUTCString() };
      return looks === "in vain"
        ? { status: 200, contentType: "application/json", body: "[]", headers }
        : { status: 403, contentType: "application/json", body: '{"error":{"code":"access_denied","message":"No."}}' };
    },
    after({ method, path: asked }) {
      if (lost || method !== "POST" || asked !== path) return undefined;
      lost = true;
      return { status: 502, contentType: "text/html", body: "<html>Bad gateway</html>" };
    },
  };
}

const users: readonly Situation[] = [
  {
    name: "a service user holds it",
    facts: { does: "make a user", holder: "service user" },
    prepare: toMake(stranger()),
  },
  {
    name: "a service user holds it in another case",
    facts: { does: "make a user", holder: "service user" },
    prepare: toMake(stranger({ friendly_name: "CI" })),
  },
  {
    name: "a service user holds it, and a role is wrong as well",
    facts: { does: "make a user", holder: "service user" },
    prepare: toMake(stranger(), () => badRole),
  },
  {
    name: 'a service user holds it, `onDuplicate: "adopt"`',
    facts: { does: "make a user", holder: "service user", adopts: "as it is" },
    prepare: toMake(stranger(), () => ({ onDuplicate: "adopt" })),
  },
  {
    name: "the same, with other roles",
    facts: { does: "make a user", holder: "service user", adopts: "with changes" },
    prepare: toMake(stranger(), async ({ world }) => ({
      onDuplicate: "adopt",
      roleIds: await roleIds(world, "Auditor"),
    })),
  },
  {
    name: "the same, marked by another stack",
    facts: { does: "make a user", holder: "another stack's", adopts: "as it is" },
    prepare: toMake(stranger({ description: "Signs (pulumi: acme/billing/prod/bot #ba9876543210.aaaa)" }), () => ({
      onDuplicate: "adopt",
    })),
  },
  {
    name: 'a person holds it, `onDuplicate: "adopt"`',
    facts: { does: "make a user", holder: "person", adopts: "as it is" },
    prepare: toMake(
      async ({ world }) => (await world.emulator.addUser({ friendly_name: "ci" })).user.id,
      () => ({ onDuplicate: "adopt", adoptChanges: true }),
    ),
  },
  {
    name: "its own user holds it, whose record was lost",
    facts: { does: "make a user", holder: "own" },
    prepare: toMake(madeEarlier),
  },
  {
    name: "its own user holds it, made by an earlier run that got no answer",
    facts: { does: "make a user", holder: "own", lost: "in an earlier run" },
    async prepare(stage) {
      loseCreation(stage, "/user", "refused");
      await failure(userOf(stage.world).up(userArgs(stage.world)));
      stage.gateway.rule = {};
      return run(userOf(stage.world), userArgs(stage.world));
    },
  },
  {
    name: "its own user holds it, made by this run, which got no answer and did not see it at once",
    facts: { does: "make a user", holder: "own", lost: "in this run" },
    async prepare(stage) {
      loseCreation(stage, "/user", "in vain");
      return run(userOf(stage.world), userArgs(stage.world));
    },
  },
  {
    name: "nobody holds it that the provider's key sees",
    facts: { does: "make a user", holder: "unseen" },
    variants: ["name-scope"],
    prepare: toMake(unseen),
  },
  {
    name: "nobody holds it, and a role is wrong",
    facts: { does: "make a user", holder: "nobody" },
    prepare: toMake(nobody, () => badRole),
  },
  {
    name: "somebody holds it in another account, and a role is wrong",
    facts: { does: "make a user", holder: "nobody" },
    async prepare(stage) {
      const { id } = await stage.world.emulator.addAccount({ name: "Second" });
      return toMake(stranger({ accounts: [id] }), () => badRole)(stage);
    },
  },
];

/** A user "other" that is to be called "ci", or to be changed otherwise. */
const toRename =
  (holder: (stage: Stage) => Promise<string | undefined>, args: object = { nickname: "ci" }) =>
  async (stage: Stage): Promise<Ready> => {
    const id = await holder(stage);
    const user = userOf(stage.world);
    await user.up(userArgs(stage.world, { nickname: "other" }));
    return run(user, userArgs(stage.world, { nickname: "other", ...args }), id);
  };

const renames: readonly Situation[] = [
  {
    name: "a service user holds the new nickname",
    facts: { does: "rename a user", holder: "service user" },
    prepare: toRename(stranger()),
  },
  {
    name: "a person holds the new nickname",
    facts: { does: "rename a user", holder: "person" },
    prepare: toRename(async ({ world }) => (await world.emulator.addUser({ friendly_name: "CI" })).user.id),
  },
  {
    name: "nobody holds the new nickname that the provider's key sees",
    facts: { does: "rename a user", holder: "unseen" },
    variants: ["name-scope"],
    prepare: toRename(unseen),
  },
  {
    name: "nobody holds the new nickname, and a role is wrong",
    facts: { does: "rename a user", holder: "nobody" },
    prepare: toRename(nobody, { nickname: "ci", ...badRole }),
  },
  {
    name: "somebody holds the nickname elsewhere, and a role is wrong",
    facts: { does: "rename a user", holder: "nobody" },
    async prepare(stage) {
      const { id } = await stage.world.emulator.addAccount({ name: "Second" });
      return toRename(stranger({ accounts: [id], friendly_name: "other" }), badRole)(stage);
    },
  },
  {
    name: "a service user holds the nickname in an account that is added",
    facts: { does: "rename a user", holder: "service user" },
    async prepare(stage) {
      const { emulator } = stage.world;
      const { id } = await emulator.addAccount({ name: "Second" });
      const elsewhere = stranger({ accounts: [id], friendly_name: "other" });
      return toRename(elsewhere, { accountIds: [emulator.accountId, id] })(stage);
    },
  },
  {
    name: "a service user holds the nickname that one adopted by its id is to get",
    facts: { does: "rename a user", holder: "service user" },
    async prepare(stage) {
      const holder = await stranger()(stage);
      const adoptId = await stranger({ friendly_name: "other" })(stage);
      const args = userArgs(stage.world, { adoptId, adoptChanges: true });
      return run(userOf(stage.world), args, holder);
    },
  },
];

const slotHandlers = apiKeySlotHandlers({ waitsMs: [] });

/** A key that is to be made for a user, who has others. */
const toMint =
  (kind: "key" | "slot", before: (stage: Stage, userId: string) => Promise<unknown>, args: object = {}) =>
  async (stage: Stage): Promise<Ready> => {
    const user = userOf(stage.world);
    await user.up(userArgs(stage.world, { nickname: "holder" }));
    await before(stage, user.id);
    if (kind === "key") return run(keyOf(stage.world), keyArgs(user.id, { ...args }));
    const slot = { slot: "a", role: "current", generation: "s-1", endDate: "2027-03-01", namePrefix: "ci" };
    return run(new Resource(stage.world, slotHandlers), { ...slot, serviceUserId: user.id, ...args });
  };

/** The names that are drawn, one after the other. */
export const drawn = ["ci-1", "ci-2", "ci-3", "ci-4", "ci-5", "ci-6"] as const;

const has =
  (...names: readonly string[]) =>
  async ({ world }: Stage, userId: string): Promise<void> => {
    for (const name of names) await makeKey(world.emulator, userId, name);
  };

const keys: readonly Situation[] = [
  {
    name: "another key of the user holds it",
    facts: { does: "make a key", holder: "key" },
    prepare: toMint("key", has("CI-1")),
  },
  {
    name: "the same, of a pair",
    facts: { does: "make a key", holder: "key" },
    prepare: toMint("slot", has("ci-1", "ci-2")),
  },
  {
    name: "other keys hold every name that is drawn",
    facts: { does: "make a key", holder: "every name" },
    prepare: toMint("key", has(...drawn)),
  },
  {
    name: "a key of another user holds it",
    facts: { does: "make a key", holder: "unseen" },
    variants: ["name-scope"],
    prepare: toMint("key", async (stage) => has("ci-1")(stage, await stranger({ friendly_name: "else" })(stage))),
  },
  {
    name: "a key holds it that this run made, which got no answer and did not see it at once",
    facts: { does: "make a key", holder: "key", lost: "in this run" },
    prepare: toMint("key", async (stage) => loseCreation(stage, "/api-access-token", "in vain")),
  },
  {
    name: "no key holds it, and the key would outlive its user",
    facts: { does: "make a key", holder: "nobody" },
    prepare: toMint("slot", nobody, { endDate: "2028-06-01" }),
  },
];

export const table: readonly Situation[] = [...users, ...renames, ...keys];

const WORDS: readonly (readonly [string, RegExp])[] = [
  ["a person", /Only service users can be adopted/],
  ["held by what this key cannot see", /is taken, but by something this API key cannot see/],
  ["asks for adoptFrom", /Another owner manages it\. .* adoptFrom: "acme\/billing\/prod\/bot"/],
  ["asks for adoptChanges", /or may, change what it may do.* add: adoptChanges: true/],
  ["names the holder", /is held by .*(Choose another nickname, or to manage this user here|free this one first)/s],
  ["every name is taken", /Every name that was drawn .* is taken.*set another `namePrefix`/],
  ["the refusal itself", /the same request will be refused again|A key may not outlive/],
];

async function counted({ world }: Stage, { does }: Facts): Promise<number> {
  const { users: all, tokens } = await world.emulator.state();
  return does === "make a key" ? tokens.length : all.length;
}

/** What comes of a situation where the API answers so, and what was said where it fails. */
export async function lived(situation: Situation, answer: Answer): Promise<Outcome & { message: string }> {
  const variants = [...variantOf[answer], ...(situation.variants ?? [])];
  const emulator = await startEmulator({ seed: 7, rateLimits: "off", now: NOW, variants });
  const gateway = await startGateway(emulator.url);
  try {
    const { id: hidden } = await emulator.addAccount({ name: "Hidden", reachable: false });
    const env = { ...settingsFor(emulator), DIGICERT_ONE_BASE_URL: gateway.url };
    const stage: Stage = { world: { emulator, env, notices: [], deps: {} }, gateway, hidden };
    const ready = await situation.prepare(stage);
    const before = await counted(stage, situation.facts);
    const message = await ready.run().then(
      () => "",
      (error: Error) => error.message,
    );
    const more = (await counted(stage, situation.facts)) - before;
    const result = message === "" ? await done(stage, situation.facts, ready) : await failed(stage, ready, message);
    return { result, more, message };
  } finally {
    await Promise.all([gateway.close(), emulator.close()]);
  }
}

async function done({ world }: Stage, { does, lost }: Facts, { resource, holder }: Ready): Promise<string> {
  const said = world.notices.join("\n");
  if (does === "make a key") {
    const userId = String(resource.outputs.serviceUserId);
    const names = (await keysOnServer(world, userId)).map(({ name }) => name);
    const isNew = resource.outputs.name !== "ci-1" && resource.outputs.value !== "";
    if (lost) return names.includes("ci-1") ? "a lost key lives" : "made under another name, the lost one deleted";
    return isNew ? "made under another name" : "made under a name that is taken";
  }
  const isHolder = holder === undefined || holder === resource.id;
  if (/was adopted/.test(said)) return isHolder ? "adopted" : "another was adopted";
  if (/was taken back/.test(said)) return isHolder ? "taken back" : "another was taken back";
  return "made once";
}

async function failed({ world }: Stage, { resource, holder }: Ready, message: string): Promise<string> {
  // A user that was not renamed is as it was.
  const there = resource.state && (await userOnServer(world, resource.id));
  if (there && there.friendly_name !== "other") return "fails, and is renamed all the same";
  const word = WORDS.find(([, says]) => says.test(message))?.[0] ?? message;
  if (word === "names the holder" && (holder === undefined || !message.includes(holder))) return `another: ${message}`;
  return `fails: ${word}`;
}

/** Whether a creation by hand meets the answer that the column says: the table would else prove nothing. */
export async function answered(answer: Answer): Promise<string> {
  const emulator = await startEmulator({ seed: 7, rateLimits: "off", now: NOW, variants: variantOf[answer] });
  try {
    const body = await makeUser(emulator).then(() => ({
      user_type: "service",
      access_scope: "account",
      friendly_name: "ci",
      accounts: [emulator.accountId],
      roles: [],
    }));
    const reply = await call(emulator, "POST", "/user", { body });
    return `${reply.status} ${String(reply.codes[0])}`;
  } finally {
    await emulator.close();
  }
}
