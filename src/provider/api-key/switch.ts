import type { ApplyContext } from "../host";
import type { ApiKeyState } from "../state";
import { getKey } from "./observed";

/** Disables a key; name and end stay what they are on the server, whatever somebody made of them. */
export async function disableKey(
  id: string,
  state: ApiKeyState,
  step: "disable the new key" | "disable the key instead of deleting it",
  context: ApplyContext,
): Promise<void> {
  const now = await getKey(context, id);
  const endDate = now?.endDate ?? state.endDate;
  const key = await context.step(step).apiKeys.update(id, {
    name: now?.name ?? state.name,
    enabled: false,
    ...(endDate !== "" && { endDate }),
  });
  state.enabled = false;
  state.status = key.status ?? "DISABLED";
}
