/** Create, read, update and delete of one of the two keys of a `RotatingApiKey`. */
import type { ApiKey, CreatedApiKey } from "../../../client";
import { DigiCertOneError, isInvalidRequestError, isNotFoundError, registerSecret, shortened } from "../../../errors";
import { countDays, daysBetween, parseDay } from "../../../rotation";
import { withoutDefaults } from "../../host/fields";
import type { ApplyContext, ResourceHandlers } from "../../host/handlers";
import { flag, type Props, text } from "../../host/state";
import { sweepForKey, undoForNobody } from "../../host/undo";
import { fingerprint } from "../../key/fingerprint";
import { deleteKey, getKeyOrGone, proveKeyGone } from "../../key/gone";
import { explainMint } from "../../key/mint";
import { newKeyName } from "../../key/name";
import { GIVE_NEWEST, refuseOwnKey } from "../../key/own-key";
import type { ReadyOptions } from "../../key/ready";
import type { KeyRef } from "../../key/ref";
import { accountOf } from "../../key/ref";
import { type NewKey, requireReady, undoOrKeep } from "../../key/trial";
import { goneError, reportGone } from "../../proof/not-found";
import { EMPTY_ID, type SlotInputs, type SlotState, slotInputs, slotPlan } from "./plan";

/** Handlers of a slot. How readiness is waited for can be given, for tests. */
export function apiKeySlotHandlers(ready: ReadyOptions = {}): ResourceHandlers {
  return {
    ...slotPlan,
    toStore: (state) => withoutDefaults(state, { requestedEndDate: state.endDate, unproven: false }),
    create: (props, context) => createSlot(slotInputs(props), context, ready),
    read: readSlot,
    update: (id, olds, news, context) => updateSlot(id, readState(olds), slotInputs(news), context),
    delete: deleteSlot,
  };
}

const NOTHING = {
  requestedEndDate: "",
  name: "",
  status: "",
  createdAt: "",
  fingerprint: "",
  value: "",
  accountId: "",
  unproven: false,
};

async function createSlot(
  declared: SlotInputs,
  context: ApplyContext,
  ready: ReadyOptions,
): Promise<{ id: string; outs: SlotState }> {
  if (declared.generation === "") return { id: EMPTY_ID, outs: { ...declared, ...NOTHING } };
  const accountId = await context.proof.accountOf(declared.serviceUserId);
  const key = await mint(declared, context);
  registerSecret(key.value);
  const state: SlotState = {
    ...observed(key, { ...declared, ...NOTHING, status: "ACTIVE", createdAt: context.today }),
    requestedEndDate: declared.endDate,
    fingerprint: fingerprint(key.value),
    value: key.value,
    accountId,
  };
  await refuseLessLife(key, state, declared.endDate, context);
  await requireReady(newKey(key.id, state), context, ready);
  if (!(await context.engineAlive())) {
    const undo = () => deleteKey("undo the slot's key", refOf(key.id, state), context);
    throw await undoForNobody(`API key "${state.name}"`, undo, sweepForKey(key.id));
  }
  return { id: key.id, outs: state };
}

async function mint(declared: SlotInputs, context: ApplyContext): Promise<CreatedApiKey> {
  const { serviceUserId: userId, endDate, namePrefix } = declared;
  const drawName = () => newKeyName(namePrefix, endDate);
  try {
    const request = { userId, name: drawName(), endDate };
    return await context.step("mint the slot's key").apiKeys.create(request, { drawName });
  } catch (error) {
    throw await explainMint(error, declared, context);
  }
}

/** A key that ends earlier than planned would upset the whole schedule: it is deleted again, and the error says what to set. */
async function refuseLessLife(key: ApiKey, state: SlotState, asked: string, context: ApplyContext): Promise<void> {
  const { id, endDate: granted } = key;
  if (granted === undefined || granted >= asked) return;
  const from = parseDay(key.createdAt) ?? context.today;
  const days = daysBetween(from, granted);
  const less = `less life than asked: until ${granted}, ${countDays(days)}, not ${asked}, ${countDays(daysBetween(from, asked))}.`;
  const lifetime = `Set lifetimeDays to at most ${days}, with rotateBeforeDays and overlapDays that fit.`;
  const reason = `API key "${state.name}" (${id}) was granted ${less} ${lifetime}`;
  await undoOrKeep(newKey(id, state), { reason }, context);
  throw new DigiCertOneError(
    `The server granted the new key ${less} The key was deleted again and the key before it stays.`,
    { remedy: lifetime },
  );
}

/** The slot's new key, for its trial. */
const newKey = (id: string, state: SlotState): NewKey => ({
  ref: refOf(id, state),
  state,
  steps: { see: "see the slot's key work", undo: "undo the slot's key" },
});

