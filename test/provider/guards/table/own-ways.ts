/** The user that the provider runs as: how each operation comes to the question whether this is it. */
import type { Props } from "../../../../src/provider/host/state";
import { call, makeKey, makeUser } from "../../../emulator/harness";
import { userOf, userOnServer } from "../../apply-harness";
import type { Answer, Circumstances, Operation } from "./oracle";
import { argsOf, type Stage, type Way } from "./stage";
import { isDisabled, isGone, isMarkedBy } from "./user-ways";

/** What is taken from the user: from what it has to what is declared. */
interface Taking {
  readonly name: string;
  had(stage: Stage): readonly string[];
  readonly wanted: Props;
  isTaken(user: Props | undefined): boolean;
}

const holds = (user: Props | undefined): unknown => (Array.isArray(user?.roles) ? user.roles.length : undefined);
const aRole: Taking = {
  name: "a role less",
  had: ({ roles }) => roles,
  wanted: {},
  isTaken: (user) => holds(user) === 1,
};
/** State does not know of the second role: a person gave it. What is declared is to change something else. */
const aRoleGivenByHand: Taking = {
  ...aRole,
  name: "a role less, given by hand",
  wanted: { description: "Signs more" },
};
const enabled: Taking = {
  name: "enabled: false",
  had: ({ roles }) => roles.slice(0, 1),
  wanted: { enabled: false },
  isTaken: isDisabled,
};

/** Each way once more with the word of a person. */
export const withTwin = (way: (on: Circumstances) => Way): Way[] =>
  [{}, { allowSelf: true }].map((on: Circumstances) => {
    const one = way(on);
    return { ...one, ...on, name: on.allowSelf ? `${one.name}, allowSelf` : one.name };
  });

/** Where the answer is "equal", the provider runs as this user. Its key is named like one of ours, so that no other guard asks. */
async function runAs(stage: Stage, how: Answer, userId: string): Promise<void> {
  if (how !== "equal") return;
  const { value } = await makeKey(stage.emulator, userId, "ci-endless-0123abcd");
  stage.env.DIGICERT_ONE_API_KEY = value;
}

const adoption =
  (taking: Taking) =>
  (on: Circumstances): Way => ({
    name: taking.name,
    async play(stage, { answer: how }) {
      const { id } = await makeUser(stage.emulator, { end_date: "2027-12-31", roles: taking.had(stage) });
      await runAs(stage, how, id);
      const user = userOf(stage);
      const args = argsOf(stage, { onDuplicate: "adopt", adoptChanges: true, ...on, ...taking.wanted });
      const isMarked = isMarkedBy(stage, user);
      return {
        userId: id,
        run: () => user.up(args),
        isDone: async () => (await isMarked()) && taking.isTaken(await userOnServer(stage, id)),
      };
    },
  });

const takeBack =
  (taking: Taking) =>
  (on: Circumstances): Way => ({
    name: taking.name,
    async play(stage, { answer: how }) {
      const lost = userOf(stage);
      await lost.up(argsOf(stage, { roleIds: taking.had(stage) }));
      const { id } = lost;
      await runAs(stage, how, id);
      const user = userOf(stage);
      const isMarked = isMarkedBy(stage, user);
      return {
        userId: id,
        run: () => user.up(argsOf(stage, { ...on, ...taking.wanted })),
        isDone: async () => (await isMarked()) && taking.isTaken(await userOnServer(stage, id)),
      };
    },
  });

/** A person gives the user the second role. */
async function give(stage: Stage, id: string): Promise<void> {
  const { friendly_name, description, email, end_date, accounts } = (await userOnServer(stage, id)) ?? {};
  const body = { friendly_name, description, email, end_date, accounts, roles: [...stage.roles] };
  const { status, text } = await call(stage.emulator, "PUT", `/user/${id}`, { body });
  if (status !== 200) throw new Error(text);
}

const update =
  (taking: Taking) =>
  (on: Circumstances): Way => ({
    name: taking.name,
    async play(stage, { answer: how }) {
      const user = userOf(stage);
      await user.up(argsOf(stage, { ...on, roleIds: taking.had(stage).slice(0, taking === aRoleGivenByHand ? 1 : 2) }));
      const { id } = user;
      if (taking === aRoleGivenByHand) await give(stage, id);
      await runAs(stage, how, id);
      return {
        userId: id,
        run: () => user.up(argsOf(stage, { ...on, ...taking.wanted })),
        isDone: async () => taking.isTaken(await userOnServer(stage, id)),
      };
    },
  });

const removal =
  (name: string, onDestroy: "delete" | "disable") =>
  (on: Circumstances): Way => ({
    name,
    async play(stage, { answer: how }) {
      const user = userOf(stage);
      await user.up(argsOf(stage, { ...on, onDestroy, forceDestroy: true }));
      const { id } = user;
      await runAs(stage, how, id);
      const isTaken = onDestroy === "delete" ? isGone : isDisabled;
      return { userId: id, run: () => user.destroy(), isDone: async () => isTaken(await userOnServer(stage, id)) };
    },
  });

export const ownUserWays: Readonly<Record<Operation, readonly Way[]>> = {
  adopt: [...withTwin(adoption(aRole)), ...withTwin(adoption(enabled))],
  "take back": [...withTwin(takeBack(aRole)), ...withTwin(takeBack(enabled))],
  update: [...withTwin(update(aRole)), ...withTwin(update(aRoleGivenByHand))],
  disable: [...withTwin(update(enabled)), ...withTwin(removal("onDestroy", "disable"))],
  delete: withTwin(removal("destroy", "delete")),
};
