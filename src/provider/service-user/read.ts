/** Read of a service user: from the list that a whole refresh shares, or alone. */
import type { ApiKey, ServiceUser } from "../../client";
import { DigiCertOneError, isPermissionError } from "../../errors";
import { exactName } from "../../ownership";
import type { ApplyContext } from "../host/handlers";
import { flag, type Props, text } from "../host/state";
import { getKeyOrGone } from "../key/gone";
import { keptKeyEnds } from "../key/kept-key";
import { readIfFound, reportGone } from "../proof/not-found";
import { describeOwnership, ownershipNow } from "./fence";
import { getUserOrGone, keyOfUser } from "./gone";
import { inputsOf, keptPrimaryOf, observed } from "./observed";
import { serviceUserInputs } from "./plan";

export async function readServiceUser(
  id: string,
  olds: Props,
  context: ApplyContext,
): Promise<{ props: object; inputs: object } | undefined> {
  const nonce = text(olds, "nonce");
  const isGet = nonce === "";
  const user = isGet ? await readIfFound(context.client.serviceUsers.get(id)) : await fromSnapshot(id, olds, context);
  if (!user && !isGet) reportGone(context);
  if (!user) {
    if (!isGet) return undefined;
    throw new DigiCertOneError(`There is no user ${id} that this API key can see.`, {
      remedy: "Correct the id given to ServiceUser.get, or use a key that may see the user.",
    });
  }
  if (isGet && user.userType !== undefined && user.userType !== "service") {
    throw new DigiCertOneError(`${id} is a ${user.userType} user (a person), not a service user.`, {
      remedy: "Give ServiceUser.get the id of a service user.",
    });
  }
  const known = {
    ...serviceUserInputs(olds),
    ...(!isGet && { owner: ownerSeen(user, olds, context) }),
    keptPrimaryAccountId: keptPrimaryOf(olds),
    status: text(olds, "status"),
    createdAt: text(olds, "createdAt"),
  };
  const before = text(olds, "endDate");
  // An end date that is not the one last granted is somebody's change; otherwise what was asked for stands.
  const moved = user.endDate !== undefined && user.endDate !== before;
  const first = isGet ? "unknown" : await keptKeyOf(id, olds, context);
  const isFirstKeyGone = first === "gone";
  const ends = keptKeyEnds(olds);
  const state = observed(user, known, {
    nonce,
    adopted: flag(olds, "adopted", false),
    endGrantedOn: moved ? "" : text(olds, "endGrantedOn"),
    requestedEndDate: moved ? (user.endDate ?? before) : text(olds, "requestedEndDate", before),
    initialApiKeyId: isFirstKeyGone ? "" : text(olds, "initialApiKeyId"),
    initialApiKey: isFirstKeyGone ? "" : text(olds, "initialApiKey"),
    initialApiKeyEndDate: isFirstKeyGone ? "" : (endOf(first) ?? ends.initialApiKeyEndDate),
    // An end that somebody moved is asked for nothing: the next write says what it is to be.
    initialApiKeyAskedEnd: moved ? (user.endDate ?? before) : ends.initialApiKeyAskedEnd,
    lostInitialKey: flag(olds, "lostInitialKey", false),
  });
  return { props: state, inputs: isGet ? {} : inputsOf(state) };
}

/**
 * Who manages the user as its mark says, so that an erased mark and another owner's show as drift. The hash in state stays
 * our own: by it the next run knows whose the mark is. A response without a description says nothing.
 */
function ownerSeen(user: ServiceUser, olds: Props, { notice }: ApplyContext): string {
  const { owner, ownerHash } = serviceUserInputs(olds);
  if (user.description === undefined) return owner;
  const found = ownershipNow(user, { ownerHash, nonce: text(olds, "nonce") });
  if (found.is === "unmarked") return "";
  if (found.is !== "other" || found.mark === undefined) return found.mark?.owner ?? owner;
  notice(`${user.id} is not ours any more: ${describeOwnership(found, owner)}`);
  return exactName(found.mark);
}

const endOf = (key: ApiKey | "gone" | "unknown"): string | undefined =>
  typeof key === "string" ? undefined : key.endDate;

/** The first key that was to be kept. Where somebody deleted it the state says so, and the next run makes another. */
async function keptKeyOf(userId: string, olds: Props, context: ApplyContext): Promise<ApiKey | "gone" | "unknown"> {
  const id = text(olds, "initialApiKeyId");
  if (id === "" || text(olds, "initialKey") !== "keep") return "unknown";
  const key = keyOfUser(id, { id: userId, accountIds: serviceUserInputs(olds).accountIds });
  try {
    const found = await getKeyOrGone(key, context, context.client.apiKeys.get(id, { userId }));
    if (found !== undefined) return found;
  } catch (error) {
    // Without the permission to see keys of others this stays unknown.
    if (isPermissionError(error)) return "unknown";
    throw error;
  }
  context.notice(`the API key that it came with (${id}) is gone; the next \`pulumi up\` makes another`);
  return "gone";
}

/** From the list that a whole refresh shares; asked for alone where the list says less than we know. */
async function fromSnapshot(id: string, olds: Props, context: ApplyContext): Promise<ServiceUser | undefined> {
  const known = serviceUserInputs(olds);
  const { accountIds } = known;
  for await (const user of context.client.serviceUsers.list({ userType: "service" })) {
    if (user.id !== id) continue;
    const lacks =
      (user.roleIds === undefined && known.roleIds.length > 0) ||
      (user.accountIds === undefined && known.accountIds.length > 0) ||
      (user.applicationIds === undefined && known.applicationIds !== undefined) ||
      (user.endDate === undefined && known.endDate !== "");
    return lacks ? getUserOrGone({ id, accountIds }, context) : user;
  }
  return getUserOrGone({ id, accountIds }, context);
}
