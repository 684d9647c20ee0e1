/** Which arguments a program gave as secrets. Handlers see plain values, so the names travel with the inputs. */
import { apiKeyFields } from "../fields/api-key";
import type { Table } from "../fields/row";
import { serviceUserFields } from "../fields/service-user";
import { parseDay } from "../rotation";
import type { Arguments } from "./validator";

/**
 * Where inputs and state keep the names. Absent where no argument is a secret, so that a program without secrets shows and
 * stores nothing of it. Pulumi shows no property that begins like this.
 */
export const SECRET_ARGUMENTS = "__secretArguments";

/** Arguments that were given as secrets. */
export interface Secrets {
  readonly names: ReadonlySet<string>;
  /** Their texts, and those inside of them. */
  readonly values: readonly string[];
}

/** What any of these properties, old or new, says was given as a secret. */
export function secretsIn(...bags: readonly Arguments[]): Secrets {
  const names = new Set(bags.flatMap((props) => textsIn(props[SECRET_ARGUMENTS])));
  const values = new Set(bags.flatMap((props) => [...names].flatMap((name) => textsIn(props[name]))));
  return { names, values: [...values].filter((value) => !isPublic(value)) };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value, value.trim()];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

/** Days and the words of a choice are no secrets, and stand in half of all messages. */
const isPublic = (value: string): boolean => value === "" || parseDay(value) !== undefined || choices.has(value);

const choicesOf = (table: Table): readonly string[] =>
  Object.values(table).flatMap(({ shape }) => (shape.is === "choice" ? shape.of : []));

const choices = new Set([...choicesOf(serviceUserFields), ...choicesOf(apiKeyFields), "newest", "previous"]);

/** What is wrong with a secret of which the name of a key is to be made. */
export const secretPrefixError = (argument: string): string =>
  `${argument} is a secret, but names of keys are none: they show in DigiCert ONE, in state and in every plan. ` +
  "Give a text that is no secret.";
