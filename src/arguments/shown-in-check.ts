/**
 * Which values a message of check may show. Check meets them only where the program did not know them itself (outputs), and
 * meets them plain: free texts are not shown there at all, anything else where it is not known to be a secret.
 */
import { apiKeyFields } from "../fields/api-key";
import type { Shape, Table } from "../fields/row";
import { serviceUserFields } from "../fields/service-user";

const FREE: readonly Shape["is"][] = ["name", "note", "email", "values"];

const freeOf = (table: Table): readonly string[] =>
  Object.entries(table).flatMap(([name, { shape }]) => (FREE.includes(shape.is) ? name : []));

/** The arguments in which a program may write anything. */
export const freeTexts: ReadonlySet<string> = new Set([
  ...freeOf(serviceUserFields),
  ...freeOf(apiKeyFields),
  "revoke",
]);

export const shownInCheck =
  (isSecret: (argument: string) => boolean = () => false) =>
  (argument: string): boolean =>
    !freeTexts.has(argument) && !isSecret(argument);