/** From what the server says of a key to what is stored: a field that the response lacks is unknown, not empty. */
function observed(key: ApiKey, known: SlotState): SlotState {
  const endDate = key.endDate ?? known.endDate;
  const status = key.status ?? (key.enabled === undefined ? known.status : key.enabled ? "ACTIVE" : "DISABLED");
  return {
    ...known,
    endDate,
    name: key.name ?? known.name,
    status,
    createdAt: key.createdAt ?? known.createdAt,
  };
}

function readState(props: Props): SlotState {
  return {
    ...slotInputs(props),
    requestedEndDate: text(props, "requestedEndDate", text(props, "endDate")),
    name: text(props, "name"),
    status: text(props, "status"),
    createdAt: text(props, "createdAt"),
    fingerprint: text(props, "fingerprint"),
    value: text(props, "value"),
    accountId: text(props, "accountId"),
    unproven: flag(props, "unproven", false),
  };
}

async function readSlot(
  id: string,
  olds: Props,
  context: ApplyContext,
): Promise<{ props: object; inputs: object } | undefined> {
  const before = readState(olds);
  const { slot, generation, serviceUserId, namePrefix } = before;
  if (id === EMPTY_ID) return { props: before, inputs: { slot, generation, serviceUserId, endDate: "", namePrefix } };
  const key = await findKey(id, before, context);
  if (key === undefined) {
    reportGone(context);
    return undefined;
  }
  const state = { ...observed(key, before), accountId: await accountOf(refOf(id, before), context.proof) };
  // An end date that is not the one last granted is somebody's change; otherwise what was asked for stands.
  if (state.endDate !== before.endDate) state.requestedEndDate = state.endDate;
  const inputs = { slot, generation, serviceUserId, endDate: state.requestedEndDate, namePrefix };
  return { props: state, inputs };
}

/** From the list that a whole refresh shares; asked for alone where the list says less than we know. */
async function findKey(id: string, before: SlotState, context: ApplyContext): Promise<ApiKey | undefined> {
  const { apiKeys } = context.client;
  const ref = refOf(id, before);
  const key = await getKeyOrGone(ref, context, apiKeys.get(id, { userId: before.serviceUserId }));
  return key !== undefined && key.endDate === undefined && before.endDate !== "" ? getKeyOrGone(ref, context) : key;
}

/** The slot's key, as its state knows it. */
const refOf = (id: string, { serviceUserId, accountId }: SlotState): KeyRef => ({
  id,
  userId: serviceUserId,
  accountId,
});

async function updateSlot(
  id: string,
  before: SlotState,
  declared: SlotInputs,
  context: ApplyContext,
): Promise<SlotState> {
  const state: SlotState = { ...before, ...declared, endDate: before.endDate };
  if (id === EMPTY_ID) return state;
  if (before.requestedEndDate === declared.endDate) return state;
  const key = await moveEnd(id, state, declared.endDate, context);
  state.accountId = await accountOf(refOf(id, before), context.proof);
  return { ...observed(key, { ...state, endDate: declared.endDate }), requestedEndDate: declared.endDate };
}

/** Moves the end of a key. Whether it is enabled is not this slot's business, so that is asked and written back. */
async function moveEnd(id: string, state: SlotState, endDate: string, context: ApplyContext): Promise<ApiKey> {
  const ref = refOf(id, state);
  const gone = () => goneError(`API key "${state.name}" (${id})`, { is: "key" });
  try {
    const now = await getKeyOrGone(ref, context);
    if (now === undefined) throw gone();
    return await context.step("move the end of the slot's key").apiKeys.update(id, {
      name: state.name,
      endDate,
      enabled: now.enabled ?? now.status !== "DISABLED",
    });
  } catch (error) {
    if (isNotFoundError(error)) {
      await proveKeyGone(ref, error, context);
      throw gone();
    }
    if (!isInvalidRequestError(error)) throw error;
    throw new DigiCertOneError(
      `The server refuses to move the end of API key "${state.name}" from ${state.endDate} to ${endDate}: ${shortened(error.serverMessage)}`,
      { remedy: "Change `triggers` to rotate to a key that ends on the new day.", cause: error },
    );
  }
}

async function deleteSlot(id: string, olds: Props, context: ApplyContext): Promise<void> {
  if (id === EMPTY_ID) return;
  const state = readState(olds);
  const key = { what: `API key "${state.name}"`, userId: state.serviceUserId, value: state.value };
  await refuseOwnKey(key, { doing: "deleting", allowSelf: false, remedy: GIVE_NEWEST }, context);
  await deleteKey("delete the slot's key", refOf(id, state), context);
}
