/**
 * Where other languages differ from TypeScript. There a key takes its user as one argument, a ServiceUser or an id, which the class
 * splits; handlers take the two that it registers.
 */

const USER_ID = "The id of the service user it belongs to.";
const USER_END = "The user's own last day, `YYYY-MM-DD`: pass the user's `endDate`.";

/** Words in place of those of the sources, by declaration and member. */
export const overlay: Readonly<Record<string, string>> = {
  "ApiKeyFields.serviceUserId": `${USER_ID} Another user replaces the key.`,
  "ApiKeyFields.serviceUserEndDate": `${USER_END} The key may not outlive it.`,
  "RotatingApiKeyArgs.serviceUserId": `${USER_ID.replace("it belongs", "both keys belong")} Another user rotates at once, without overlap.`,
  "RotatingApiKeyArgs.serviceUserEndDate": `${USER_END} No key may outlive it.`,
  "ServiceUserFields.adoptId": "The id of a service user to take over, whatever its nickname.",
  "ServiceUserResult.id": "What `serviceUserId` of a key takes.",
};
