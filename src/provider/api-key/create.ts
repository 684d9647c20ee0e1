/** Create of an API key: minted, switched off if so declared, and undone where nobody would record it. */
import {
  DigiCertOneError,
  isInvalidRequestError,
  isNotFoundError,
  PartialCreationError,
  registerSecret,
} from "../../errors";
import type { ApplyContext } from "../host";
import { asSingleKeyTenant } from "../service-user/steps";
import type { ApiKeyInputs, Props } from "../state";
import { newKeyName } from "./name";
import { observed } from "./observed";
import { apiKeyInputs } from "./plan";
import { setEnabled } from "./switch";

export async function createApiKey(props: Props, context: ApplyContext): Promise<{ id: string; outs: object }> {
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
    .catch(async (error: unknown) => {
      throw await explainMint(error, declared, context);
    });
  registerSecret(key.value);
  const state = observed(key, { ...declared, enabled: true }, { value: key.value, requestedEndDate: declared.endDate });
  let failure: unknown;
  try {
    if (!declared.enabled) await setEnabled(key.id, state, false, context);
  } catch (error) {
    failure = error;
  }
  if (!(await context.engineAlive())) throw await undone(key.id, state.name, context);
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
  if (state.endDate !== "" && (declared.endDate === "" || state.endDate < declared.endDate)) {
    context.notice(
      `asked ${declared.endDate === "" ? "for no end" : `until ${declared.endDate}`}, granted until ${state.endDate}; it rotates on ${state.rotateOn || "no day"}`,
    );
  }
  return { id: key.id, outs: state };
}

/** Deletes a key again that nobody would record. */
async function undone(id: string, name: string, context: ApplyContext): Promise<DigiCertOneError> {
  const gone = `The engine is gone, so nobody would record API key "${name}"`;
  try {
    await context.client.apiKeys.delete(id);
    return new DigiCertOneError(`${gone}: it was deleted again.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new DigiCertOneError(`${gone}, and deleting it again failed: ${reason}`, {
      remedy: `Delete ${id} by hand, or with \`digicert-one sweep\`, which lists it.`,
    });
  }
}

async function explainMint(error: unknown, declared: ApiKeyInputs, context: ApplyContext): Promise<unknown> {
  const { serviceUserId } = declared;
  if (isNotFoundError(error) && !(await userExists(serviceUserId, context))) {
    return new DigiCertOneError(`There is no service user ${serviceUserId} that this API key can see.`, {
      remedy: "Correct `serviceUser`. If somebody deleted the user, run `pulumi up --refresh`: it makes it again.",
      cause: error,
    });
  }
  if (!isInvalidRequestError(error)) return asSingleKeyTenant(error);
  return new DigiCertOneError(`${error.message} The key was to end on ${declared.endDate || "no day"}.`, {
    remedy:
      "A key may not outlive its service user: give `serviceUser` the ServiceUser itself (or set serviceUserEndDate), or extend the user's end date.",
    cause: error,
  });
}

/** Whether a user is there; true where nobody can tell. */
async function userExists(id: string, { client }: ApplyContext): Promise<boolean> {
  return client.serviceUsers.get(id).then(
    () => true,
    (error: unknown) => !isNotFoundError(error),
  );
}
