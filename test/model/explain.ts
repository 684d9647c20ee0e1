/** Why a run may fail although nothing broke: refusals that the documentation promises. Each is predicted before the run. */
import { createHash } from "node:crypto";
import { plusDays } from "./days";
import { type Model, nicknameOf, ownIds, pairsOf, recordOfPart, recordOfUser, text } from "./model";
import type { DeclaredUser } from "./program";
import { readMark, type ServerState, type ServerUser } from "./server";
import type { Operation, RunOptions } from "./stage";

/** A refusal that may come, and the words in which it comes. */
export interface Refusal {
  readonly why: string;
  readonly words: RegExp;
}

const refusals = {
  taken: /is held by|already exists|is taken/,
  unseen:
    /is gone|There is no service user|was not changed: it is managed by|not found|holds no newest key|may not outlive/i,
  liveKeys: /still holds \d+ enabled API keys?/,
  ended: /in the past|days? ago|is after|ended|may not outlive|cannot be (changed|extended)|holds no newest key/,
  target: /not specified in --target list|could not be found in the stack|holds no newest key/,
  overlap: /triggers changed on .* until the overlap ends/,
} as const;

type Why = keyof typeof refusals;

export function predicted(
  model: Model,
  server: ServerState,
  operation: Operation,
  options: RunOptions = {},
): Refusal[] {
  const reads = options.refresh === true;
  const whys: Why[] = [];
  const declares = operation === "up" || operation === "preview";
  if (declares && model.program.some((user) => isTaken(model, server, user, options))) whys.push("taken");
  if (!reads && isBehind(model, server)) whys.push("unseen");
  if (wouldEndLiveKeys(model, server, operation, options)) whys.push("liveKeys");
  if (declares && hasEndedSomewhere(model)) whys.push("ended");
  if (options.target !== undefined) whys.push("target");
  if (declares && mayOverlap(model)) whys.push("overlap");
  if (reads && isManagedByOthers(model, server)) whys.push("unseen");
  return whys.map((why) => ({ why, words: refusals[why] }));
}

/** The errors for which there is no reason. */
export const unexplained = (errors: readonly string[], expected: readonly Refusal[]): string[] =>
  errors.filter((error) => !isNoise(error) && !expected.some(({ words }) => words.test(error)));

/** What the engines say beside the reason. */
const isNoise = (error: string): boolean =>
  /^(update|preview|destroy|refresh|resource|operation) (failed|has)/i.test(error.trim());

/** Whether a nickname that is to be taken has another holder, who may not be taken over as declared. */
function isTaken(model: Model, server: ServerState, user: DeclaredUser, { replace = [] }: RunOptions): boolean {
  const record = recordOfUser(model, user);
  const isMadeAnew = record !== undefined && replace.includes(record.urn);
  const wanted = nicknameOf(model, user).toLowerCase();
  const holder = server.users.find(
    (each) => each.friendly_name.toLowerCase() === wanted && (isMadeAnew || each.id !== record?.id),
  );
  if (holder === undefined) return false;
  const isUpdated = record !== undefined && !isMadeAnew && server.users.some(({ id }) => id === record.id);
  return isUpdated || !mayBeClaimed(model, user, holder);
}

function mayBeClaimed(model: Model, user: DeclaredUser, holder: ServerUser): boolean {
  const { owner, hash } = readMark(holder.description);
  if (hash !== undefined && hash === hashOf(model, user)) return true;
  if (user.onDuplicate !== "adopt") return false;
  if (owner !== undefined && owner !== user.adoptFrom) return false;
  return user.adoptChanges === true || isAlike(user, holder, model);
}

/** The hash in the mark of a user of this stack; none where the stack was destroyed, and with it its identity. */
function hashOf(model: Model, { name }: DeclaredUser): string | undefined {
  const identity = model.recorded.find(({ type, condemned }) => type.endsWith(":StackIdentity") && !condemned);
  if (identity === undefined) return undefined;
  const resource = `pulumi-nodejs:dynamic/digicert-one:ServiceUser::${name}`;
  return createHash("sha256")
    .update(JSON.stringify([identity.id, resource]))
    .digest("hex")
    .slice(0, 12);
}

/** Whether adopting would neither change what the user may do nor end it earlier; people here make users without roles. */
const isAlike = (user: DeclaredUser, holder: ServerUser, model: Model): boolean =>
  holder.roles.length === 0 &&
  user.roles.length === 0 &&
  holder.enabled === user.enabled &&
  !endsEarlier(user.endDate ?? (user.lifetimeDays && plusDays(model.today, user.lifetimeDays)), holder.end_date);

const endsEarlier = (declared: string | 0 | undefined, present: string | undefined): boolean =>
  present === undefined ? Boolean(declared) : !declared || declared < present;

/** Whether something is not as the state has it, and a run without a refresh cannot know. */
function isBehind(model: Model, server: ServerState): boolean {
  if (model.isBlind || model.unseen.size > 0) return true;
  const there = new Set([...server.users, ...server.keys].map(({ id }) => id));
  return model.lags && model.recorded.some(({ id, type }) => /:(ServiceUser|ApiKey)$/.test(type) && !there.has(id));
}

/** A user that is to go and holds keys in force that this stack did not make, or does not know. */
function wouldEndLiveKeys(model: Model, server: ServerState, operation: Operation, options: RunOptions): boolean {
  const own = ownIds(model.recorded);
  const holders = new Set(
    server.keys
      .filter(({ id, enabled, status }) => enabled && status === "ACTIVE" && !own.has(id))
      .map((key) => key.user_id),
  );
  const stays = new Set(
    operation === "destroy" || (options.replace ?? []).length > 0
      ? []
      : model.program.map((user) => recordOfUser(model, user)?.id),
  );
  return model.recorded.some(({ id, condemned }) => holders.has(id) && (condemned || !stays.has(id)));
}

function hasEndedSomewhere({ program, recorded, today }: Model): boolean {
  const ends = [
    ...program.flatMap((user) => [user.endDate, ...user.keys.map((key) => key.endDate)]),
    ...recorded.map((each) => text(each, "endDate") || undefined),
  ];
  return ends.some((end) => end !== undefined && end < today);
}

/** `triggers` changed while the key before the newest one may still be in use. */
function mayOverlap(model: Model): boolean {
  return pairsOf(model.program).some(({ pair }) => {
    const schedule = recordOfPart(model, pair, "schedule");
    if (schedule?.outputs.hasPrevious !== true) return false;
    const { trigger } = (schedule.outputs.triggers ?? {}) as { trigger?: number };
    return trigger !== pair.trigger && model.today < plusDays(text(schedule, "issuedOn"), pair.overlapDays);
  });
}

/** A user of ours that another stack has put its mark on. */
const isManagedByOthers = (model: Model, server: ServerState): boolean =>
  server.users.some((user) => {
    const { owner } = readMark(user.description);
    return owner !== undefined && !owner.startsWith("organization/model/") && model.known.has(user.id);
  });
