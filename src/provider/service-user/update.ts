/** Update of a service user: always in place. */
import type { ServiceUser } from "../../client";
import { DigiCertOneError, isConflictError, shortened } from "../../errors";
import { serviceUserFields } from "../../fields/service-user";
import { nextNonce, ownerName } from "../../ownership";
import { sameValue, withoutDeclared } from "../host/fields";
import type { ApplyContext } from "../host/handlers";
import { refuseOwnUser } from "../host/own-user";
import { flag, type Props, requestedEnd, type ServiceUserInputs, type ServiceUserState, text } from "../host/state";
import { isKeyInTheWay, keptKeyEnds, moveKeptKey, refuseToKeep } from "../key/kept-key";
import { goneError } from "../proof/not-found";
import { explainRefusedWrite } from "./candidates";
import { describeOwnership, type Ownership, ownershipNow } from "./fence";
import { finish } from "./finish";
import { getUserOrGone, writeUser } from "./gone";
import { grantedOn, keptPrimaryOf, observed } from "./observed";
import { endWithGrant, serviceUserInputs } from "./plan";
import type { Draft } from "./steps";
import { explainRefusal, filledIn, primaryToWrite, toWire, written } from "./wire";

export async function updateServiceUser(id: string, olds: Props, news: Props, context: ApplyContext): Promise<object> {
  const before = storedState(olds);
  const inputs = serviceUserInputs(news);
  // Taken over by its id without a nickname: it keeps the one it has.
  const declared = inputs.nickname === "" ? { ...inputs, nickname: before.nickname } : inputs;
  const draft: Draft = {
    id,
    state: {
      ...undeclared(before),
      ...declared,
      ownerHash: before.ownerHash, // of the mark as it stands, until a write brings that up to date
      enabled: before.enabled,
      endDate: before.endDate,
    },
  };
  if (before.adopted) refuseToKeep({ id }, declared);
  const { nickname } = before;
  if (before.enabled && !declared.enabled) {
    await refuseOwnUser(id, { doing: "disabling", nickname, allowSelf: declared.allowSelf }, context);
  }
  if (isWritten(before, declared) || endWithGrant(olds, news, { today: context.today })?.asksAgain) {
    draft.state = await write(id, before, declared, context);
  } else if (before.enabled !== declared.enabled) {
    const { found } = await requireOurs(id, before, declared, context);
    if (found.is !== "ours") draft.state = await write(id, before, declared, context);
  }
  // One that a person has disabled meanwhile stays so, until a preview has shown that it is enabled again.
  const enabled = before.enabled === declared.enabled ? draft.state.enabled : declared.enabled;
  await finish(draft, { ...declared, enabled }, context, undefined);
  return draft.state;
}

/** The state as stored, by whichever version. */
function storedState(olds: Props): ServiceUserState {
  return {
    ...(olds as unknown as ServiceUserState),
    ...serviceUserInputs(olds),
    keptPrimaryAccountId: keptPrimaryOf(olds),
    nonce: text(olds, "nonce"),
    requestedEndDate: requestedEnd(olds),
    endGrantedOn: text(olds, "endGrantedOn"),
    adopted: flag(olds, "adopted", false),
    initialApiKeyId: text(olds, "initialApiKeyId"),
    initialApiKey: text(olds, "initialApiKey"),
    ...keptKeyEnds(olds),
    lostInitialKey: flag(olds, "lostInitialKey", false),
  };
}

/** A state without the arguments that a program may take back: what is no longer declared is no longer in state. */
function undeclared(state: ServiceUserState): ServiceUserState {
  const { autoNickname: _nickname, ...kept } = withoutDeclared(serviceUserFields, state);
  return kept;
}

/** Whether anything that is declared differs and is written with the whole object. */
function isWritten(before: ServiceUserState, declared: ServiceUserInputs): boolean {
  const isMoved = before.ownerHash !== "" && before.ownerHash !== declared.ownerHash;
  const asked = { ...before, endDate: before.requestedEndDate, primaryAccountId: before.keptPrimaryAccountId };
  const differs = (name: (typeof written)[number]): boolean =>
    declared[name] !== undefined && !sameValue(serviceUserFields[name], asked[name], declared[name]);
  return isMoved || before.owner !== declared.owner || written.some(differs);
}

