/** Create, read, update and delete of a service user. */

import { newNonce, parseMark, withMark } from "../../arguments";
import type { ServiceUser, ServiceUserInput } from "../../client";
import { DigiCertOneError, isDuplicateError, PartialCreationError } from "../../errors";
import type { ApplyContext, ResourceHandlers } from "../host";
import { flag, type Props, type ServiceUserInputs, type ServiceUserState, sameJson, text } from "../state";
import { decideDuplicate, explainDuplicate } from "./duplicate";
import { describeHolder, getUser, holder, refuseLiveKeys, refuseSelfHarm } from "./fence";
import { inputsOf, observed } from "./observed";
import { checkServiceUser, diffServiceUser, serviceUserInputs } from "./plan";
import { type Draft, runSteps } from "./steps";

export const serviceUserHandlers: ResourceHandlers = {
  kind: "service user",
  subject: (props) => `service user "${text(props, "nickname") || text(props, "owner")}"`,
  check: checkServiceUser,
  diff: diffServiceUser,
  create: createServiceUser,
  read: readServiceUser,
  update: updateServiceUser,
  delete: deleteServiceUser,
};

async function createServiceUser(props: Props, context: ApplyContext): Promise<{ id: string; outs: object }> {
  const declared = serviceUserInputs(props);
  const nonce = newNonce();
  const { draft, made } =
    declared.adoptId === ""
      ? await makeOrClaim(declared, nonce, context)
      : { draft: await claim(await getUser(context, declared.adoptId), declared, nonce, context), made: false };
  const undo = made ? () => context.client.serviceUsers.delete(draft.id) : undefined;
  await finish(draft, declared, context, undo);
  return { id: draft.id, outs: draft.state };
}

/** Posts the user; where the nickname is taken, takes the holder back, adopts it, or fails. */
async function makeOrClaim(
  declared: ServiceUserInputs,
  nonce: string,
  context: ApplyContext,
): Promise<{ draft: Draft; made: boolean }> {
  const { client } = context;
  try {
    const user = await client.serviceUsers.create(wire(declared, nonce), {
      find: (candidate) => parseMark(candidate.description ?? "").mark?.nonce === nonce,
    });
    const first = user.initialApiKey;
    const state = observed(user, withoutEnabled(declared), {
      nonce,
      adopted: false,
      requestedEndDate: declared.endDate,
      initialApiKeyId: first?.id ?? "",
      initialApiKey: declared.initialKey === "keep" ? (first?.value ?? "") : "",
    });
    return {
      draft: { id: user.id, state, lostInitialKey: first?.id === undefined && first?.value === undefined },
      made: true,
    };
  } catch (error) {
    if (!isDuplicateError(error)) throw error;
    const existing = await client.serviceUsers.findByNickname(declared.nickname);
    return { draft: await claim(existing, declared, nonce, context, error), made: false };
  }
}

/** A user as it is made is enabled; disabling it is a step of its own. */
const withoutEnabled = (declared: ServiceUserInputs): ServiceUserInputs => ({ ...declared, enabled: true });

/** Takes over a user that exists, if it may be: from then on it carries our mark and a new nonce. */
async function claim(
  found: ServiceUser | undefined,
  declared: ServiceUserInputs,
  nonce: string,
  context: ApplyContext,
  cause?: unknown,
): Promise<Draft> {
  if (!found && declared.adoptId !== "") {
    throw new DigiCertOneError(`There is no service user ${declared.adoptId} that this API key can see.`, {
      remedy: "Correct adoptId, or remove it to have a user made.",
    });
  }
  const decision = decideDuplicate(found, declared);
  if (decision.action === "fail") throw new DigiCertOneError(explainDuplicate(found, declared, decision), { cause });
  const { existing } = decision;
  const user = await context.client.serviceUsers.update(existing.id, wire(declared, nonce));
  const adopted = decision.action === "adopt";
  const state = observed(merged(user, existing), declared, {
    nonce,
    adopted,
    requestedEndDate: declared.endDate,
    initialApiKeyId: "",
    initialApiKey: "",
  });
  const changes = decision.differences.map((row) => `${row.field} ${row.existing} -> ${row.declared}`).join("; ");
  const how = adopted ? "adopted" : "taken back: it carried this resource's own mark";
  context.notice(`${existing.id} was ${how}${changes === "" ? "" : ` (${changes})`}`);
  return { id: existing.id, state, lostInitialKey: false };
}

