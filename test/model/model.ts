/** What the model knows: the program, what people did, what broke. Plain data, and questions about it. */
import { type DeclaredKey, type DeclaredPair, type DeclaredUser, type Program, partUrn, STACK, urnOf } from "./program";
import type { ServerUser } from "./server";
import { FIRST_DAY, type Recorded } from "./stage";

export interface Model {
  program: Program;
  today: string;
  /** What the state holds. */
  recorded: readonly Recorded[];
  /** Everything that was ever in state, by id, as it last stood there. */
  readonly known: Map<string, Recorded>;
  /** Users that people made, as they left them. */
  readonly foreignUsers: Map<string, ServerUser>;
  /** Keys that people made: the user of each. */
  readonly foreignKeys: Map<string, string>;
  /** Users whose end people moved: one that is further away than a lifetime stays. */
  readonly movedEnds: Set<string>;
  /** Ids of ours that people changed since the last refresh: an `up` without one cannot know. */
  readonly unseen: Set<string>;
  /** Objects of ours that stand in no state, and for which there is a reason. */
  readonly excused: Set<string>;
  /** A run broke, and no later one has gone through since: the state may lag behind the server. */
  lags: boolean;
  /** The program changed while the state lagged behind: only a refresh can tell what is there. */
  isBlind: boolean;
  /** Whether faults are set. */
  hasFaults: boolean;
  /** Makes names that were never used. */
  serial: number;
}

export function newModel(program: Program): Model {
  return {
    program,
    today: FIRST_DAY,
    recorded: [],
    known: new Map(),
    foreignUsers: new Map(),
    foreignKeys: new Map(),
    movedEnds: new Set(),
    unseen: new Set(),
    excused: new Set(),
    lags: false,
    isBlind: false,
    hasFaults: false,
    serial: 0,
  };
}

/** The record at a urn, if it is not on its way out. */
export const recordAt = (model: Model, urn: string): Recorded | undefined =>
  model.recorded.find((each) => each.urn === urn && !each.condemned);

/** The record of a declared resource: under its name, or under the one it had before. */
const recordOf = (model: Model, type: string, { name, alias }: { name: string; alias?: string }) =>
  recordAt(model, urnOf(type, name)) ?? (alias === undefined ? undefined : recordAt(model, urnOf(type, alias)));

export const recordOfUser = (model: Model, user: DeclaredUser) => recordOf(model, "ServiceUser", user);
export const recordOfKey = (model: Model, key: DeclaredKey) => recordOf(model, "ApiKey", key);
export const recordOfPart = (model: Model, { name }: DeclaredPair, part: "schedule" | "a" | "b" | "retirement") => {
  const type = part === "schedule" ? "RotationSchedule" : part === "retirement" ? "ApiKeyRetirement" : "ApiKeySlot";
  return recordAt(model, partUrn(type, `${name}-${part}`));
};

/** Keys of a program, each with its user. */
export const keysOf = (program: Program): { user: DeclaredUser; key: DeclaredKey }[] =>
  program.flatMap((user) => user.keys.map((key) => ({ user, key })));

/** Pairs of a program, each with its user. */
export const pairsOf = (program: Program): { user: DeclaredUser; pair: DeclaredPair }[] =>
  program.flatMap((user) => (user.pair === undefined ? [] : [{ user, pair: user.pair }]));

/** One of a list by any number; undefined where it is empty. */
export const pick = <T>(list: readonly T[], number: number): T | undefined => list[number % Math.max(1, list.length)];

/** Another program from now on. */
export function setProgram(model: Model, program: Program): void {
  model.program = program;
  if (model.lags) model.isBlind = true;
}

/** The same program, but for one user. */
export function changeUser(model: Model, name: string, change: (user: DeclaredUser) => DeclaredUser): void {
  setProgram(
    model,
    model.program.map((user) => (user.name === name ? change(user) : user)),
  );
}

/** The same program, but for one key. */
export function changeKey(model: Model, name: string, change: (key: DeclaredKey) => DeclaredKey): void {
  setProgram(
    model,
    model.program.map((user) => ({ ...user, keys: user.keys.map((key) => (key.name === name ? change(key) : key)) })),
  );
}

export const text = (record: Recorded | undefined, property: string): string => {
  const value = record?.outputs[property];
  return typeof value === "string" ? value : "";
};

/** The nickname a user is to have: declared, carried from the run that made it, or made of its name. */
export function nicknameOf(model: Model, user: DeclaredUser): string {
  const carried = recordOfUser(model, user)?.inputs.autoNickname;
  return user.nickname ?? (typeof carried === "string" ? carried : `${user.name}-${STACK}`);
}

/** Every id that a state speaks of as its own. */
export function ownIds(recorded: readonly Recorded[]): Set<string> {
  return new Set(recorded.flatMap((each) => [each.id, text(each, "initialApiKeyId")]).filter((id) => id !== ""));
}
