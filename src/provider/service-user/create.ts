/** Create of a service user: posted, taken back, or adopted. */

import { messageOf } from "../../basics/unknown";
import type { ApiKey, ServiceUser } from "../../client";
import { DigiCertOneError, isApiError, isDuplicateError, serverSentence } from "../../errors";
import { adoptedNonce, firstKeyOf, isAdoptedNonce, newNonce, parseMark } from "../../ownership";
import type { ApplyContext } from "../host/handlers";
import { refuseOwnUser } from "../host/own-user";
import type { Props, ServiceUserInputs } from "../host/state";
import { NO_KEPT_KEY, refuseToKeep } from "../key/kept-key";
import { readIfFound } from "../proof/not-found";
import { explainRefusedWrite, findCandidate } from "./candidates";
import { type DuplicateDecision, decideDuplicate, explainDuplicate } from "./duplicate";
import { finish } from "./finish";
import { deleteUser } from "./gone";
import { grantedOn, observed } from "./observed";
import { serviceUserInputs } from "./plan";
import type { Draft } from "./steps";
import { explainRefusal, filledIn, primaryToWrite, toWire } from "./wire";

export async function createServiceUser(props: Props, context: ApplyContext): Promise<{ id: string; outs: object }> {
  const declared = serviceUserInputs(props);
  const draft = await (declared.adoptId === "" ? makeOrClaim : claimById)(declared, context).catch((error: unknown) => {
    throw explainRefusal(error, declared);
  });
  const undo = draft.isNew ? () => deleteUser("undo the user", { ...declared, id: draft.id }, context) : undefined;
  await finish(draft, declared, context, undo);
  return { id: draft.id, outs: draft.state };
}

/** Posts the user; where the nickname is taken, takes the user back, adopts it, or fails. */
async function makeOrClaim(declared: ServiceUserInputs, context: ApplyContext): Promise<Draft> {
  const { step } = context;
  const nonce = newNonce();
  // Nothing was asked yet that would show whether the lifetime is counted from the right day.
  if (declared.lifetimeDays !== undefined) await context.seeClock();
  try {
    const user = await step("post the user").serviceUsers.create(
      toWire(declared, nonce),
      { find: (candidate) => parseMark(candidate.description ?? "").mark?.nonce === nonce },
      { initialKey: "leave" }, // a step of its own, recorded by itself
    );
    const keep = declared.initialKey === "keep";
    const first = user.initialApiKey;
    const isUsable = keep ? first?.value !== undefined : first?.id !== undefined;
    const firstId = first?.id ?? (keep && isUsable ? await idOfFirstKey(user, context) : "");
    // A user as it is made is enabled; disabling it is a step of its own.
    const state = observed(
      user,
      { ...declared, enabled: true, keptPrimaryAccountId: declared.primaryAccountId ?? declared.accountIds[0] ?? "" },
      {
        nonce,
        adopted: false,
        requestedEndDate: declared.endDate,
        endGrantedOn: grantedOn(user.endDate, declared.endDate, context.today),
        initialApiKeyId: isUsable ? firstId : "",
        initialApiKey: keep ? (first?.value ?? "") : "",
        // Where the response does not say when it ends: it was made with the user.
        initialApiKeyEndDate: keep && isUsable ? (first?.endDate ?? user.endDate ?? declared.endDate) : "",
        initialApiKeyAskedEnd: user.endDate ?? declared.endDate,
        lostInitialKey: !isUsable,
      },
    );
    return { id: user.id, state, isNew: true };
  } catch (error) {
    if (!isDuplicateError(error)) throw error;
    return claim(await findCandidate(declared, context), declared, context, error);
  }
}

/**
 * The id of the key that came with a user, where the response shows its value alone: by it the key is deleted later on. The
 * user is made, so that nothing here may fail; without an id the key is left to whoever deletes the user.
 */
async function idOfFirstKey(user: ServiceUser, context: ApplyContext): Promise<string> {
  const keys: ApiKey[] = [];
  try {
    for await (const key of context.client.apiKeys.list(user.id)) keys.push(key);
  } catch (error) {
    context.notice(`the id of the key that came with it is not known: ${messageOf(error)}`);
    return "";
  }
  return firstKeyOf(keys, user.createdAt).first?.id ?? "";
}

