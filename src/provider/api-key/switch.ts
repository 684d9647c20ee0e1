import { isNotFoundError } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import type { ApiKeyState } from "../host/state";
import { getKeyOrGone, proveKeyGone } from "../key/gone";
import { keyRef } from "../key/ref";

/**
 * Disables a key; name and end stay what they are on the server, whatever somebody made of them.
 * @returns whether there was a key to disable
 */
export async function disableKey(
  id: string,
  state: ApiKeyState,
  step: "disable the new key" | "disable the key instead of deleting it",
  context: ApplyContext,
): Promise<boolean> {
  const ref = keyRef(id, { ...state });
  const now = await getKeyOrGone(ref, context);
  if (now === undefined) return false;
  const endDate = now.endDate ?? state.endDate;
  try {
    const key = await context.step(step).apiKeys.update(id, {
      name: now.name ?? state.name,
      enabled: false,
      ...(endDate !== "" && { endDate }),
    });
    state.enabled = false;
    state.status = key.status ?? "DISABLED";
    return true;
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
    await proveKeyGone(ref, error, context);
    return false;
  }
}
