/** The key that came with a user and is kept (`initialKey: "keep"`): it never rotates, and its end moves with the user's. */
import { DigiCertOneError, isInvalidRequestError, isPermissionError, shortened } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import { type Props, type ServiceUserInputs, type ServiceUserState, text } from "../host/state";
import { getKeyOrGone } from "./gone";

/** What a state knows of the end of the kept key. */
export type KeptKeyEnds = Pick<ServiceUserState, "initialApiKeyEndDate" | "initialApiKeyAskedEnd">;

/** No key is kept, or nothing is known of its end. */
export const NO_KEPT_KEY: KeptKeyEnds = { initialApiKeyEndDate: "", initialApiKeyAskedEnd: "" };

/** A state of before says nothing of it: then the key ends as the user did when it was made. */
export const keptKeyEnds = (olds: Props): KeptKeyEnds => ({
  initialApiKeyEndDate: text(olds, "initialApiKeyEndDate"),
  initialApiKeyAskedEnd: text(olds, "initialApiKeyAskedEnd", text(olds, "endDate")),
});

/** Whoever made the user has its first key, if anybody has: an empty value would go on to consumers as a key. */
export function refuseToKeep({ id }: { readonly id: string }, { initialKey, nickname }: ServiceUserInputs): void {
  if (initialKey !== "keep") return;
  throw new DigiCertOneError(
    `Service user "${nickname}" (${id}) was adopted, so it has no initial key that could be kept.`,
    { remedy: 'Set initialKey to "delete", and make a key for it: new ApiKey("...", { serviceUser: user }).' },
  );
}

/** Whether the end of the user has moved, and that of its kept key is to follow. */
export const isKeyToFollow = (state: ServiceUserState): boolean =>
  state.initialKey === "keep" && state.initialApiKeyId !== "" && state.initialApiKeyAskedEnd !== state.endDate;

/** Whether the key is in the way of an earlier end of its user: DigiCert ONE lets no user end before its keys. */
export const isKeyInTheWay = (state: ServiceUserState, endDate: string): boolean =>
  state.initialKey === "keep" &&
  state.initialApiKeyId !== "" &&
  endDate !== "" &&
  (state.endDate === "" || state.initialApiKeyEndDate === "" || state.initialApiKeyEndDate > endDate) &&
  (state.endDate === "" || state.endDate > endDate);

/**
 * Moves the end of the key to that of its user. A server that refuses does not fail the run: the user is as declared, and each
 * preview warns once the end of the key comes near.
 */
export async function moveKeptKey(
  { id: userId, state }: { readonly id: string; readonly state: ServiceUserState },
  endDate: string,
  context: ApplyContext,
): Promise<KeptKeyEnds> {
  const id = state.initialApiKeyId;
  const what = `the API key that it came with (${id})`;
  const ends = (initialApiKeyEndDate: string): KeptKeyEnds => ({
    initialApiKeyEndDate,
    initialApiKeyAskedEnd: endDate,
  });
  let before = state.initialApiKeyEndDate;
  try {
    const now = await getKeyOrGone({ id, userId, accountId: state.accountIds[0] ?? "" }, context);
    if (now === undefined) {
      context.notice(`${what} is gone; a refresh and another \`pulumi up\` make another`);
      return ends("");
    }
    before = now.endDate ?? before;
    if (now.endDate === endDate) return ends(endDate);
    const { name = "", enabled = now.status !== "DISABLED" } = now;
    const moved = await context
      .step("move the end of the initial key")
      .apiKeys.update(id, { name, enabled, ...(endDate !== "" && { endDate }) });
    return ends(moved.endDate ?? endDate);
  } catch (error) {
    if (!isInvalidRequestError(error) && !isPermissionError(error)) throw error;
    const from = before === "" ? "" : ` from ${before}`;
    context.notice(
      `the end of ${what} could not be moved${from} to ${endDate || "none"}: ${shortened(error.serverMessage)}`,
      "warning",
    );
    return ends(before);
  }
}
