/**
 * Whose a service user is, behind a host that knows neither the organization nor an identity of the stack.
 *
 * Behind the dynamic host the program names the owner and makes the stack's identity. Here the owner is read from the URN, and
 * the identity is the id that the engine gave the provider resource: random, recorded before the first user, and unknown in
 * the preview that makes it. A user that has moved from the other host keeps the mark that it has. Pure.
 */
import { typeToken } from "../fields/kinds";
import type { UrnParts } from "../fields/urn";
import { ownerHash } from "../ownership";
import { hasUnknown, PLACE, type Props, text, UNKNOWN } from "../provider/host/state";

/** What every self-managed backend calls its organization; no request names another. */
const ORGANIZATION = "organization";

/** A mark's own brackets and separators must not occur in its text. */
const plainText = (part: string): string => part.replace(/[()#\s]/g, "_");

/** Who manages a user, for people: `organization/<project>/<stack>/<name>`, or the same of another organization as recorded. */
function ownerOf({ project, stack, name }: UrnParts, recorded: string): string {
  const [organization = "", ...others] = recorded.split("/");
  const own = [project, stack, name].map(plainText);
  // A parent's name may stand before the user's: the URN does not hold it.
  const isSame = others[0] === own[0] && others[1] === own[1] && recorded.endsWith(`/${own[2]}`);
  return isSame && organization !== "" ? recorded : [ORGANIZATION, ...own].join("/");
}

/**
 * The inputs of a user that only the host knows.
 * @param olds the old inputs; of a user that a replacement makes anew there are none
 * @param identity the id of the provider resource; undefined where the engine does not send it
 */
export function ownershipOf(urn: UrnParts, olds: Props, identity: string | undefined): Props {
  const place = placeOf(urn);
  return {
    owner: ownerOf(urn, text(olds, "owner")),
    ownerHash: keptHash(olds, place) ?? hashOf(place, identity),
    [PLACE]: place,
  };
}

/** The hash in state stays, under another version of the provider too, until the user has another place in its stack. */
function keptHash(olds: Props, place: string): string | undefined {
  const hash = text(olds, "ownerHash");
  return hash === "" || hasUnknown(hash) || text(olds, PLACE, place) !== place ? undefined : hash;
}

function hashOf(place: string, identity: string | undefined): string {
  if (identity === undefined) return "";
  return hasUnknown(identity) ? UNKNOWN : ownerHash(identity, place);
}

/** As the other host spells it, so that both make the same hash of one identity. */
const placeOf = ({ types, type, name }: UrnParts): string =>
  `${types.slice(0, types.length - type.length)}${typeToken("ServiceUser")}::${name}`;
