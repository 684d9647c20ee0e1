/** Read of a service user: from the list that a whole refresh shares, or alone. */
import type { ServiceUser } from "../../client";
import { DigiCertOneError } from "../../errors";
import type { ApplyContext } from "../host";
import { flag, type Props, text } from "../state";
import { describeHolder, getUser, holder } from "./fence";
import { inputsOf, observed } from "./observed";
import { serviceUserInputs } from "./plan";

export async function readServiceUser(
  id: string,
  olds: Props,
  context: ApplyContext,
): Promise<{ props: object; inputs: object } | undefined> {
  const nonce = text(olds, "nonce");
  const isGet = nonce === "";
  const user = isGet ? await getUser(context, id) : await fromSnapshot(id, olds, context);
  if (!user) {
    if (!isGet) return undefined;
    throw new DigiCertOneError(`There is no user ${id} that this API key can see.`, {
      remedy: "Correct the id given to ServiceUser.get, or use a key that may see the user.",
    });
  }
  const found = holder(user, nonce);
  if (!isGet && found.is === "other" && found.mark)
    context.notice(`${id} is not ours any more: ${describeHolder(found)}`);
  const known = { ...serviceUserInputs(olds), status: text(olds, "status"), createdAt: text(olds, "createdAt") };
  const before = text(olds, "endDate");
  // An end date that is not the one last granted is somebody's change; otherwise what was asked for stands.
  const moved = user.endDate !== undefined && user.endDate !== before;
  const state = observed(user, known, {
    nonce,
    adopted: flag(olds, "adopted", false),
    requestedEndDate: moved ? (user.endDate ?? before) : text(olds, "requestedEndDate", before),
    initialApiKeyId: text(olds, "initialApiKeyId"),
    initialApiKey: text(olds, "initialApiKey"),
    lostInitialKey: flag(olds, "lostInitialKey", false),
  });
  return { props: state, inputs: isGet ? {} : inputsOf(state) };
}

/** From the list that a whole refresh shares; asked for alone where the list says less than we know. */
async function fromSnapshot(id: string, olds: Props, context: ApplyContext): Promise<ServiceUser | undefined> {
  for await (const user of context.client.serviceUsers.list({ userType: "service" })) {
    if (user.id !== id) continue;
    const known = serviceUserInputs(olds);
    const lacks =
      (user.roleIds === undefined && known.roleIds.length > 0) ||
      (user.accountIds === undefined && known.accountIds.length > 0) ||
      (user.endDate === undefined && known.endDate !== "");
    return lacks ? getUser(context, id) : user;
  }
  return getUser(context, id);
}
