/** How each step of the handlers comes to run, and how everything stands in the end. */
import type { Fault as EmulatorFault } from "../../../src/emulator";
import type { StepName } from "../../../src/provider/host/steps";
import { makeUser } from "../../emulator/harness";
import type { Spec } from "./program";
import type { CrashWorld } from "./world";

/** What a run declares, and on which day it runs. */
export interface Turn {
  readonly spec: Spec;
  readonly day?: string;
}

/** A way to one step. */
export interface Scenario {
  readonly step: StepName;
  /** Beside the step's name, where several ways lead to it. */
  readonly when?: string;
  /** The runs before, all in good order. */
  readonly before?: readonly Turn[];
  /** What happens after those and before the run that breaks. */
  arrange?(world: CrashWorld): Promise<unknown>;
  /** The run that breaks, and is repeated. */
  readonly run: Turn;
  /** Faults without which the run does not come to the step; they are over with it. */
  readonly also?: readonly EmulatorFault[];
  /** The engine is dead from this step on: without that the run does not come to the one that breaks. */
  readonly engineDiesAt?: StepName;
  /** The request that breaks, where it is not the step's own. */
  readonly request?: { readonly method: string; readonly path: string };
  /** How the objects stand in the end: those in state, and those that were let go. */
  readonly end: { readonly users: readonly Fields[]; readonly keys: readonly Fields[] };
  /** What was taken over from somebody else, and is known as that ever after. */
  readonly adopts?: boolean;
  /** The run fails even if nothing else breaks. */
  readonly failsAnyway?: boolean;
  /** What is left over on purpose: disabled instead of deleted, it stands in no state. */
  readonly letsGo?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export const DAY = "2026-12-01";
/** Of the pair below: when it rotates, and when the overlap that then begins is over. */
const ROTATION = "2027-01-30";
const RETIREMENT = "2027-02-06";

const user = (args: Fields = {}): Fields => ({
  nickname: "ci",
  description: "Signs releases",
  email: "team@example.com",
  endDate: "2029-12-31",
  ...args,
});
const key = (args: Fields = {}): Fields => ({ lifetimeDays: 90, rotateBeforeDays: 30, ...args });
const pair = (args: Fields = {}): Fields => ({ lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7, ...args });

const theUser = { friendly_name: "ci", enabled: true, end_date: "2029-12-31", email: "team@example.com" };
const theKey = { enabled: true, end_date: "2027-03-01" };
const users = [theUser];
const off = { enabled: false };
const lostPost: EmulatorFault = { match: { method: "POST", path: "/user", nth: 1 }, kind: "drop-after" };
const lostMint: EmulatorFault = { match: { method: "POST", path: "/api-access-token", nth: 1 }, kind: "drop-after" };
const refused: EmulatorFault = { match: { method: "GET", path: "/user/me" }, kind: "status", status: 401 };
const withKey: Turn = { spec: { user: user(), key: key() } };
const withPair: Turn = { spec: { user: user(), pair: pair() } };
const rotated: Turn = { ...withPair, day: ROTATION };
const second = { enabled: true, end_date: "2027-04-30" };

const ofUsers: readonly Scenario[] = [
  { step: "post the user", run: { spec: { user: user() } }, end: { users, keys: [] } },
  {
    step: "adopt the user",
    arrange: ({ emulator }) => makeUser(emulator, { friendly_name: "CI", end_date: "2029-12-31" }),
    run: { spec: { user: user({ onDuplicate: "adopt" }) } },
    adopts: true,
    // The key of an adopted user is not ours, and stays.
    end: { users, keys: [{ enabled: true }] },
  },
  {
    step: "take the user back",
    before: [{ spec: { user: user({ email: "before@example.com" }) } }],
    arrange: (world) => world.forget(),
    run: { spec: { user: user() } },
    end: { users, keys: [] },
  },
  {
    step: "delete the lost initial key",
    also: [lostPost],
    run: { spec: { user: user() } },
    end: { users, keys: [] },
  },
  { step: "delete the initial key", run: { spec: { user: user() } }, end: { users, keys: [] } },
  {
    step: "move the end of the initial key",
    before: [{ spec: { user: user({ initialKey: "keep", endDate: "2029-06-30" }) } }],
    run: { spec: { user: user({ initialKey: "keep" }) } },
    end: { users, keys: [{ enabled: true, end_date: "2029-12-31" }] },
  },
  {
    step: "make the initial key again",
    also: [lostPost],
    run: { spec: { user: user({ initialKey: "keep" }) } },
    end: { users, keys: [{ enabled: true }] },
  },
  {
    step: "disable the user",
    run: { spec: { user: user({ enabled: false }) } },
    end: { users: [{ ...theUser, ...off }], keys: [] },
  },
  {
    step: "enable the user",
    before: [{ spec: { user: user({ enabled: false }) } }],
    run: { spec: { user: user() } },
    end: { users, keys: [] },
  },
  {
    step: "undo the user",
    engineDiesAt: "post the user",
    run: { spec: { user: user() } },
    end: { users, keys: [] },
  },
  {
    step: "update the user",
    before: [{ spec: { user: user({ endDate: "2029-06-30" }) } }],
    run: { spec: { user: user() } },
    end: { users, keys: [] },
  },
  { step: "delete the user", before: [{ spec: { user: user() } }], run: { spec: {} }, end: { users: [], keys: [] } },
  {
    step: "disable the user instead of deleting it",
    before: [{ spec: { user: user({ onDestroy: "disable" }) } }],
    run: { spec: {} },
    letsGo: true,
    end: { users: [{ ...theUser, ...off }], keys: [] },
  },
];

const ofKeys: readonly Scenario[] = [
  { step: "mint the key", before: [{ spec: { user: user() } }], run: withKey, end: { users, keys: [theKey] } },
  { step: "see the key work", before: [{ spec: { user: user() } }], run: withKey, end: { users, keys: [theKey] } },
  {
    step: "disable the new key",
    before: [{ spec: { user: user() } }],
    run: { spec: { user: user(), key: key(off) } },
    end: { users, keys: [{ ...theKey, ...off }] },
  },
  {
    step: "undo the key",
    when: "the engine died",
    before: [{ spec: { user: user() } }],
    engineDiesAt: "mint the key",
    run: withKey,
    end: { users, keys: [theKey] },
  },
  {
    step: "undo the key",
    when: "it never worked",
    before: [{ spec: { user: user() } }],
    also: [refused],
    failsAnyway: true,
    run: withKey,
    end: { users, keys: [theKey] },
  },
  {
    step: "update the key",
    before: [{ spec: { user: user(), key: key({ lifetimeDays: 60 }) } }],
    run: withKey,
    end: { users, keys: [theKey] },
  },
  { step: "delete the key", before: [withKey], run: { spec: { user: user() } }, end: { users, keys: [] } },
  {
    step: "delete the key",
    when: "a rotation replaced it",
    before: [withKey],
    run: { spec: { user: user(), key: key({ triggers: { reason: "leaked" } }) } },
    end: { users, keys: [theKey] },
  },
  {
    step: "disable the key instead of deleting it",
    before: [{ spec: { user: user(), key: key({ onDestroy: "disable" }) } }],
    run: { spec: { user: user() } },
    letsGo: true,
    end: { users, keys: [{ ...theKey, ...off }] },
  },
];

const ofPairs: readonly Scenario[] = [
  { step: "mint the slot's key", before: [{ spec: { user: user() } }], run: withPair, end: { users, keys: [theKey] } },
  {
    step: "mint the slot's key",
    when: "in a rotation",
    before: [withPair],
    run: rotated,
    end: { users, keys: [theKey, second] },
  },
  {
    step: "see the slot's key work",
    before: [{ spec: { user: user() } }],
    run: withPair,
    end: { users, keys: [theKey] },
  },
  {
    step: "undo the slot's key",
    when: "the engine died",
    before: [{ spec: { user: user() } }],
    engineDiesAt: "mint the slot's key",
    run: withPair,
    end: { users, keys: [theKey] },
  },
  {
    step: "undo the slot's key",
    when: "it never worked",
    before: [{ spec: { user: user() } }],
    also: [refused],
    failsAnyway: true,
    run: withPair,
    end: { users, keys: [theKey] },
  },
  {
    step: "move the end of the slot's key",
    before: [{ spec: { user: user(), pair: pair({ lifetimeDays: 80 }) } }],
    run: withPair,
    end: { users, keys: [theKey] },
  },
  { step: "delete the slot's key", before: [withPair], run: { spec: { user: user() } }, end: { users, keys: [] } },
  {
    step: "delete the slot's key",
    when: "it was revoked",
    before: [withPair],
    run: { spec: { user: user(), pair: pair({ revoke: { reason: "leaked" } }) } },
    end: { users, keys: [theKey] },
  },
  {
    step: "disable the previous key",
    before: [withPair, rotated],
    run: { ...withPair, day: RETIREMENT },
    end: { users, keys: [{ ...theKey, ...off }, second] },
  },
  {
    step: "enable the previous key",
    before: [withPair, rotated, { ...withPair, day: RETIREMENT }],
    run: { spec: { user: user(), pair: pair({ use: "previous" }) }, day: RETIREMENT },
    end: { users, keys: [theKey, second] },
  },
];

/** A create looks for what its lost answer made, and deletes that key: a request of the client's own within a step. */
const deleteLost = { method: "DELETE", path: "/api-access-token/*" } as const;
const withinCreates: readonly Scenario[] = [
  {
    step: "mint the key",
    when: "and delete the one whose answer was lost",
    before: [{ spec: { user: user() } }],
    also: [lostMint],
    request: deleteLost,
    run: withKey,
    end: { users, keys: [theKey] },
  },
  {
    step: "mint the slot's key",
    when: "and delete the one whose answer was lost",
    before: [{ spec: { user: user() } }],
    also: [lostMint],
    request: deleteLost,
    run: withPair,
    end: { users, keys: [theKey] },
  },
];

/** What a scenario is called. */
export const titleOf = ({ step, when }: Scenario): string => (when === undefined ? step : `${step} (${when})`);

export const scenarios: readonly Scenario[] = [...ofUsers, ...ofKeys, ...ofPairs, ...withinCreates];
