/** Keys that are to be made, and which key holds the name. */
import { apiKeySlotHandlers } from "../../../src/provider/rotating/slot/apply";
import { makeKey } from "../../emulator/harness";
import { keyArgs, keyOf, Resource, userArgs, userOf } from "../apply-harness";
import { loseCreation, nobody, type Ready, run, type Situation, type Stage, stranger } from "./stage";

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

export const ofKeys: readonly Situation[] = [
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