/** Takes over the user whose id is declared. */
async function claimById(declared: ServiceUserInputs, context: ApplyContext): Promise<Draft> {
  return claim(await readIfFound(context.client.serviceUsers.get(declared.adoptId)), declared, context);
}

/** Takes over a user that exists, if it may be: from then on it carries our mark and a new nonce. */
async function claim(
  found: ServiceUser | undefined,
  declared: ServiceUserInputs,
  context: ApplyContext,
  cause?: unknown,
): Promise<Draft> {
  if (!found && declared.adoptId !== "") {
    throw new DigiCertOneError(`There is no service user ${declared.adoptId} that this API key can see.`, {
      remedy: "Correct adoptId, or remove it to have a user made.",
    });
  }
  const decision = decideDuplicate(found, declared);
  if (decision.action === "fail") {
    const quoted = isApiError(cause) ? serverSentence(cause) : undefined;
    throw new DigiCertOneError(explainDuplicate(found, declared, decision, context.isSecret, quoted), { cause });
  }
  const { existing } = decision;
  // adoptId without a nickname: the user keeps its own.
  if (declared.nickname === "") declared = { ...declared, nickname: existing.nickname ?? "" };
  await refuseToStripSelf(decision, declared, context);
  const adopted = decision.action === "adopt" || wasAdopted(existing);
  if (adopted) refuseToKeep(existing, declared);
  const nonce = adopted ? adoptedNonce(newNonce()) : newNonce();
  const step = decision.action === "adopt" ? "adopt the user" : "take the user back";
  const primary = primaryToWrite(declared, existing);
  const user = await context
    .step(step)
    .serviceUsers.update(existing.id, toWire(declared, nonce, primary))
    .catch(async (error: unknown) => {
      throw await explainRefusedWrite(error, existing, declared, context);
    });
  const state = observed(filledIn(user, existing, primary), declared, {
    nonce,
    adopted,
    requestedEndDate: declared.endDate,
    endGrantedOn: grantedOn(user.endDate, declared.endDate, context.today),
    initialApiKeyId: "",
    initialApiKey: "",
    ...NO_KEPT_KEY,
    // A create of ours that was never recorded left the key that came with the user. One that an earlier run
    // was to keep stays: something may use it until this run has handed over the new one.
    lostInitialKey: !adopted && declared.initialKey === "delete",
  });
  reportClaim(decision, adopted, context);
  return { id: existing.id, state };
}

/** A user of our own mark that we once adopted stays adopted, whatever became of the record. */
function wasAdopted(user: ServiceUser): boolean {
  const { mark } = parseMark(user.description ?? "");
  return mark !== undefined && isAdoptedNonce(mark.nonce);
}

/** What an adoption is not shown may be taken away. What is taken back carries our own mark: we gave it what it has. */
async function refuseToStripSelf(
  { action, existing: user }: Exclude<DuplicateDecision, { action: "fail" }>,
  declared: ServiceUserInputs,
  context: ApplyContext,
): Promise<void> {
  const loses = (had: string[] | undefined, wanted: string[]) =>
    had?.some((id) => !wanted.includes(id)) ?? action === "adopt";
  const { applicationIds } = declared;
  const strips =
    loses(user.roleIds, declared.roleIds) ||
    loses(user.accountIds, declared.accountIds) ||
    (applicationIds !== undefined && loses(user.applicationIds, applicationIds));
  if (!strips && declared.enabled) return;
  const doing = strips ? "taking roles, accounts or applications from" : "disabling";
  const nickname = user.nickname ?? declared.nickname;
  await refuseOwnUser(user.id, { doing, nickname, allowSelf: declared.allowSelf }, context);
}

function reportClaim(
  decision: Exclude<DuplicateDecision, { action: "fail" }>,
  adopted: boolean,
  context: ApplyContext,
): void {
  const changes = decision.differences
    .map(
      ({ field, existing, declared }) =>
        `${field} ${context.isSecret(field) ? "changed" : `${existing} -> ${declared}`}`,
    )
    .join("; ");
  const how =
    decision.action === "adopt"
      ? "adopted"
      : `taken back: it carried this resource's own mark${adopted ? ", as one that was adopted" : ""}`;
  context.notice(`${decision.existing.id} was ${how}${changes === "" ? "" : ` (${changes})`}`, "info");
}
