/** The guard of the user that the provider itself runs as: what removes it would lock the provider out. */

import { messageOf } from "../../basics/unknown";
import { DigiCertOneError } from "../../errors";
import type { ApplyContext } from "./handlers";

/**
 * Whether a user is the one that this provider runs as. A key that the API itself refuses (401) runs as nobody. While any
 * other failure leaves that open, this fails: unknown is no "no".
 * @param what what would be removed, as the message names it
 */
export async function isOwnUser(userId: string, what: string, context: ApplyContext): Promise<boolean> {
  const own = await context.ownUserIds().catch((error: unknown) => {
    throw new DigiCertOneError(
      `Whether ${what} is the one that this provider itself runs with could not be asked, so it was left as it is: ${messageOf(error)}`,
      { remedy: "Run again, or set allowSelf: true if it is another one.", cause: error },
    );
  });
  return own.has(userId);
}

/** Refuses what would remove the user that the provider itself runs as. */
export async function refuseOwnUser(
  id: string,
  step: { readonly doing: string; readonly nickname: string; readonly allowSelf: boolean },
  context: ApplyContext,
): Promise<void> {
  const user = `"${step.nickname}" (${id})`;
  if (step.allowSelf || !(await isOwnUser(id, user, context))) return;
  throw new DigiCertOneError(
    `${user} is the user that this provider itself runs as: ${step.doing} it would lock the provider out.`,
    { remedy: "Run with another user's key, or set allowSelf: true and run once before." },
  );
}