/** Whether a write takes something away that lets a user do things: of what the server shows, else of what state knows. */
function removesAccess(existing: ServiceUser, before: ServiceUserInputs, declared: ServiceUserInputs): boolean {
  return (["roleIds", "accountIds", "applicationIds"] as const).some((key) => {
    const wanted = declared[key];
    return wanted !== undefined && (existing[key] ?? before[key] ?? []).some((id) => !wanted.includes(id));
  });
}

/** Writes the whole user; the fence is asked first, so that a user taken over by another stack is not taken back unseen. */
async function write(
  id: string,
  before: ServiceUserState,
  declared: ServiceUserInputs,
  context: ApplyContext,
): Promise<ServiceUserState> {
  const nonce = nextNonce(before.nonce);
  let ends = keptKeyEnds({ ...before });
  const put = async (): Promise<ServiceUser> => {
    const { existing } = await requireOurs(id, before, declared, context);
    if (isKeyInTheWay(before, declared.endDate))
      ends = await moveKeptKey({ id, state: before }, declared.endDate, context);
    if (removesAccess(existing, before, declared)) {
      const doing = "taking roles, accounts or applications from";
      await refuseOwnUser(id, { doing, nickname: before.nickname, allowSelf: declared.allowSelf }, context);
    }
    const primary = primaryToWrite(declared, existing, before.keptPrimaryAccountId);
    const written = context.step("update the user").serviceUsers.update(id, toWire(declared, nonce, primary));
    const user = await writeUser({ ...before, id }, written, context);
    return filledIn(user, existing, primary);
  };
  const user = await put()
    // Somebody wrote at the same moment: once more, from what they left, fence and all.
    .catch((error: unknown) => (isConflictError(error) ? put() : Promise.reject(error)))
    .catch(async (error: unknown) => {
      if (!isConflictError(error))
        throw explainRefusal(await explainRefusedWrite(error, { ...before, id }, declared, context), declared);
      throw new DigiCertOneError(
        `Service user "${before.nickname}" (${id}) is being changed by somebody else: the server refused our change twice (${shortened(error.serverMessage || error.code)}).`,
        { remedy: "Run `pulumi up --refresh` once they are done.", cause: error },
      );
    });
  const { adopted, initialApiKeyId, initialApiKey, lostInitialKey } = before;
  return observed(
    user,
    { ...undeclared(before), ...declared, enabled: before.enabled },
    {
      ...{ nonce, adopted, initialApiKeyId, initialApiKey, lostInitialKey, ...ends },
      requestedEndDate: declared.endDate,
      endGrantedOn: grantedOn(user.endDate, declared.endDate, context.today),
    },
  );
}

/**
 * The user, unless it is gone or another owner's mark stands on it. A mark that a person erased is written again, and so is
 * one of our own that no state knows: a take-back whose record was lost, as in a run with `--replace` that was killed.
 */
async function requireOurs(
  id: string,
  before: ServiceUserState,
  declared: ServiceUserInputs,
  context: ApplyContext,
): Promise<{ existing: ServiceUser; found: Ownership }> {
  const existing = await getUserOrGone({ id, accountIds: before.accountIds }, context);
  if (!existing) throw goneError(`Service user "${before.nickname}" (${id})`, { is: "user" });
  const claim = { ownerHash: declared.ownerHash, formerHash: before.ownerHash, nonce: before.nonce };
  const found = ownershipNow(existing, claim);
  if (found.is === "same-resource-other-record") {
    context.notice(
      `${id} is taken back: its mark is this resource's, but not the one in this state. Either a run was not recorded, or a second copy of this stack's state is in use; if so, keep one copy only`,
    );
  }
  if (found.is === "other" && found.mark) {
    const ownership = describeOwnership(found, declared.owner);
    throw new DigiCertOneError(`Service user "${before.nickname}" (${id}) was not changed: ${ownership}.`, {
      remedy: `Remove the resource from this program with \`pulumi state delete\`, or take the user over: delete it from state and declare onDuplicate: "adopt", adoptFrom: "${ownerName(found.mark, declared.owner)}".`,
    });
  }
  return { existing, found };
}