/** The answer to a write, its gaps filled with what was known of the user before that a write does not change. */
function merged(user: ServiceUser, before: ServiceUser): ServiceUser {
  const status = user.status ?? before.status;
  const createdAt = user.createdAt ?? before.createdAt;
  return { ...user, ...(status !== undefined && { status }), ...(createdAt !== undefined && { createdAt }) };
}

/**
 * Runs the remaining steps. What exists but could not be finished is saved as a partial creation, which the next run
 * finishes; where the engine died meanwhile nobody would record it, so what was made is undone.
 */
async function finish(
  draft: Draft,
  declared: ServiceUserInputs,
  context: ApplyContext,
  undo: (() => Promise<unknown>) | undefined,
): Promise<void> {
  let failure: unknown;
  try {
    await runSteps(draft, declared, context);
  } catch (error) {
    failure = error;
  }
  if (undo && !(await context.engineAlive())) {
    await undo();
    throw new DigiCertOneError(
      `The engine is gone, so nobody would record service user ${draft.id}: it was deleted again.`,
    );
  }
  if (failure === undefined) return;
  const reason = failure instanceof Error ? failure.message : String(failure);
  throw new PartialCreationError({
    id: draft.id,
    properties: { ...draft.state },
    reasons: [
      `Service user "${draft.state.nickname}" exists (${draft.id}), but is not finished: ${reason}`,
      "It is kept in state, and the next `pulumi up` finishes it.",
    ],
    cause: failure,
  });
}

function wire(declared: ServiceUserInputs, nonce: string): ServiceUserInput {
  return {
    nickname: declared.nickname,
    description: withMark(declared.description, { owner: declared.owner, nonce }),
    email: declared.email,
    accountIds: declared.accountIds,
    roleIds: declared.roleIds,
    ...(declared.endDate !== "" && { endDate: declared.endDate }),
  };
}

