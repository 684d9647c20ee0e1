import { setTimeout as sleepFor } from "node:timers/promises";
import { hasClientCertificate } from "../../client";
import { isApiError, isAuthenticationError, isRateLimitError, isServerError } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import type { StepName, Writer } from "../host/steps";

/** Waits between the attempts to use a new key: half a minute in all, long enough for it to reach every node. */
const READY_WAITS_MS: readonly number[] = [250, 500, 1000, 2000, 4000, 8000, 14_000];

/** How the readiness of a key is waited for. */
export interface ReadyOptions {
  readonly waitsMs?: readonly number[];
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Whether a new key works: it is used once, alone, to look at its own user. A user without a role of Account Manager may not
 * do that, and signing needs none: such a 403 shows that the key was recognised, like every other refusal. A failure of the
 * server, a 429 and a response that is not the API's show nothing: they are passed on. A 401 is retried until the waits are
 * used up. A user who is disabled or has ended is refused whatever the key: then there is nothing to learn. Nor is there
 * beside a client certificate, which is another user's and goes with every call: the response to both together says
 * nothing of the key.
 */
export async function isReady(
  { client, step, settings }: Pick<ApplyContext, "client" | "step" | "settings">,
  key: { readonly value: string; readonly userId: string; readonly see: StepName },
  { waitsMs = READY_WAITS_MS, sleep = sleepFor }: ReadyOptions = {},
): Promise<boolean> {
  if (hasClientCertificate(settings.tls)) return true;
  const writer = step(key.see);
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
    if (isApiError(error) && !isServerError(error) && !isRateLimitError(error)) return true;
    throw error;
  }
}
