/** What is on the server, and what people do there by hand. */

import { API_PREFIX } from "../../src/contract";
import type { Emulator } from "../../src/emulator";

/** A user as the management port shows it. */
export interface ServerUser {
  readonly id: string;
  readonly friendly_name: string;
  readonly description: string;
  readonly email: string;
  readonly enabled: boolean;
  readonly status: string;
  readonly end_date?: string;
  readonly accounts: readonly string[];
  readonly roles: readonly string[];
  readonly created_at: string;
}

/** A key as the management port shows it: without its value. */
export interface ServerKey {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly status: string;
  readonly end_date?: string;
  readonly created_at: string;
}

/** Everything that is not the administrator's. */
export interface ServerState {
  readonly users: readonly ServerUser[];
  readonly keys: readonly ServerKey[];
}

const ADMINISTRATOR = "Emulator administrator";

export async function serverState(emulator: Emulator): Promise<ServerState> {
  const { users, tokens } = await emulator.state();
  const others = (users as unknown as ServerUser[]).filter((user) => user.friendly_name !== ADMINISTRATOR);
  const ids = new Set(others.map(({ id }) => id));
  return { users: others, keys: (tokens as unknown as ServerKey[]).filter((key) => ids.has(key.user_id)) };
}

const MARK = / ?\(pulumi: (?<owner>[^()]*) #(?:(?<hash>[0-9a-f]{12})\.)?(?<nonce>[a-z0-9]+)\)$/;

/** A description taken apart: the user's own words, and whose mark stands behind them. */
export function readMark(description: string): {
  words: string;
  owner?: string;
  hash?: string;
  nonce?: string;
} {
  const match = MARK.exec(description);
  if (match?.groups === undefined) return { words: description };
  const { owner = "", hash = "", nonce = "" } = match.groups;
  return { words: description.slice(0, match.index), owner, hash, nonce };
}

/** A call by a person with the administrator's key. */
export async function byHand(emulator: Emulator, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${emulator.url}${API_PREFIX}${path}`, {
    method,
    headers: {
      "x-api-key": emulator.apiKey,
      "user-agent": "a person/1",
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} by hand: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Whether a key's value opens the API. */
export async function opens(emulator: Emulator, value: string): Promise<boolean> {
  const headers = { "x-api-key": value, "user-agent": "consumer/1" };
  const answer = await fetch(`${emulator.url}${API_PREFIX}/user/me`, { headers });
  await answer.arrayBuffer();
  return answer.status !== 401;
}

/** The writable whole of a user, for a change by hand. */
export const wholeUser = (user: ServerUser): Record<string, unknown> => ({
  friendly_name: user.friendly_name,
  description: user.description,
  email: user.email,
  ...(user.end_date !== undefined && { end_date: user.end_date }),
  accounts: user.accounts,
  primary_account_id: user.accounts[0],
  roles: user.roles,
});
