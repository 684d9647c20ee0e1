/** Guards before anything that takes a user away: is it still ours, does it hold live keys. */

import type { ApiKey, ServiceUser } from "../../client";
import { DigiCertOneError } from "../../errors";
import { cameWith, type Mark, ownerName, type Whose, whoseIs } from "../../ownership";
import type { ApplyContext } from "../host/handlers";
import { flag, type Props, text } from "../host/state";

/** Whose a user is, measured by the mark that we hold. */
export type Ownership = { is: Whose | "gone"; mark?: Mark };

/** Whose a user is, as the server shows it now. */
export function ownershipNow(user: ServiceUser | undefined, claim: Parameters<typeof whoseIs>[0]): Ownership {
  if (!user) return { is: "gone" };
  const { whose, mark } = whoseIs(claim, user.description);
  return { is: whose, ...(mark && { mark }) };
}

/**
 * Says who holds a user that is not ours any more.
 * @param owner our own text
 */
export function describeOwnership({ is, mark }: Ownership, owner: string): string {
  if (is === "same-resource-other-record") {
    return "this resource's mark was written anew by a run that this state does not record: a replacement of it, a run that was cut off, or a second copy of this stack's state";
  }
  return mark
    ? `it is managed by ${ownerName(mark, owner)} now`
    : "its description no longer carries our mark, so somebody else may rely on it";
}

/** Refuses to delete a user that holds live keys that we did not make with it. */
export async function refuseLiveKeys(
  context: ApplyContext,
  user: ServiceUser,
  nickname: string,
  state: Props,
): Promise<void> {
  const { id } = user;
  const first = text(state, "initialApiKeyId");
  const lost = flag(state, "lostInitialKey", false);
  const ours = (key: ApiKey) => key.id === first || (lost && cameWith(key, user.createdAt));
  const live: ApiKey[] = [];
  for await (const key of context.client.apiKeys.list(id)) if (!ours(key) && isLive(key)) live.push(key);
  if (live.length === 0) return;
  const names = live.map((key) => `"${key.name ?? key.id}"`).join(", ");
  throw new DigiCertOneError(
    `"${nickname}" (${id}) still holds ${live.length} enabled API ${live.length === 1 ? "key" : "keys"} that this resource did not make: ${names}. Deleting the user ends ${live.length === 1 ? "it" : "them"}.`,
    {
      remedy:
        'Delete or disable those keys first, or set forceDestroy: true (or onDestroy: "retain") and run `pulumi up` before destroying.',
    },
  );
}

function isLive(key: ApiKey): boolean {
  return key.enabled !== false && key.status !== "DISABLED" && key.status !== "EXPIRED";
}
