/** What broken runs left on the server: service users with our mark and keys of ours that stand in no given state. */

import { type ApiKey, type DigiCertOneClient, isDeleted, type ServiceUser } from "../../client";
import { DigiCertOneError, isNotFoundError } from "../../errors";
import {
  cameWith,
  firstKeyOf,
  isAdoptedNonce,
  isGeneratedName,
  isVerifyMark,
  type Mark,
  parseMark,
} from "../../ownership";
import { keysOf } from "../tenant/keys";
import { isOfGivenStack, type Recorded } from "./recorded";

/** One thing that was found, and why it is not deleted, if it is not. */
export interface Leftover {
  readonly kind: "user" | "key";
  readonly id: string;
  readonly name: string;
  /** The service user a key belongs to. */
  readonly user?: { readonly id: string; readonly name: string };
  /** RFC 3339; absent where the server does not say. */
  readonly createdAt?: string;
  /** `<org>/<project>/<stack>/<name>` of the mark. */
  readonly owner?: string;
  /** How it was known as ours. */
  readonly why: string;
  /** Why `--delete` leaves it alone. */
  readonly keep?: string;
  /** The nonce a user carried when it was listed: one that carries another is somebody's again. */
  readonly nonce?: string;
}

/** What may be deleted. */
export interface SweepRules {
  readonly nowMs: number;
  readonly minAgeMs: number;
  /** Also objects of stacks whose state was not given. */
  readonly allStacks: boolean;
  /** The users that this command runs as. */
  readonly ownUserIds: ReadonlySet<string>;
  /** The installation that is swept, under its present and its former names. */
  readonly hosts: readonly string[];
  /** Only what `digicert-one verify` left. */
  readonly onlyVerify: boolean;
  /** Is given how many users have been looked at, for a person who waits. */
  readonly onUser?: (count: number) => void;
}

/** Looks at every service user that the key can see, and at its keys. */
export async function findLeftovers(
  client: Pick<DigiCertOneClient, "serviceUsers" | "apiKeys">,
  recorded: Recorded,
  rules: SweepRules,
): Promise<Leftover[]> {
  const found: Leftover[] = [];
  let users = 0;
  for await (const user of client.serviceUsers.list({ userType: "service" })) {
    if (user.userType !== undefined && user.userType !== "service") continue;
    rules.onUser?.(++users);
    const { mark } = parseMark(user.description ?? "");
    if (rules.onlyVerify && !(mark !== undefined && isVerifyMark(mark))) continue;
    const keys = await keysOf(client, user.id);
    if (keys === "gone") continue;
    // An adopted user that no state holds was released: it was there before Pulumi, and is its owner's again.
    const isLeft = mark !== undefined && !isAdoptedNonce(mark.nonce) && !recorded.texts.has(user.id);
    if (isLeft) found.push(userRow(user, mark, keys, recorded, rules));
    // The keys of a user that is left over go with it.
    else found.push(...(keys ?? []).flatMap((key) => keyRow(key, { user, mark, keys: keys ?? [] }, recorded, rules)));
  }
  return found;
}

function userRow(
  user: ServiceUser,
  mark: Mark,
  keys: ApiKey[] | undefined,
  recorded: Recorded,
  rules: SweepRules,
): Leftover {
  const keep =
    (rules.ownUserIds.has(user.id) ? "this command runs as it" : undefined) ??
    (keys === undefined ? "its keys are not found, so that nothing tells whether they are in use" : undefined) ??
    keysInUse(user, keys ?? [], recorded) ??
    keepByRules(user.createdAt, isProved(mark, recorded, rules), rules);
  return {
    kind: "user",
    id: user.id,
    name: user.nickname ?? "",
    ...(user.createdAt !== undefined && { createdAt: user.createdAt }),
    owner: mark.owner,
    why: `carries the mark of ${mark.owner}${keys === undefined || keys.length === 0 ? "" : `, holds ${counted(keys.length)}`}`,
    ...(keep !== undefined && { keep }),
    nonce: mark.nonce,
  };
}

/** Keys that somebody else relies on: recorded in a state, or alive and made by hand. */
function keysInUse(user: ServiceUser, keys: ApiKey[], recorded: Recorded): string | undefined {
  const recordedKeys = keys.filter((key) => recorded.texts.has(key.id));
  if (recordedKeys.length > 0) return `${counted(recordedKeys.length)} of it stand in a given state`;
  const foreign = keys.filter(
    (key) =>
      key.enabled !== false &&
      key.status?.toUpperCase() !== "EXPIRED" &&
      !isGeneratedName(key.name ?? "") &&
      key.id !== firstOf(user, keys)?.id,
  );
  return foreign.length === 0 ? undefined : `it holds ${counted(foreign.length)} in force that Pulumi did not make`;
}

