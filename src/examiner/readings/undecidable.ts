/** Facts that a run of verify never decides, each with the reason. All in one place; the table of results quotes it. */

/** By the id of the fact. */
export const undecidable: Readonly<Record<string, string>> = {
  "delete-own-user": "it takes a key that may manage users, and no throwaway user is given that right",
  "rate-limit-windows": "it takes as many requests as the limit allows, which others who use the key would lack",
  "refused-requests-uncounted": "it takes requests beyond the limit, which others who use the key would lack",
  "unreachable-is-404": "it takes the id of an object in an account that this key cannot reach",
  "certificate-body": "no documented request removes a client certificate again",
};
