/**
 * When something counts as gone: a not-found of the API, and proof that this process sees the place where it lived; or the
 * status DELETED, which says so by itself. Everything else fails: state must not forget what may be alive. What proves it
 * for a user and for a key stands in `service-user/gone.ts` and `key/gone.ts`, once for each kind.
 */
import { isDeleted } from "../../client";
import { type ApiError, DigiCertOneError, isApiError, isNotFoundError } from "../../errors";
import { emulatorHint, type Named } from "./place";
import type { Proof } from "./proof";

/** What a read returns; undefined where the object is not found or deleted. For what no state holds: no proof is needed. */
export async function readIfFound<T extends { status?: string }>(read: Promise<T>): Promise<T | undefined> {
  return orGone(read, () => Promise.resolve());
}

/** What a read returns; undefined where it is deleted, or not found and `prove` does not object. */
export async function orGone<T extends { status?: string }>(
  read: Promise<T>,
  prove: (refusal: ApiError) => Promise<void>,
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

/** The error for what was not found and is not proved to be gone. */
export function unverified(
  { kind, id }: Named,
  refusal: ApiError | string,
  doubt: string,
  proof: Proof,
): DigiCertOneError {
  const request = isApiError(refusal)
    ? `${refusal.method ?? ""} ${refusal.path ?? ""} ${refusal.status} ${refusal.code}`.trim()
    : refusal;
  return new DigiCertOneError(
    `The ${kind} ${id} was not found, which does not prove that it is gone: ${proof.host} was asked (${request}) with ${proof.keys}, and ${doubt.replace(/\.$/, "")}. State keeps it.${emulatorHint(proof.host)}`,
    {
      remedy:
        "Run with a key that sees its account. If it really is gone (a restored or copied state may name what a later run removed), " +
        "remove the resource from state with `pulumi state delete`.",
      ...(isApiError(refusal) && { cause: refusal }),
    },
  );
}

/** What a not-found may mean as well. */
const OLD_STATE =
  "If this state was restored or copied, a later run may have replaced it: see `digicert-one sweep` for what is in no state.";

/** Says at a read that the object leaves the state. */
export function reportGone({ notice, proof }: { notice(message: string): void; proof: Proof }): void {
  notice(
    `is gone at ${proof.host}, and leaves the state. The next update makes anew what the program still needs. ${OLD_STATE}`,
  );
}

/** The object of an update is gone, which is proved. */
export class GoneError extends DigiCertOneError {}

/** The error of an update whose object is gone. */
export function goneError(what: string, { is }: { is: "key" | "user" }): GoneError {
  const then =
    is === "key" ? "drops the key from state and makes a new one" : "drops the user from state and makes it again";
  return new GoneError(`${what} is gone.`, { remedy: `Run \`pulumi up --refresh\`: it ${then}. ${OLD_STATE}` });
}
