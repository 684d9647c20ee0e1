/** The fields of a user: how each operation comes to the question how the user looks now. */
import type { Props } from "../../../../src/provider/host/state";
import { call, makeUser } from "../../../emulator/harness";
import { type Resource, userOf, userOnServer } from "../../apply-harness";
import type { Cell, Circumstances, Operation } from "./oracle";
import { argsOf, type Played, type Stage, type Way } from "./stage";

/** What a person has made of the user, so that the field differs from what is declared. */
async function differ(stage: Stage, { field, answer: how }: Cell, id: string, endDate = "2028-12-31"): Promise<void> {
  if (how !== "different" || field === "own user" || field === "own key") return;
  if (field === "enabled") {
    await call(stage.emulator, "PUT", `/user/${id}/disable`);
    return;
  }
  const user = (await userOnServer(stage, id)) ?? {};
  const { friendly_name, description, email, end_date, roles, accounts } = user;
  const changed = {
    roles: { roles: [...stage.roles] },
    accounts: { accounts: [stage.emulator.accountId, stage.otherAccount] },
    end: { end_date: endDate },
    nickname: { friendly_name: "legacy" },
  }[field];
  const body = { friendly_name, description, email, end_date, roles, accounts, ...changed };
  const reply = await call(stage.emulator, "PUT", `/user/${id}`, { body });
  if (reply.status !== 200) throw new Error(reply.text);
}

/** Whether the user carries the mark that this record knows. */
export const isMarkedBy = (stage: Stage, user: Resource) => async (): Promise<boolean> => {
  const { nonce } = user.outputs;
  const { description } = (await userOnServer(stage, user.id)) ?? {};
  return typeof nonce === "string" && String(description).includes(nonce);
};

/** A user that was there before, adopted by its name or its id. */
function adoption(by: "nickname" | "id", on: Circumstances = {}): Way {
  const said = [on.adoptChanges ? "adoptChanges" : "", on.endsLater ? "ends later" : ""].filter((word) => word !== "");
  return {
    ...on,
    name: [`by ${by}`, ...said].join(", "),
    async play(stage, cell) {
      const { id } = await makeUser(stage.emulator, { end_date: "2027-12-31", roles: [stage.roles[0]] });
      await differ(stage, cell, id, on.endsLater ? "2027-06-30" : undefined);
      const adoptChanges = on.adoptChanges === true;
      const user = userOf(stage);
      const args = argsOf(stage, { adoptChanges, ...(by === "id" ? { adoptId: id } : { onDuplicate: "adopt" }) });
      return { userId: id, run: () => user.up(args), isDone: isMarkedBy(stage, user) };
    },
  };
}

/** A user of ours whose creation was not recorded. */
function takeBack(by: "nickname" | "id"): Way {
  return {
    name: `by ${by}`,
    async play(stage, cell) {
      const lost = userOf(stage);
      await lost.up(argsOf(stage));
      await differ(stage, cell, lost.id);
      const user = userOf(stage);
      const args = argsOf(stage, by === "id" ? { adoptId: lost.id } : {});
      const isMarked = isMarkedBy(stage, user);
      return { userId: lost.id, run: () => user.up(args), isDone: async () => user.id === lost.id && isMarked() };
    },
  };
}

/** A user of ours, and what the program does with it: without arguments it leaves the program. */
export function ofState(
  name: string,
  before: Props,
  after: Props | undefined,
  isDone: (user: Props | undefined) => boolean,
): Way {
  return {
    name,
    leaves: after === undefined,
    async play(stage, cell): Promise<Played> {
      const user = userOf(stage);
      await user.up(argsOf(stage, before));
      await differ(stage, cell, user.id);
      const { id } = user;
      return {
        userId: id,
        run: () => (after === undefined ? user.destroy() : user.up(argsOf(stage, { ...before, ...after }))),
        isDone: async () => isDone(await userOnServer(stage, id)),
      };
    },
  };
}

export const isDisabled = (user: Props | undefined): boolean => user?.enabled === false;
export const isGone = (user: Props | undefined): boolean => user === undefined;

const ways: Readonly<Record<Operation, readonly Way[]>> = {
  adopt: [adoption("nickname"), adoption("id"), adoption("id", { adoptChanges: true })],
  "take back": [takeBack("nickname"), takeBack("id")],
  update: [
    ofState("description", {}, { description: "Signs more" }, (user) =>
      String(user?.description).startsWith("Signs more ("),
    ),
  ],
  disable: [
    ofState("enabled: false", {}, { enabled: false }, isDisabled),
    ofState("onDestroy", { onDestroy: "disable" }, undefined, isDisabled),
  ],
  delete: [ofState("destroy", {}, undefined, isGone)],
};

/** The ways of a cell about a field of a user. */
export function userWays({ field, answer: how, operation }: Cell): readonly Way[] {
  if (field === "end" && operation === "adopt") return [...ways.adopt, adoption("id", { endsLater: true })];
  // A user of another name is found by its id alone.
  const isRenamed = field === "nickname" && how === "different";
  return ways[operation].filter(({ name }) => !isRenamed || !name.startsWith("by nickname"));
}
