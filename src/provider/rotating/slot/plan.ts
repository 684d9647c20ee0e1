/** Check and diff of one of the two slots of a `RotatingApiKey`: pure. */
import { parseDay } from "../../../rotation";
import {
  type CheckOutcome,
  type DiffOutcome,
  formerNames,
  hasUnknown,
  type PlanHandlers,
  type Props,
  type StoredKey,
  storedKeyNames,
  text,
  UNKNOWN,
} from "../../host/state";
import { lateMintEvents, slotEvents } from "../../preview/pair";

/** The id of a slot that holds no key. */
export const EMPTY_ID = "empty";

/** What a slot is to hold, after check. */
export interface SlotInputs {
  slot: string;
  /** `<schedule id>-<number>` of the key it holds; empty when it holds none. */
  generation: string;
  serviceUserId: string;
  /** `YYYY-MM-DD`; empty when it holds none. */
  endDate: string;
  namePrefix: string;
}

/** A slot as stored. */
export interface SlotState extends SlotInputs, StoredKey {
  /** The key was made, but never seen to work, and could not be deleted either. */
  unproven: boolean;
}

/** Everything that a state of a slot may hold. */
export const slotNames: readonly string[] = [
  ...formerNames,
  ...Object.keys({
    ...{ slot: true, generation: true, serviceUserId: true, endDate: true, namePrefix: true, unproven: true },
    ...storedKeyNames,
  } satisfies Record<keyof SlotState, true>),
];

/** What the engine asks of a slot in every run. */
export const slotPlan: PlanHandlers = {
  kind: "API key",
  stateNames: slotNames,
  isRemote: (id) => id !== EMPTY_ID,
  subject: (props) => `API key "${text(props, "name") || text(props, "namePrefix")}" (slot ${text(props, "slot")})`,
  check: checkSlot,
  diff: diffSlot,
};

/**
 * Settles what the slot holds. `role` and `issuedOn` are used up here:
 * - `current`: the key of the schedule's newest generation; made where there is none.
 * - `previous`: the key it holds already. One that is gone, has ended or belongs to another user leaves the slot empty:
 *   a previous key is never made again.
 * - `empty`: none.
 */
export function checkSlot(olds: Props, news: Props, context: { today: string }): CheckOutcome {
  const { role, issuedOn: _issuedOn, ...wanted } = news;
  if (role === "current" || hasUnknown(role)) {
    const isMade = role === "current" && Object.keys(olds).length > 0;
    return { inputs: wanted, failures: [], events: isMade ? lateMintEvents(olds, news, context.today) : [] };
  }
  // `ignoreChanges: ["*"]` takes the role out, which no state keeps: the slot stays as it is.
  if (role === undefined && wanted.generation === olds.generation) return { inputs: { ...olds }, failures: [] };
  const none = { slot: wanted.slot, generation: "", serviceUserId: "", endDate: "", namePrefix: "" };
  if (role !== "previous") return { inputs: none, failures: [] };
  if (hasUnknown([wanted.generation, wanted.serviceUserId])) {
    return { inputs: { ...wanted, endDate: UNKNOWN }, failures: [] };
  }
  const isKept = text(olds, "generation") === wanted.generation && wanted.generation !== "";
  const moved = text(olds, "serviceUserId") !== wanted.serviceUserId;
  const endDate = parseDay(olds.endDate);
  const ended = endDate === undefined || endDate < context.today;
  if (!isKept || moved || ended) return { inputs: none, failures: [] };
  return { inputs: { ...wanted, endDate, namePrefix: text(olds, "namePrefix") }, failures: [] };
}

/**
 * Another generation, or none, is a replacement: the engine then removes the key that the slot held last of all, after the
 * consumers were updated. From current to previous nothing changes. So is a key that was made, but never seen to work:
 * its deletion may have been done although it failed, and no update can bring back a key that is gone.
 */
export function diffSlot(olds: Props, news: Props, { today }: { today: string }): DiffOutcome {
  const isUnproven = olds.unproven === true;
  const replaces = ["generation", "serviceUserId"].filter(
    (key) => text(olds, key) !== news[key] || (isUnproven && key === "generation"),
  );
  const moves = text(olds, "requestedEndDate", text(olds, "endDate")) !== news.endDate;
  return { changes: replaces.length > 0 || moves, replaces, events: slotEvents(olds, { replaces, today }) };
}

/** Reads settled inputs back with their types. */
export function slotInputs(props: Props): SlotInputs {
  return {
    slot: text(props, "slot"),
    generation: text(props, "generation"),
    serviceUserId: text(props, "serviceUserId"),
    endDate: text(props, "endDate"),
    namePrefix: text(props, "namePrefix", "key"),
  };
}
