import { setTimeout as sleepFor } from "node:timers/promises";
import { isApiError, isAuthenticationError } from "../../../errors";
import type { ApplyContext } from "../../host/handlers";
import type { Writer } from "../../host/steps";

/** Waits between the attempts to use a new key: half a minute in all, long enough for it to reach every node. */
const READY_WAITS_MS: readonly number[] = [250, 500, 1000, 2000, 4000, 8000, 14_000];

/** How the readiness of a key is waited for. */
export interface ReadyOptions {
  readonly waitsMs?: readonly number[];
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Whether a new key works: it is used once, alone, and any answer but 401 counts, since another refusal shows that the key
 * was recognised. A 401 is retried until the waits are used up. A user who is disabled or has ended is refused
 * whatever the key: then there is nothing to learn.
 */
export async function isReady(
  { client, step }: Pick<ApplyContext, "client" | "step">,
  key: { readonly value: string; readonly userId: string },
  { waitsMs = READY_WAITS_MS, sleep = sleepFor }: ReadyOptions = {},
): Promise<boolean> {
  const writer = step("see the slot's key work");
  if (await isAccepted(writer, key.value)) return true;
  const { status } = await client.serviceUsers.get(key.userId);
  if (status !== undefined && status !== "ACTIVE") return true;
  for (const wait of waitsMs) {
    await sleep(wait);
    if (await isAccepted(writer, key.value)) return true;
  }
  return false;
}

async function isAccepted(client: Writer, value: string): Promise<boolean> {
  try {
    await client.serviceUsers.me({ apiKey: value });
    return true;
  } catch (error) {
    if (isAuthenticationError(error)) return false;
    if (isApiError(error)) return true;
    throw error;
  }
}
