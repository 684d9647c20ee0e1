/** Create, read, update and delete of an API key. */
import { createHash } from "node:crypto";
import type { ApiKey } from "../../client";
import {
  DigiCertOneError,
  isInvalidRequestError,
  isNotFoundError,
  PartialCreationError,
  registerSecret,
} from "../../errors";
import { endsAt } from "../../rotation";
import type { ApplyContext, ResourceHandlers } from "../host";
import { asSingleKeyTenant } from "../service-user/steps";
import { type ApiKeyInputs, type ApiKeyState, type Props, text } from "../state";
import { newKeyName } from "./name";
import { apiKeyInputs, checkApiKey, diffApiKey, rotationDay } from "./plan";

export const apiKeyHandlers: ResourceHandlers = {
  kind: "API key",
  subject: (props) => `API key "${text(props, "name") || text(props, "namePrefix")}"`,
  check: checkApiKey,
  diff: diffApiKey,
  create: createApiKey,
  read: readApiKey,
  update: updateApiKey,
  delete: deleteApiKey,
};

/** The first characters of the value's SHA-256: tells keys apart without telling a key. */
export function fingerprint(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 16);
}

async function createApiKey(props: Props, context: ApplyContext): Promise<{ id: string; outs: object }> {
  const declared = apiKeyInputs(props);
  const drawName = () => newKeyName(declared.namePrefix, declared.endDate);
  const key = await context.client.apiKeys
    .create(
      {
        userId: declared.serviceUserId,
        name: drawName(),
        ...(declared.endDate !== "" && { endDate: declared.endDate }),
      },
      { drawName },
    )
    .catch((error: unknown) => {
      throw explainMint(error, declared);
    });
  registerSecret(key.value);
  const state = observed(key, { ...declared, enabled: true }, { value: key.value, requestedEndDate: declared.endDate });
  let failure: unknown;
  try {
    if (!declared.enabled) await setEnabled(key.id, state, false, context);
  } catch (error) {
    failure = error;
  }
  if (!(await context.engineAlive())) {
    await context.client.apiKeys.delete(key.id);
    throw new DigiCertOneError(
      `The engine is gone, so nobody would record API key "${state.name}": it was deleted again.`,
    );
  }
  if (failure !== undefined) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    throw new PartialCreationError({
      id: key.id,
      properties: { ...state },
      reasons: [
        `API key "${state.name}" exists (${key.id}), but could not be disabled: ${reason}`,
        "It is kept in state with its value, and the next `pulumi up` finishes it.",
      ],
      cause: failure,
    });
  }
  if (state.endDate !== "" && state.endDate < state.requestedEndDate) {
    context.notice(
      `asked until ${state.requestedEndDate}, granted until ${state.endDate}; it rotates on ${state.rotateOn || "no day"}`,
    );
  }
  return { id: key.id, outs: state };
}

function explainMint(error: unknown, declared: ApiKeyInputs): unknown {
  if (isNotFoundError(error) || !isInvalidRequestError(error)) return asSingleKeyTenant(error);
  return new DigiCertOneError(`${error.message} The key was to end on ${declared.endDate || "no day"}.`, {
    remedy:
      "A key may not outlive its service user: give `serviceUser` the ServiceUser itself (or set serviceUserEndDate), or extend the user's end date.",
    cause: error,
  });
}

type Ours = Pick<ApiKeyState, "value" | "requestedEndDate">;

/** From what the server says of a key to what is stored: a field that the answer lacks is unknown, not empty. */
function observed(key: ApiKey, known: ApiKeyInputs & Partial<ApiKeyState>, ours: Ours): ApiKeyState {
  const endDate = key.endDate ?? known.endDate;
  const enabled = key.enabled ?? (key.status === undefined ? known.enabled : key.status !== "DISABLED");
  return {
    ...known,
    enabled,
    name: key.name ?? known.name ?? "",
    status: key.status ?? (enabled ? "ACTIVE" : "DISABLED"),
    endDate,
    endsAt: endDate === "" ? "" : endsAt(endDate),
    rotateOn: rotationDay({ ...known }, endDate, ours.requestedEndDate),
    createdAt: key.createdAt ?? known.createdAt ?? "",
    fingerprint: ours.value === "" ? "" : fingerprint(ours.value),
    ...ours,
  };
}

const INPUT_KEYS = [
  "serviceUserId",
  "issuedOn",
  "lifetimeDays",
  "rotateBeforeDays",
  "rotate",
  "triggers",
  "namePrefix",
  "enabled",
  "onDestroy",
  "allowSelf",
] as const satisfies readonly (keyof ApiKeyInputs)[];

async function readApiKey(
  id: string,
  olds: Props,
  context: ApplyContext,
): Promise<{ props: object; inputs: object } | undefined> {
  const isGet = text(olds, "issuedOn") === "";
  const key = isGet ? await getKey(context, id) : await fromSnapshot(id, olds, context);
  if (!key) {
    if (!isGet) return undefined;
    throw new DigiCertOneError(`There is no API key ${id} that this key can see.`, {
      remedy: "Correct the id given to ApiKey.get, or use a key that may see it.",
    });
  }
  const before = text(olds, "endDate");
  const requested = text(olds, "requestedEndDate", before);
  // An end date that is not the one last granted is somebody's change; otherwise what was asked for stands.
  const moved = key.endDate !== undefined && key.endDate !== before;
  const known = {
    ...apiKeyInputs(olds),
    ...(isGet && { serviceUserId: key.userId ?? "", issuedOn: (key.createdAt ?? "").slice(0, 10) }),
    endDate: before,
    name: text(olds, "name"),
    status: text(olds, "status"),
    createdAt: text(olds, "createdAt"),
  };
  const state = observed(key, known, {
    value: text(olds, "value"),
    requestedEndDate: moved ? (key.endDate ?? before) : requested,
  });
  if (state.status === "EXPIRED") context.notice(`has ended (${state.endDate})`);
  return { props: state, inputs: isGet ? {} : inputsOf(state) };
}

