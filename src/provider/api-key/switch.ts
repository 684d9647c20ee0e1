import type { ApplyContext } from "../host";
import type { ApiKeyState } from "../state";
import { getKey } from "./observed";

/** Enables or disables a key; name and end stay what they are on the server, whatever somebody made of them. */
export async function setEnabled(
  id: string,
  state: ApiKeyState,
  enabled: boolean,
  context: ApplyContext,
): Promise<void> {
  const now = await getKey(context, id);
  const endDate = now?.endDate ?? state.endDate;
  const key = await context.client.apiKeys.update(id, {
    name: now?.name ?? state.name,
    enabled,
    ...(endDate !== "" && { endDate }),
  });
  state.enabled = enabled;
  state.status = key.status ?? (enabled ? "ACTIVE" : "DISABLED");
}
