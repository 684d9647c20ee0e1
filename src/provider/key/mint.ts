import {
  DigiCertOneError,
  isApiError,
  isDuplicateError,
  isInvalidRequestError,
  isNotFoundError,
  serverSentence,
  shortened,
  withoutRemedy,
} from "../../errors";
import type { ApplyContext } from "../host/handlers";
import { readIfFound } from "../proof/not-found";

/** What went wrong with the creation of a key, in words that say what to do. */
export async function explainMint(
  error: unknown,
  declared: { readonly serviceUserId: string; readonly endDate: string },
  context: ApplyContext,
): Promise<unknown> {
  const { serviceUserId } = declared;
  if (isDuplicateError(error)) {
    return new DigiCertOneError(
      `Every name that was drawn for a key of user ${serviceUserId} is taken. ${serverSentence(error)}`,
      {
        remedy: "Run `pulumi up` again, which draws others; if those are taken too, set another `namePrefix`.",
        cause: error,
      },
    );
  }
  if (isNotFoundError(error) && !(await userExists(serviceUserId, context))) {
    return new DigiCertOneError(`There is no service user ${serviceUserId} that this API key can see.`, {
      remedy:
        "Correct `serviceUser`, or use a key that sees its account. If somebody deleted the user, run `pulumi up --refresh`: it makes it again.",
      cause: error,
    });
  }
  if (!isInvalidRequestError(error)) return asSingleKeyTenant(error);
  return new DigiCertOneError(`${withoutRemedy(error)} The key was to end on ${declared.endDate || "no day"}.`, {
    remedy:
      "A key may not outlive its service user: give `serviceUser` the ServiceUser itself (or set serviceUserEndDate), or extend the user's end date.",
    cause: error,
  });
}

/** Whether a user is found; true where that is unknown. */
async function userExists(id: string, { client }: ApplyContext): Promise<boolean> {
  return readIfFound(client.serviceUsers.get(id)).then(
    (user) => user !== undefined,
    () => true,
  );
}

/**
 * Older DigiCert pages say that a service user holds one key only; such a tenant refuses to make another for it. By a 403 it
 * cannot be distinguished from a role that is missing.
 */
export function asSingleKeyTenant(error: unknown): unknown {
  if (isDuplicateError(error) || !isApiError(error) || ![403, 404, 405].includes(error.status)) return error;
  const outcome = `answered ${error.status} (${shortened(error.serverMessage || error.code)})`;
  if (error.status === 403) {
    return new DigiCertOneError(`The API key could not be made: DigiCert ONE ${outcome}.`, {
      remedy: `The service user of the provider's key may lack a role: add one that manages users in Account Manager, or use another key. If it has one, this ${ONE_KEY}: ${KEEP_IT}`,
      cause: error,
    });
  }
  return new DigiCertOneError(`This ${ONE_KEY}: it ${outcome}.`, {
    remedy: `If the provider's key has the permission to manage users, ${KEEP_IT}`,
    cause: error,
  });
}

const ONE_KEY = "tenant does not let one user make a key for another";
const KEEP_IT =
  'it allows one key per service user, the one that comes with it: set initialKey: "keep" on the ServiceUser and use its initialApiKey.';