async function readServiceUser(
  id: string,
  olds: Props,
  context: ApplyContext,
): Promise<{ props: object; inputs: object } | undefined> {
  const isGet = text(olds, "nonce") === "";
  const user = isGet ? await getUser(context, id) : await fromSnapshot(id, olds, context);
  if (!user) {
    if (!isGet) return undefined;
    throw new DigiCertOneError(`There is no user ${id} that this API key can see.`, {
      remedy: "Correct the id given to ServiceUser.get, or use a key that may see the user.",
    });
  }
  const known = { ...serviceUserInputs(olds), status: text(olds, "status"), createdAt: text(olds, "createdAt") };
  const before = text(olds, "endDate");
  // An end date that is not the one last granted is somebody's change; otherwise what was asked for stands.
  const moved = user.endDate !== undefined && user.endDate !== before;
  const state = observed(user, known, {
    nonce: text(olds, "nonce"),
    adopted: flag(olds, "adopted", false),
    requestedEndDate: moved ? (user.endDate ?? before) : text(olds, "requestedEndDate", before),
    initialApiKeyId: text(olds, "initialApiKeyId"),
    initialApiKey: text(olds, "initialApiKey"),
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

async function updateServiceUser(id: string, olds: Props, news: Props, context: ApplyContext): Promise<object> {
  const declared = serviceUserInputs(news);
  const before = { ...(olds as unknown as ServiceUserState), ...serviceUserInputs(olds) };
  const nonce = text(olds, "nonce");
  const draft: Draft = {
    id,
    state: { ...before, ...declared, enabled: before.enabled, endDate: before.endDate },
    lostInitialKey: false,
  };
  if (before.enabled && !declared.enabled) {
    await refuseSelfHarm(context, id, { doing: "disabling", nickname: before.nickname, allowSelf: declared.allowSelf });
  }
  if (isWritten(before, declared, text(olds, "requestedEndDate", before.endDate))) {
    if (takesAway(before, declared)) {
      await refuseSelfHarm(context, id, {
        doing: "taking roles or accounts from",
        nickname: before.nickname,
        allowSelf: declared.allowSelf,
      });
    }
    draft.state = await write(id, before, declared, nonce, context);
  } else if (before.enabled !== declared.enabled) {
    await requireOurs(id, before, nonce, context);
  }
  await finish(draft, declared, context, undefined);
  return draft.state;
}

/** Whether anything differs that is written with the whole object. */
function isWritten(before: ServiceUserState, declared: ServiceUserInputs, requestedEndDate: string): boolean {
  const keys = ["owner", "nickname", "description", "email", "accountIds", "roleIds"] as const;
  return requestedEndDate !== declared.endDate || keys.some((key) => !sameJson(before[key], declared[key]));
}

function takesAway(before: ServiceUserInputs, declared: ServiceUserInputs): boolean {
  const lost = (key: "roleIds" | "accountIds") => before[key].some((id) => !declared[key].includes(id));
  return lost("roleIds") || lost("accountIds");
}

/** Writes the whole user; the fence is asked first, so that a user taken over by another stack is not taken back unseen. */
async function write(
  id: string,
  before: ServiceUserState,
  declared: ServiceUserInputs,
  nonce: string,
  context: ApplyContext,
): Promise<ServiceUserState> {
  const existing = await requireOurs(id, before, nonce, context);
  const user = merged(await context.client.serviceUsers.update(id, wire(declared, nonce)), existing);
  return observed(
    user,
    { ...before, ...declared, enabled: before.enabled },
    {
      nonce,
      adopted: before.adopted,
      requestedEndDate: declared.endDate,
      initialApiKeyId: before.initialApiKeyId,
      initialApiKey: before.initialApiKey,
    },
  );
}

/** The user, unless it is gone or another owner's mark stands on it. A mark that a person erased is written again. */
async function requireOurs(
  id: string,
  before: ServiceUserState,
  nonce: string,
  context: ApplyContext,
): Promise<ServiceUser> {
  const existing = await getUser(context, id);
  if (!existing) {
    throw new DigiCertOneError(`Service user "${before.nickname}" (${id}) is gone.`, {
      remedy: "Run `pulumi up --refresh`: it drops the user from state and makes it again.",
    });
  }
  const found = holder(existing, nonce);
  if (found.is === "other" && found.mark) {
    throw new DigiCertOneError(`Service user "${before.nickname}" (${id}) was not changed: ${describeHolder(found)}.`, {
      remedy: `Remove the resource from this program with \`pulumi state delete\`, or take the user over: delete it from state and declare onDuplicate: "adopt", adoptFrom: "${found.mark.owner}".`,
    });
  }
  return existing;
}

async function deleteServiceUser(id: string, olds: Props, context: ApplyContext): Promise<void> {
  const state = { ...(olds as unknown as ServiceUserState), ...serviceUserInputs(olds) };
  const onDestroy = state.onDestroy || (flag(olds, "adopted", false) ? "retain" : "delete");
  if (onDestroy === "retain") {
    context.notice(
      `${id} is left as it is (${state.onDestroy === "retain" ? 'onDestroy: "retain"' : "it was adopted, not made here"})`,
    );
    return;
  }
  const existing = await getUser(context, id);
  const found = holder(existing, text(olds, "nonce"));
  if (found.is === "gone") return;
  if (found.is === "other") {
    context.notice(`${id} is left alone: ${describeHolder(found)}`);
    return;
  }
  const doing = onDestroy === "disable" ? "disabling" : "deleting";
  await refuseSelfHarm(context, id, { doing, nickname: state.nickname, allowSelf: state.allowSelf });
  if (onDestroy === "disable") {
    await context.client.serviceUsers.disable(id);
    return;
  }
  if (!state.forceDestroy) await refuseLiveKeys(context, id, state.nickname, text(olds, "initialApiKeyId"));
  await context.client.serviceUsers.delete(id);
}