/** The key that came with a user, where only one can be it. */
function firstOf(user: ServiceUser, keys: readonly ApiKey[]): ApiKey | undefined {
  const byHand = keys.filter((key) => !isGeneratedName(key.name ?? ""));
  return firstKeyOf(byHand, user.createdAt).first;
}

const counted = (count: number) => `${count} ${count === 1 ? "key" : "keys"}`;

/** A user as it was found, with all its keys. */
interface FoundUser {
  readonly user: ServiceUser;
  readonly mark: Mark | undefined;
  readonly keys: readonly ApiKey[];
}

function keyRow(key: ApiKey, { user, mark, keys }: FoundUser, recorded: Recorded, rules: SweepRules): Leftover[] {
  if (recorded.texts.has(key.id)) return [];
  const isFirst = mark !== undefined && !isAdoptedNonce(mark.nonce) && cameWith(key, user.createdAt);
  if (!isFirst && !isGeneratedName(key.name ?? "")) return [];
  const keep =
    // Which key of a user is the one in use is not known, so none of its keys is touched.
    (rules.ownUserIds.has(user.id) ? "it belongs to the user that this command runs as" : undefined) ??
    (isFirst && firstOf(user, keys) === undefined
      ? "another key of its user is as old: either may be in use"
      : undefined) ??
    // A user that stands in a given state is that stack's, whatever its mark says. A generated name names no stack.
    keepByRules(key.createdAt, recorded.texts.has(user.id) || isProved(mark, recorded, rules), rules);
  return [
    {
      kind: "key",
      id: key.id,
      name: key.name ?? "",
      user: { id: user.id, name: user.nickname ?? "" },
      ...(key.createdAt !== undefined && { createdAt: key.createdAt }),
      ...(mark !== undefined && { owner: mark.owner }),
      why: isFirst ? "came with a service user of ours" : "has a generated name",
      ...(keep !== undefined && { keep }),
    },
  ];
}

/** Whether a given state proves that a mark is of its stack, or the mark itself that it is of none; without a mark nothing does. */
const isProved = (mark: Mark | undefined, recorded: Recorded, { hosts }: SweepRules): boolean =>
  mark !== undefined && (isVerifyMark(mark) || isOfGivenStack(mark, recorded, hosts));

function keepByRules(createdAt: string | undefined, isOfGiven: boolean, rules: SweepRules): string | undefined {
  if (!isOfGiven && !rules.allStacks) {
    return "the state of its stack was not given, as far as the given ones can tell (--all-stacks deletes it nevertheless)";
  }
  const createdMs = Date.parse(createdAt ?? "");
  if (Number.isNaN(createdMs)) return "its age is not known";
  return rules.nowMs - createdMs < rules.minAgeMs ? "it is younger than --min-age" : undefined;
}

/** How the deletion of one went: `changed` means that it is somebody's again, and was left alone. */
export type Outcome = "deleted" | "gone" | "changed";

/**
 * Deletes one by its id, after a last look: hours may have passed since it was listed. The list showed that this key sees it;
 * of several keys nobody knows which of them did, and which of them does not find it now.
 */
export async function deleteLeftover(
  client: Pick<DigiCertOneClient, "serviceUsers" | "apiKeys">,
  leftover: Leftover,
  { severalKeys }: { readonly severalKeys: boolean },
): Promise<Outcome> {
  try {
    if (leftover.kind === "user") {
      const user = await client.serviceUsers.get(leftover.id);
      if (isDeleted(user)) return "gone";
      if (parseMark(user.description ?? "").mark?.nonce !== leftover.nonce) return "changed";
      if ((await client.serviceUsers.delete(leftover.id)) === "deleted") return "deleted";
    } else {
      const key = await client.apiKeys.get(leftover.id);
      if (isDeleted(key)) return "gone";
      if (key.name !== leftover.name) return "changed";
      if ((await client.apiKeys.delete(leftover.id)) === "deleted") return "deleted";
    }
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
  }
  if (!severalKeys) return "gone";
  throw new DigiCertOneError("One of several keys does not find it, which does not prove that it is gone.", {
    remedy: "Run with one key, of the account that it is in.",
  });
}