/** The inputs that a state stands for: as check settled them, but for what somebody changed. */
function inputsOf(state: ApiKeyState): Props {
  const { requestedEndDate } = state;
  const inputs: Props = { endDate: requestedEndDate, rotateOn: rotationDay({ ...state }, requestedEndDate) };
  for (const key of INPUT_KEYS) if (state[key] !== undefined) inputs[key] = state[key];
  return inputs;
}

async function fromSnapshot(id: string, olds: Props, context: ApplyContext): Promise<ApiKey | undefined> {
  const userId = text(olds, "serviceUserId");
  try {
    for await (const key of context.client.apiKeys.list(userId)) {
      if (key.id !== id) continue;
      return key.endDate === undefined && text(olds, "endDate") !== "" ? getKey(context, id) : key;
    }
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
  }
  return getKey(context, id);
}

async function getKey(context: ApplyContext, id: string): Promise<ApiKey | undefined> {
  try {
    return await context.client.apiKeys.get(id);
  } catch (error) {
    if (isNotFoundError(error)) return undefined;
    throw error;
  }
}

async function updateApiKey(id: string, olds: Props, news: Props, context: ApplyContext): Promise<object> {
  const declared = apiKeyInputs(news);
  const before = { ...(olds as unknown as ApiKeyState), ...apiKeyInputs(olds) };
  if (before.enabled && !declared.enabled) refuseOwnKey(before, declared.allowSelf, "disabling", context);
  const moves = text(olds, "requestedEndDate", before.endDate) !== declared.endDate;
  const state: ApiKeyState = { ...before, ...declared, enabled: before.enabled, endDate: before.endDate };
  state.rotateOn = rotationDay(news, before.endDate, declared.endDate);
  if (!moves && before.enabled === declared.enabled) return state;

  const key = await write(id, before, declared, moves, context);
  return observed(
    key,
    { ...state, enabled: declared.enabled, endDate: moves ? declared.endDate : before.endDate },
    { value: before.value, requestedEndDate: declared.endDate },
  );
}

/** Writes the whole key: name, end date, enabled. */
async function write(
  id: string,
  before: ApiKeyState,
  declared: ApiKeyInputs,
  moves: boolean,
  context: ApplyContext,
): Promise<ApiKey> {
  const endDate = moves ? declared.endDate : before.endDate;
  try {
    return await context.client.apiKeys.update(id, {
      name: before.name,
      enabled: declared.enabled,
      ...(endDate !== "" && { endDate }),
    });
  } catch (error) {
    if (isNotFoundError(error)) {
      throw new DigiCertOneError(`API key "${before.name}" (${id}) is gone.`, {
        remedy: "Run `pulumi up --refresh`: it drops the key from state and makes a new one.",
      });
    }
    if (!moves || !isInvalidRequestError(error)) throw error;
    throw new DigiCertOneError(
      `The server refuses to move the end of API key "${before.name}" from ${before.endDate || "none"} to ${declared.endDate || "none"}: ${error.serverMessage}`,
      { remedy: "Change `triggers` to replace the key with one that ends on the new day.", cause: error },
    );
  }
}

async function setEnabled(id: string, state: ApiKeyState, enabled: boolean, context: ApplyContext): Promise<void> {
  const key = await context.client.apiKeys.update(id, {
    name: state.name,
    enabled,
    ...(state.endDate !== "" && { endDate: state.endDate }),
  });
  state.enabled = enabled;
  state.status = key.status ?? (enabled ? "ACTIVE" : "DISABLED");
}

/** The key that this provider itself runs with is recognised by its value: taking it away would end this very run. */
function refuseOwnKey(state: ApiKeyState, allowSelf: boolean, doing: string, context: ApplyContext): void {
  if (allowSelf || state.value === "" || !context.settings.apiKeys.includes(state.value)) return;
  throw new DigiCertOneError(
    `API key "${state.name}" is the key that this provider itself runs with: ${doing} it would lock the provider out.`,
    {
      remedy: "Give the provider another key first, or set allowSelf: true and run once before.",
    },
  );
}

async function deleteApiKey(id: string, olds: Props, context: ApplyContext): Promise<void> {
  const state = { ...(olds as unknown as ApiKeyState), ...apiKeyInputs(olds) };
  const disable = state.onDestroy === "disable";
  refuseOwnKey(state, state.allowSelf, disable ? "disabling" : "deleting", context);
  if (!disable) {
    await context.client.apiKeys.delete(id);
    return;
  }
  try {
    await setEnabled(id, state, false, context);
  } catch (error) {
    if (isNotFoundError(error)) return;
    // A key that has ended can no longer be written, and need not be: it opens nothing.
    const key = isInvalidRequestError(error) ? await getKey(context, id) : undefined;
    if (!isInvalidRequestError(error) || (key !== undefined && key.status !== "EXPIRED" && key.enabled !== false))
      throw error;
  }
}
