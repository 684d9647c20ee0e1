/** The users and keys of given states by their ids in DigiCert ONE. */
import { planFacts, type StateResource } from "../plan";
import type { Recorded } from "./types";

/**
 * What a state knows of each user and key. Throws a `RangeError` when that cannot be read.
 * @param resources of one state: in two of them one URN may name two users
 */
export function recordedIn(resources: readonly StateResource[], today: string): Recorded[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return planFacts(resources, today).flatMap((facts): Recorded[] => {
    if (facts.isUnmade === true) return []; // there is no such key yet
    if (facts.role === "initial") return [{ id: facts.label ?? "", facts }];
    const resource = facts.kind === "RotatingApiKey" ? slotOf(facts, resources) : byUrn.get(facts.urn);
    if (resource === undefined) return [];
    const { owner, nonce } = resource.outputs;
    const mark = facts.kind === "ServiceUser" ? { owner: textOf(owner), nonce: textOf(nonce) } : {};
    return [{ id: resource.id, facts, ...mark }];
  });
}

/** The slot of a pair that holds the key of this name. */
const slotOf = ({ urn, label }: Recorded["facts"], resources: readonly StateResource[]) =>
  resources.find(({ parent, outputs }) => parent === urn && label !== undefined && outputs.name === label);

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
