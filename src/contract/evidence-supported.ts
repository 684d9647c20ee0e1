/**
 * Facts that a sibling service of the platform documents or shows: their numbers, id, what we take from it, what the other
 * reading does. Strong evidence, and no proof.
 */
export const supported: readonly (readonly [facts: string, id: string, statement: string, variant: string])[] = [
  [
    "F30",
    "delete-token-answer",
    "DELETE /api-access-token/{id} answers 204.",
    "It answers 200 with the key that was deleted.",
  ],
  [
    "F35",
    "assignments-are-objects",
    "The accounts and roles of a user are arrays of objects with id and name.",
    "They are arrays of ids.",
  ],
  [
    "F35",
    "requests-name-ids",
    "A request names accounts, roles and applications by their ids.",
    "It names them by objects with an id; an id alone is refused with 400.",
  ],
  [
    "F58",
    "duplicate-code",
    "A taken name answers with the documented code.",
    "It answers 400 invalid_input, and the message says that the name already exists, as with sibling services.",
  ],
  ["F44", "status-in-capitals", "Statuses are written in capitals.", "They are written in small letters."],
  [
    "F45",
    "envelope-items",
    "Where a list comes in an envelope, its objects are called items.",
    "Every list comes in the envelope records, total, offset, limit, in pages.",
  ],
  [
    "F22",
    "times-in-seconds",
    "Times are RFC 3339 in UTC, in whole seconds.",
    "They carry a fraction of a second and the offset +0000.",
  ],
  [
    "F46",
    "audit-entry-nested",
    "An audit entry nests whom and what it is about: user with id and name, account with id, resource with type and id.",
    "It names them in fields of its own: user_id, user_name, account_id, resource_type, resource_id.",
  ],
  ["F57", "not-found-code", "The code of a 404 is resource_not_found.", "It is entity_not_found."],
  ["F48", "name-length", "A name has 1 to 255 characters.", "It has at most 64: a longer one is refused with 400."],
  ["F42", "token-without-enabled", "A key has a status, and no field enabled beside it.", "It has both."],
];
