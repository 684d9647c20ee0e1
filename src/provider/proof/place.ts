/** Where an object lives, and where the provider is set to. Pure: what is compared here is compared before any call. */
import type { Place } from "../../client";
import { isLoopbackHost } from "../../client/settings/place";
import { DigiCertOneError } from "../../errors";

/** An object as messages name it: its kind and its id, which are no secret. */
export interface Named {
  readonly kind: string;
  readonly id: string;
}

/** Whether what a state says of its host is the configured installation; a state that says nothing is of any. */
export function isSamePlace(stored: string, place: Place): boolean {
  return stored === "" || stored === place.host || place.formerHosts.includes(stored);
}

/** What to know of an address on this machine; empty for any other. */
export function emulatorHint(host: string): string {
  return isLoopbackHost(host)
    ? " An emulator that was started again has forgotten what it held: begin with a new stack."
    : "";
}

/** Refuses an object of another installation: nothing that is asked here says anything about it. */
export function requireSamePlace(stored: string, place: Place, { kind, id }: Named): void {
  if (isSamePlace(stored, place)) return;
  throw new DigiCertOneError(
    `The ${kind} ${id} lives at ${stored}, but the provider is set to ${place.host}. No call was made.${emulatorHint(stored)}`,
    {
      remedy:
        "Put the old settings back (baseUrl, region, environment); or, if this is the same installation under a new name, list the " +
        "old one in formerHosts (DIGICERT_ONE_FORMER_HOSTS); or leave the object behind, alive, with `pulumi state delete`, and declare one under another name.",
    },
  );
}
