/** The key that the provider runs with: how each operation comes to the question whether this is it. */

import type { Props } from "../../../../src/provider/host/state";
import { fingerprint } from "../../../../src/provider/key/fingerprint";
import { apiKeyRetirementHandlers } from "../../../../src/provider/rotating/retirement/apply";
import { apiKeySlotHandlers } from "../../../../src/provider/rotating/slot/apply";
import { endsAt } from "../../../../src/rotation";
import { makeKey, makeUser } from "../../../emulator/harness";
import { keyArgs, keyOf, keyOnServer, providerOf, Resource, userOf } from "../../apply-harness";
import type { Answer, Circumstances, Operation } from "./oracle";
import { withTwin } from "./own-ways";
import { argsOf, type Played, type Stage, type Way } from "./stage";

/** A question is asked only about a key whose value no state holds. */
const isKnown = (how: Answer): boolean => how === "equal" || how === "different";

/** Where the answer is "equal", the provider runs with this key; where it is "not shown", with another one of its user. */
async function runWith(stage: Stage, how: Answer, key: { userId: string; value: string }): Promise<void> {
  if (how === "equal") stage.env.DIGICERT_ONE_API_KEY = key.value;
  if (how !== "not shown") return;
  const { value } = await makeKey(stage.emulator, key.userId, "ci-endless-0123abcd");
  stage.env.DIGICERT_ONE_API_KEY = value;
}

const isGone = (key: Props | undefined): boolean => key === undefined;
const isDisabled = (key: Props | undefined): boolean => key?.enabled === false;

/** Forgets in a state what tells a key. */
function forget(outputs: Props, how: Answer): Props {
  if (isKnown(how)) return outputs;
  const empty = Object.keys(outputs).filter((name) =>
    /^(value|fingerprint|previousFingerprint|initialApiKey)$/.test(name),
  );
  return { ...outputs, ...Object.fromEntries(empty.map((name) => [name, ""])) };
}

const manager = (stage: Stage) =>
  makeUser(stage.emulator, { friendly_name: "manager", roles: stage.roles.slice(0, 1) });

/** A user that came with a key which was to be kept, and now is not: in a run that knows it, or one that takes it back. */
const firstKey =
  (name: string, isRecorded: boolean) =>
  (on: Circumstances): Way => ({
    name,
    async play(stage, { answer: how }): Promise<Played> {
      const kept = userOf(stage);
      await kept.up(argsOf(stage, { ...on, initialKey: "keep" }));
      const { id, outputs } = kept;
      const keyId = String(outputs.initialApiKeyId);
      await runWith(stage, how, { userId: id, value: String(outputs.initialApiKey) });
      const user = userOf(stage);
      if (isRecorded && kept.state) user.state = { ...kept.state, outputs: forget(outputs, how) };
      return {
        userId: id,
        run: () => user.up(argsOf(stage, { ...on, initialKey: "delete" })),
        isDone: async () => isGone(await keyOnServer(stage, keyId)),
      };
    },
  });

const apiKey =
  (name: string, before: Props, after: Props | undefined, isDone: (key: Props | undefined) => boolean) =>
  (on: Circumstances): Way => ({
    name,
    async play(stage, { answer: how }): Promise<Played> {
      const { id: userId } = await manager(stage);
      const key = keyOf(stage);
      const args = keyArgs(userId, { ...on, ...before });
      await key.up(args);
      const { id, outputs, state } = key;
      await runWith(stage, how, { userId, value: String(outputs.value) });
      if (state) key.state = { ...state, outputs: forget(outputs, how) };
      return {
        userId,
        run: () => (after === undefined ? key.destroy() : key.up({ ...args, ...after })),
        isDone: async () => isDone(await keyOnServer(stage, id)),
      };
    },
  });

const NAME = "ci-2027-12-31-0a1b2c3d";

/** A slot whose key goes, which knows no `allowSelf`. */
const slot: Way = {
  name: "a slot",
  async play(stage, { answer: how }) {
    const { id: userId } = await manager(stage);
    const { id, value } = await makeKey(stage.emulator, userId, NAME, "2027-12-31");
    await runWith(stage, how, { userId, value });
    const held = new Resource(stage, apiKeySlotHandlers());
    const outputs = {
      slot: "a",
      generation: "g-1",
      serviceUserId: userId,
      endDate: "2027-12-31",
      requestedEndDate: "2027-12-31",
      namePrefix: "ci",
      name: NAME,
      status: "ACTIVE",
      endsAt: endsAt("2027-12-31"),
      fingerprint: fingerprint(value),
      value,
      accountId: stage.emulator.accountId,
      unproven: false,
    };
    held.state = { id, inputs: {}, outputs: forget(outputs, how) };
    return { userId, run: () => held.destroy(), isDone: async () => isGone(await keyOnServer(stage, id)) };
  },
};

/** A retirement whose day has come; it knows no `allowSelf` either. */
const retirement: Way = {
  name: "a retirement",
  async play(stage, { answer: how }) {
    const { id: userId } = await manager(stage);
    const { id, value } = await makeKey(stage.emulator, userId, NAME, "2027-12-31");
    const { id: currentKeyId } = await makeKey(stage.emulator, userId, "ci-2027-12-31-4e5f6a7b", "2027-12-31");
    await runWith(stage, how, { userId, value });
    const olds = forget(
      {
        currentKeyId,
        currentCreatedAt: "2026-12-01T12:00:00Z",
        previousKeyId: id,
        previousName: NAME,
        previousEndDate: "2027-12-31",
        previousFingerprint: fingerprint(value),
        serviceUserId: userId,
        overlapDays: 0,
        use: "newest",
        retireOn: "2026-12-01",
        retiredKeyId: "",
      },
      how,
    );
    const provider = providerOf(stage, apiKeyRetirementHandlers);
    return {
      userId,
      run: () => provider.update("retirement", olds, { ...olds, retiredKeyId: id }),
      isDone: async () => isDisabled(await keyOnServer(stage, id)),
    };
  },
};

export const ownKeyWays: Readonly<Record<Operation, readonly Way[]>> = {
  adopt: [],
  "take back": withTwin(firstKey("the first key, lost", false)),
  update: withTwin(firstKey("the first key, no longer kept", true)),
  disable: [
    ...withTwin(apiKey("enabled: false", {}, { enabled: false }, isDisabled)),
    ...withTwin(apiKey("onDestroy", { onDestroy: "disable" }, undefined, isDisabled)),
    retirement,
  ],
  delete: [...withTwin(apiKey("destroy", {}, undefined, isGone)), slot],
};
