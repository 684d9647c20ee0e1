/** What a refused write of a user means: a nickname that somebody else holds, or the refusal itself. */
import type { ServiceUser } from "../../client";
import { DigiCertOneError, isDuplicateError, isInvalidRequestError, serverSaid } from "../../errors";
import { holderName, parseMark } from "../../ownership";
import type { ApplyContext } from "../host/handlers";
import type { ServiceUserInputs } from "../host/state";
import { describeHeld, inDeclaredAccount } from "./duplicate";

/** A user before it was written, as far as it is known. */
type Before = Pick<ServiceUser, "id" | "nickname" | "accountIds">;

/**
 * What to report of a write that was refused. A rename, or a further account, may meet a nickname that is taken; a 400 that
 * does not say so is taken for that where somebody else is seen to hold it.
 */
export async function explainRefusedWrite(
  error: unknown,
  before: Before,
  declared: ServiceUserInputs,
  context: Pick<ApplyContext, "client">,
): Promise<unknown> {
  const isSaid = isDuplicateError(error);
  if (!isSaid && !(isInvalidRequestError(error) && mayMeetAnother(before, declared))) return error;
  // Where nobody can be looked for, the refusal still says what is wrong.
  const holder = await otherHolder(before.id, declared, isSaid, context).catch(() => undefined);
  if (!isSaid && holder === undefined) return error;
  const mark = holder && parseMark(holder.description ?? "").mark;
  const held = describeHeld(declared.nickname, holder, mark && holderName(mark, declared.owner));
  const who = `Service user "${before.nickname ?? declared.nickname}" (${before.id})`;
  return new DigiCertOneError(`${held}. ${who} was not changed. ${serverSaid(error)}`, {
    remedy:
      "Choose another nickname, or free this one first: rename or delete the user that holds it. Two users of one program that swap nicknames need a run in between.",
    cause: error,
  });
}

/** Whether a write may meet a nickname that is taken: it is a new one, or is to be had in a further account. */
function mayMeetAnother({ nickname, accountIds }: Before, declared: ServiceUserInputs): boolean {
  const isRenamed = nickname?.toLowerCase() !== declared.nickname.toLowerCase();
  return isRenamed || accountIds === undefined || declared.accountIds.some((id) => !accountIds.includes(id));
}

/** Who else holds the nickname: somebody in a declared account; elsewhere only where the server says that it is taken. */
async function otherHolder(
  id: string,
  declared: ServiceUserInputs,
  isSaid: boolean,
  { client }: Pick<ApplyContext, "client">,
): Promise<ServiceUser | undefined> {
  const wanted = declared.nickname.toLowerCase();
  let elsewhere: ServiceUser | undefined;
  for await (const user of client.serviceUsers.list()) {
    if (user.id === id || user.nickname?.toLowerCase() !== wanted) continue;
    if (inDeclaredAccount(user, declared)) return user;
    elsewhere ??= user;
  }
  return isSaid ? elsewhere : undefined;
}
