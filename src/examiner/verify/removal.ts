/** Removes what a run made: what it knows of, and what carries its mark because a response was lost. */
import { messageOf } from "../../basics/unknown";
import type { DigiCertOneClient } from "../../client";
import { noteWrite } from "../../client/reading/snapshot";
import { isNotFoundError } from "../../errors";
import { parseMark } from "../../ownership";
import { type Context, type Made, NAME_PREFIX } from "./context";

/** What is still there after all, or may be. */
export interface Left {
  /** Users that could not be deleted, each with the reason. */
  readonly users: readonly (Made & { readonly why: string })[];
  /** Why nobody could look for users whose creation was never confirmed. */
  readonly unlooked?: string;
}

type Users = Pick<DigiCertOneClient["serviceUsers"], "list" | "delete">;

/**
 * Deletes every user of this run; their keys go with them. Never rejects.
 * @param isSure every creation got a response; else what a lost one made is looked for, twice
 */
export async function removeAll(
  users: Users,
  context: Context,
  { isSure, pause }: { readonly isSure: boolean; readonly pause: () => Promise<void> },
): Promise<Left> {
  const found = new Map(context.made.map((made) => [made.id, made]));
  const look = async (): Promise<void> => {
    for await (const user of users.list({ userType: "service" })) {
      if (isOfRun(user, context)) found.set(user.id, { id: user.id, name: user.nickname ?? "" });
    }
  };
  let unlooked: string | undefined;
  try {
    await look();
    if (!isSure) {
      await pause();
      noteWrite(); // the list is read anew
      await look();
    }
  } catch (error) {
    // Where every creation got a response, the list would show nothing new.
    if (!isSure) unlooked = messageOf(error);
  }
  const left: (Made & { why: string })[] = [];
  for (const made of found.values()) {
    const why = await problemOf(users, made);
    if (why !== undefined) left.push({ ...made, why });
  }
  return { users: left, ...(unlooked !== undefined && { unlooked }) };
}

/** By the mark, or by the name, which holds what only this run drew: a PUT may have lost one of them. */
function isOfRun(
  { description, nickname }: { readonly description?: string; readonly nickname?: string },
  { nonce, run }: Context,
): boolean {
  return (
    parseMark(description ?? "").mark?.nonce === nonce ||
    (nickname ?? "").toLowerCase().startsWith(`${NAME_PREFIX}-${run}`)
  );
}

async function problemOf(users: Users, { id }: Made): Promise<string | undefined> {
  try {
    await users.delete(id);
    return undefined;
  } catch (error) {
    return isNotFoundError(error) ? undefined : messageOf(error);
  }
}
