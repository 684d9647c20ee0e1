/**
 * When a user or a key counts as gone: a not-found of the API, and proof that this process sees the place where it lived; or
 * the status DELETED, which says so by itself. Everything else fails: state must not forget what may be alive. Every
 * handler asks here, and nowhere else.
 */
import { type ApiKey, isDeleted, type ServiceUser } from "../../client";
import { type ApiError, DigiCertOneError, isApiError, isNotFoundError } from "../../errors";
import type { ApplyContext } from "../host/host";
import type { StepName } from "../host/steps";
import { messageOf } from "../host/undo";

/** A user as state knows it. */
export interface UserRef {
  readonly id: string;
  readonly accountIds: readonly string[];
}

/** A key as state knows it; the account is empty in states from before it was kept. */
export interface KeyRef {
  readonly id: string;
  readonly userId: string;
  readonly accountId: string;
}

/** A key of a user, as the user's state knows it. */
export const keyOfUser = (id: string, user: UserRef): KeyRef => ({
  id,
  userId: user.id,
  accountId: user.accountIds[0] ?? "",
});

/** What a read answers; undefined where the object is not found or deleted. For what no state holds: no proof is needed. */
export async function readIfFound<T extends { status?: string }>(read: Promise<T>): Promise<T | undefined> {
  return orGone(read, () => Promise.resolve());
}

/** The user of a state; undefined once it is proved to be gone. */
export function getUserOrGone(user: UserRef, context: ApplyContext): Promise<ServiceUser | undefined> {
  return orGone(context.client.serviceUsers.get(user.id), (said) => proveUserGone(user, said, context));
}

/**
 * The key of a state; undefined once it is proved to be gone.
 * @param read how it is asked for; by default alone
 */
export function getKeyOrGone(
  key: KeyRef,
  context: ApplyContext,
  read: Promise<ApiKey> = context.client.apiKeys.get(key.id),
): Promise<ApiKey | undefined> {
  return orGone(read, (said) => proveKeyGone(key, said, context));
}

async function orGone<T extends { status?: string }>(
  read: Promise<T>,
  prove: (said: ApiError) => Promise<void>,
): Promise<T | undefined> {
  try {
    const found = await read;
    return isDeleted(found) ? undefined : found;
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
    await prove(error);
    return undefined;
  }
}

/** Deletes a user; one that is not found must be proved to be gone. */
export async function deleteUser(step: StepName, user: UserRef, context: ApplyContext): Promise<void> {
  const result = await context.step(step).serviceUsers.delete(user.id);
  if (result !== "deleted") await proveUserGone(user, `DELETE /user/${user.id}`, context);
}

/** Deletes a key; one that is not found must be proved to be gone. */
export async function deleteKey(step: StepName, key: KeyRef, context: ApplyContext): Promise<void> {
  const result = await context.step(step).apiKeys.delete(key.id);
  if (result !== "deleted") await proveKeyGone(key, `DELETE /api-access-token/${key.id}`, context);
}

/** Fails unless a user that was not found is gone. */
export async function proveUserGone(user: UserRef, said: ApiError | string, context: ApplyContext): Promise<void> {
  const doubt = await context.proof.doubtOf(user.accountIds);
  if (doubt !== undefined) throw unverified("service user", user.id, said, doubt, context);
}

/**
 * Fails unless a key that was not found is gone. Whoever sees its user sees its keys; where the user is not found either,
 * the account counts in which the key was minted.
 */
export async function proveKeyGone(key: KeyRef, said: ApiError | string, context: ApplyContext): Promise<void> {
  const { proof } = context;
  const seesUser = await proof.sees(key.userId).catch((error: unknown) => {
    throw unverified("API key", key.id, said, `its user could not be asked for: ${messageOf(error)}`, context);
  });
  if (seesUser && !proof.severalKeys) return;
  const stored = key.accountId === "" ? [] : [key.accountId];
  const doubt = await proof.doubtOf(seesUser ? proof.accountsOf(key.userId) : stored);
  if (doubt !== undefined) throw unverified("API key", key.id, said, doubt, context);
}

function unverified(
  kind: string,
  id: string,
  said: ApiError | string,
  doubt: string,
  { proof }: ApplyContext,
): DigiCertOneError {
  const request = isApiError(said)
    ? `${said.method ?? ""} ${said.path ?? ""} ${said.status} ${said.code}`.trim()
    : said;
  return new DigiCertOneError(
    `The ${kind} ${id} was not found, which does not prove that it is gone: ${proof.host} was asked (${request}) with ${proof.keys}, and ${doubt.replace(/\.$/, "")}. State keeps it.`,
    {
      remedy:
        "Run with a key that sees its account. If it really is gone (a restored or copied state may name what a later run removed), " +
        "remove the resource from state with `pulumi state delete`.",
      ...(isApiError(said) && { cause: said }),
    },
  );
}

/** What a not-found may mean as well. */
const OLD_STATE =
  "If this state was restored or copied, a later run may have replaced it: see `digicert-one sweep` for what is in no state.";

/** Says at a read that the object leaves the state. */
export function sayGone({ notice, proof }: ApplyContext): void {
  notice(`is gone at ${proof.host}, and leaves the state. ${OLD_STATE}`);
}

/** The error of an update whose object is gone. */
export function goneError(what: string, { is }: { is: "key" | "user" }): DigiCertOneError {
  const then =
    is === "key" ? "drops the key from state and makes a new one" : "drops the user from state and makes it again";
  return new DigiCertOneError(`${what} is gone.`, { remedy: `Run \`pulumi up --refresh\`: it ${then}. ${OLD_STATE}` });
}
