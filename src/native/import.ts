/** What `pulumi import` and the `import` option read: a service user that somebody else made, as one that this stack manages. */
import type { ServiceUser } from "../client/reading/types";
import { DigiCertOneError } from "../errors";
import type { Kind } from "../fields/kinds";
import { serviceUserFields } from "../fields/service-user";
import { adoptedNonce, isAdoptedNonce, newNonce, ownerName, whoseIs } from "../ownership";
import { type Props, text } from "../provider/host/state";

/** Why other kinds cannot be imported, and what to do instead. */
const refusals: Partial<Record<Kind, readonly [why: string, remedy: string]>> = {
  ApiKey: [
    "An API key cannot be imported: DigiCert ONE shows its value once, when it is made.",
    "Declare a new ApiKey for the same user, hand it to what uses the old one, then delete that one in DigiCert ONE.",
  ],
  RotationSchedule: ["A part of a RotatingApiKey cannot be imported: it lives in state alone.", "Declare the pair."],
  ApiKeySlot: [
    "A part of a RotatingApiKey cannot be imported: DigiCert ONE shows the value of a key once, when it is made.",
    "Declare the pair, hand it to what uses the old key, then delete that one in DigiCert ONE.",
  ],
  ApiKeyRetirement: ["A part of a RotatingApiKey cannot be imported: it lives in state alone.", "Declare the pair."],
};

/** Refuses the kinds that cannot be imported. */
export function requireImportable(kind: Kind): void {
  const refusal = refusals[kind];
  if (refusal === undefined) return;
  const [why, remedy] = refusal;
  throw new DigiCertOneError(why, { remedy });
}

/**
 * The state of an imported user. It counts as adopted, so that destroying leaves it there unless the program says otherwise. Its
 * mark is written with the first update: reading changes nothing.
 * @param user as the server shows it now, its mark included
 * @param read its state as of a read that manages nothing
 * @param own owner, hash and place as check will settle them
 */
export function importedUser(user: ServiceUser, read: Props, own: Props): { props: Props; inputs: Props } {
  const owner = text(own, "owner");
  const { whose, mark } = whoseIs({ ownerHash: text(own, "ownerHash"), nonce: "" }, user.description);
  if (whose === "other" && mark !== undefined) {
    const name = ownerName(mark, owner);
    throw new DigiCertOneError(`${user.id} cannot be imported: it is managed by ${name}.`, {
      remedy:
        "Remove it from that stack's program and state first (`pulumi state delete`). Then declare it here with " +
        `adoptId: "${user.id}" and adoptFrom: "${name}" instead of importing it.`,
    });
  }
  // Our own mark: a state was lost, and what the mark says still holds.
  const nonce = mark?.nonce ?? adoptedNonce(newNonce());
  const { __place: _place, ...stored } = own;
  return {
    props: { ...read, ...stored, nonce, adopted: isAdoptedNonce(nonce) },
    inputs: { ...declared(read), ...own },
  };
}

/** The arguments that a program has to write. No default is among them, for no state holds one: the code that is made of them says nothing twice. */
function declared(props: Props): Props {
  const written = Object.entries(serviceUserFields).filter(
    ([name, { inputs }]) => inputs === "always" && props[name] !== undefined && props[name] !== "",
  );
  return Object.fromEntries(written.map(([name]) => [name, props[name]]));
}
