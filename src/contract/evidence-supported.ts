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
];
