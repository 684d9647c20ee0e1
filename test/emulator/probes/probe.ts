import type { Emulator } from "../../../src/emulator";
import { call, makeKey, newUser, type Reply } from "../harness";

/** One question, what the agreed reading answers and what the variant answers. */
export interface Probe {
  readonly ask: (emulator: Emulator) => Promise<unknown>;
  readonly agreed: unknown;
  readonly other: unknown;
}

export const probe = (ask: Probe["ask"], agreed: unknown, other: unknown): Probe => ({ ask, agreed, other });

export const post = (emulator: Emulator, fields: Record<string, unknown> = {}): Promise<Reply> =>
  call(emulator, "POST", "/user", { body: newUser(emulator, fields) });

export const put = (emulator: Emulator, id: string, fields: Record<string, unknown> = {}): Promise<Reply> =>
  call(emulator, "PUT", `/user/${id}`, { body: newUser(emulator, fields) });

export const postKey = (emulator: Emulator, user_id: string, fields: Record<string, unknown> = {}): Promise<Reply> =>
  call(emulator, "POST", "/api-access-token", { body: { user_id, name: "release", ...fields } });

export const putKey = (emulator: Emulator, id: unknown, fields: Record<string, unknown> = {}): Promise<Reply> =>
  call(emulator, "PUT", `/api-access-token/${id}`, { body: { name: "release", enabled: true, ...fields } });

/** A user of which only the id is needed, whatever the answer to its creation looks like. */
export async function userId(emulator: Emulator, fields: Record<string, unknown> = {}): Promise<string> {
  return String((await post(emulator, fields)).object.id);
}

export const has = (reply: Reply, ...fields: string[]): string[] => fields.filter((field) => field in reply.object);

/** What answers a taken name: the same to a creation and to a rename, of a user and of a key. */
export async function takenAnswers(emulator: Emulator): Promise<unknown[]> {
  const id = await userId(emulator); // its first key is called "ci" as well
  const other = await userId(emulator, { friendly_name: "other" });
  const replies = [
    await post(emulator),
    await put(emulator, other),
    await postKey(emulator, id, { name: "ci" }),
    await putKey(emulator, (await makeKey(emulator, id, "release")).id, { name: "ci" }),
  ];
  const [first, ...others] = replies.map(({ status, codes, messages }) => [status, codes[0], messages[0]]);
  return others.every((reply) => String(reply) === String(first)) ? (first ?? []) : replies;
}

export async function afterFault(emulator: Emulator, status: number): Promise<Reply> {
  await emulator.addFault({ kind: "status", status });
  return call(emulator, "GET", "/account");
}

export const ASSIGNED = ["end_date", "accounts", "roles"];
export const END = { end_date: "2027-12-31" };
export const CSR = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";
