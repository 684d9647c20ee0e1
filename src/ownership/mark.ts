/**
 * The owner's mark at the end of a user's description: who manages it, and the nonce that fences it.
 *
 * A mark such as `(pulumi: acme/payments/prod/ci-signing #3f0c….k3v9…)` lets another stack see that the user is taken,
 * lets us find a create whose response was lost, and lets a delete see that the user has since been taken over
 * (on the real engine `up --replace` creates, which takes the same user back, and only then deletes the old id).
 */
import { randomBytes } from "node:crypto";

/** Who manages a service user. */
export interface Mark {
  /** `<org>/<project>/<stack>/<name>`: for people, and never unique. */
  owner: string;
  /** Which resource of which stack, in 12 hexadecimal digits; marks written by versions before it have none. */
  hash?: string;
  nonce: string;
}

const MARK = /\s*\(pulumi: ([^()]*?) #(?:([0-9a-f]{12})\.)?([a-z0-9]+)\)\s*$/;

/** In front of the nonce of a user that was adopted; no hexadecimal digit. */
const ADOPTED = "x";

/** A nonce nobody else draws: 80 bits. */
export function newNonce(): string {
  return randomBytes(10).toString("hex");
}

/**
 * The nonce of a user that was there before us. Said in the mark, because a run that breaks between the adoption and
 * its record leaves no other proof: the next run would take the user for its own making, and delete it one day.
 */
export function adoptedNonce(nonce: string): string {
  return isAdoptedNonce(nonce) ? nonce : `${ADOPTED}${nonce}`;
}

/** Whether a nonce stands on a user that was adopted. */
export function isAdoptedNonce(nonce: string): boolean {
  return nonce.startsWith(ADOPTED);
}

/** The nonce of the next write: drawn anew, so that a second copy of a state is noticed when it writes. */
export function nextNonce(before: string): string {
  return isAdoptedNonce(before) ? adoptedNonce(newNonce()) : newNonce();
}

/** The description as sent: the user's own text, then the mark. */
export function withMark(description: string, mark: Mark): string {
  const identity = mark.hash === undefined ? mark.nonce : `${mark.hash}.${mark.nonce}`;
  const suffix = `(pulumi: ${mark.owner} #${identity})`;
  return description === "" ? suffix : `${description} ${suffix}`;
}

/** Takes a description apart again. */
export function parseMark(description: string): { description: string; mark?: Mark } {
  const match = MARK.exec(description);
  const [, owner, hash, nonce] = match ?? [];
  if (!match || owner === undefined || nonce === undefined) return { description };
  return {
    description: description.slice(0, match.index),
    mark: { owner, ...(hash !== undefined && { hash }), nonce },
  };
}
