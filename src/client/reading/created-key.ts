/**
 * The key in the response to a creation: of a new user, or a new key. Its value is shown this once, in a field that is not
 * documented (evidence `create-user-token-field`, `create-token-value-field`), so every form that the platform is seen to
 * use is read, wherever in the response it stands.
 *
 * DigiCert's pages call the secret the "token ID", while a sibling's token id is a UUID that names the token: in such a
 * field a UUID is the id, and anything else the value. A value with an asterisk is a masked one, as a sibling shows in reads.
 */
import { isRecord } from "../../basics/unknown";
import { registerSecret } from "../../errors/index";

/** What a response says of a key that it was made with. */
export interface CreatedKey {
  readonly id?: string;
  readonly name?: string;
  readonly endDate?: unknown;
  readonly value?: string;
  /** Why it has no value although fields speak of one: names fields, never what stands in them. */
  readonly problem?: string;
}

/** Fields whose text is the value, or whose object is the key; in snake_case as in camelCase. */
const OF_A_KEY: ReadonlySet<string> = new Set(["apiaccesstoken", "apitoken", "token", "apikey"]);
/** Fields that hold the id where that is a UUID, and else the value. */
const ID_OR_VALUE: ReadonlySet<string> = new Set(["tokenid", "apitokenid", "apiaccesstokenid", "apikeyid"]);
/** Objects round the one that was made. */
const WRAPPERS: ReadonlySet<string> = new Set(["data", "result"]);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Deeper than any response; a bound, so that no response can make reading it fail. */
const DEEPEST = 8;

interface Found {
  readonly values: { readonly field: string; readonly value: string }[];
  readonly ids: string[];
  /** Objects that are the key, with their own id, name and end date; the innermost last. */
  readonly keys: Record<string, unknown>[];
}

/** @param isKey whether `json` is the key itself, so that its own `id` and `value` speak of it */
function gather(json: unknown, isKey: boolean, path: string, found: Found, depth = 0): void {
  if (depth > DEEPEST) return;
  if (Array.isArray(json)) {
    for (const [index, item] of json.entries()) gather(item, isKey, `${path}[${index}]`, found, depth + 1);
    return;
  }
  if (!isRecord(json)) return;
  if (isKey) found.keys.push(json);
  for (const [field, value] of Object.entries(json)) {
    const name = field.toLowerCase().replaceAll(/[-_]/g, "");
    const at = path === "" ? field : `${path}.${field}`;
    if (typeof value !== "string") {
      gather(value, OF_A_KEY.has(name) || (isKey && WRAPPERS.has(name)), at, found, depth + 1);
    } else if (ID_OR_VALUE.has(name) && UUID.test(value)) {
      found.ids.push(value);
    } else if (value !== "" && (OF_A_KEY.has(name) || ID_OR_VALUE.has(name) || (isKey && name === "value"))) {
      found.values.push({ field: at, value });
    }
  }
}

/**
 * Reads the key of a creation; each value that it finds is registered as a secret before anything else.
 * @param what what was created: a user, which holds its key, or the key itself
 */
export function createdKeyOf(json: unknown, what: "user" | "key"): CreatedKey {
  const found: Found = { values: [], ids: [], keys: [] };
  gather(json, what === "key", "", found);
  for (const { value } of found.values) registerSecret(value);
  const shown = found.values.filter(({ value }) => !value.includes("*"));
  const [value, ...others] = new Set(shown.map((each) => each.value));
  const fields = (of: readonly { field: string }[]): string => of.map(({ field }) => field).join(", ");
  let problem: string | undefined;
  if (others.length > 0) problem = `several values of one key (${fields(shown)})`;
  else if (value === undefined && found.values.length > 0)
    problem = `a masked value of a key (${fields(found.values)})`;
  const own = (...names: readonly string[]): unknown =>
    found.keys.flatMap((key) => names.map((name) => key[name])).find((each) => text(each) !== undefined);
  const id = text(own("id")) ?? found.ids[0];
  const name = text(own("name"));
  const endDate = own("end_date", "endDate");
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(endDate !== undefined && { endDate }),
    ...(value !== undefined && problem === undefined && { value }),
    ...(problem !== undefined && { problem }),
  };
}

const text = (value: unknown): string | undefined => {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
};
