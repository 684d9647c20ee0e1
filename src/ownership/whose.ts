/** Whose a live object is, and what its owner is called: values in, a value out. */
import { createHash } from "node:crypto";
import { type Mark, parseMark } from "./mark";

/** What a state or a program knows of its own mark; empty texts are unknown. */
export interface Claim {
  ownerHash: string;
  /** The hash that the state holds from before a rename or a new parent, which no write has followed yet. */
  formerHash?: string;
  nonce: string;
}

/** Whose an object is, by the mark that it carries now. */
export type Whose = "ours" | "same-resource-other-record" | "other" | "unmarked";

/**
 * Whose an object is. The nonce proves that this very record wrote the mark last, wherever it has moved since. The hash
 * proves that this resource of this stack wrote it: in a run that was not recorded, or from a second copy of the state.
 * The owner's text proves nothing: self-managed backends all call their organization `organization`.
 */
export function whose(claim: Claim, live: Mark | undefined): Whose {
  if (live === undefined) return "unmarked";
  if (claim.nonce !== "" && live.nonce === claim.nonce) return "ours";
  const hashes = [claim.ownerHash, claim.formerHash ?? ""].filter((hash) => hash !== "");
  if (live.hash !== undefined && hashes.includes(live.hash)) return "same-resource-other-record";
  return "other";
}

/** Whose an object is, by its description. */
export function whoseIs(claim: Claim, description: string | undefined): { whose: Whose; mark?: Mark } {
  const { mark } = parseMark(description ?? "");
  return { whose: whose(claim, mark), ...(mark && { mark }) };
}

/**
 * The hash in a mark: of the stack's identity and of what Pulumi itself holds unique in a stack, the types of the parents
 * and the name.
 * @param resource `<types of the parents and of the resource, joined by $>::<name>`, as in a URN
 */
export function ownerHash(stackId: string, resource: string): string {
  return createHash("sha256")
    .update(JSON.stringify([stackId, resource]))
    .digest("hex")
    .slice(0, 12);
}

/**
 * How messages and `adoptFrom` name the owner: by its text, and by its hash as well where the text is our own too.
 * @param ownText our own text; or what a refresh has put in its place, the exact name of an owner it saw
 */
export function ownerName(mark: Mark, ownText: string): string {
  return mark.owner === ownText.replace(/ #.*$/, "") ? exactName(mark) : mark.owner;
}

/** Whether an owner's text, or exact name, is of the same stack as another one. */
export function isOfSameStack(owner: string, other: string): boolean {
  const stackOf = (text: string): string => text.split("/").slice(0, 3).join("/");
  return stackOf(owner) === stackOf(other);
}

/** Whether `adoptFrom` names the owner. Our own text alone names nobody else. */
export function namesOwner(adoptFrom: string, mark: Mark, ownText: string): boolean {
  return adoptFrom === exactName(mark) || adoptFrom === ownerName(mark, ownText);
}

/** An owner's name that nobody else has. */
export function exactName(mark: Mark): string {
  return `${mark.owner} #${mark.hash ?? mark.nonce}`;
}
