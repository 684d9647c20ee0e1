/** Users that are to be made or renamed, and who holds the nickname. */
import { failure, roleIds, userArgs, userOf } from "../apply-harness";
import { loseCreation, nobody, type Ready, run, type Situation, type Stage, stranger } from "./stage";

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

/** A user in the account that the provider's key does not see. */
const unseen = async ({ world: { emulator }, hidden }: Stage): Promise<undefined> => {
  await emulator.addUser({ user_type: "service", friendly_name: "ci", accounts: [hidden] });
};

/** Refused before anybody looks at the name. */
const badRole = { roleIds: ["00000000-0000-4000-8000-000000000000"] };

async function madeEarlier({ world }: Stage): Promise<string> {
  const before = userOf(world);
  await before.up(userArgs(world));
  return before.id;
}

export const ofUsers: readonly Situation[] = [
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

export const ofRenames: readonly Situation[] = [
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
