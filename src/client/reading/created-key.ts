/**
 * The key in the response to a creation: of a new user, or a new key. Its value is shown this once, in a field that is not
 * documented (evidence `create-user-token-field`, `create-token-value-field`), so every form that the platform is seen to
 * use is read.
 *
 * DigiCert's pages call the secret the "token ID", while a sibling's token id is a UUID that names the token: in `token_id` a
 * UUID is the id, and anything else the value. A value with an asterisk is a masked one, as a sibling shows in reads.
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

/** Fields whose text is the value, or whose object is the key. */
const FIELDS = ["api_access_token", "api_token", "token", "api_key", "token_id"] as const;
/** Inside an object that is the key, the value may be called so as well. */
const INSIDE = [...FIELDS, "value"] as const;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface Found {
  readonly values: { readonly field: string; readonly value: string }[];
  readonly ids: string[];
  nested?: Record<string, unknown>;
}

function gather(json: Record<string, unknown>, fields: readonly string[], path: string, found: Found): void {
  for (const field of fields) {
    const value = json[field];
    if (isRecord(value)) {
      found.nested ??= value;
      gather(value, INSIDE, `${path}${field}.`, found);
    } else if (typeof value === "string" && value !== "") {
      if (field === "token_id" && UUID.test(value)) found.ids.push(value);
      else found.values.push({ field: `${path}${field}`, value });
    }
  }
}

/**
 * Reads the key of a creation; each value that it finds is registered as a secret before anything else.
 * @param json the user, or the key itself
 * @param what whether `json` is the key, so that its own id, name and `value` speak of it
 */
export function createdKeyOf(json: Record<string, unknown>, what: "user" | "key"): CreatedKey {
  const found: Found = { values: [], ids: [] };
  gather(json, what === "key" ? INSIDE : FIELDS, "", found);
  for (const { value } of found.values) registerSecret(value);
  const own = what === "key" ? json : (found.nested ?? {});
  const shown = found.values.filter(({ value }) => !value.includes("*"));
  const [value, ...others] = new Set(shown.map((each) => each.value));
  const fields = (of: readonly { field: string }[]): string => of.map(({ field }) => field).join(", ");
  let problem: string | undefined;
  if (others.length > 0) problem = `several values of one key (${fields(shown)})`;
  else if (value === undefined && found.values.length > 0)
    problem = `a masked value of a key (${fields(found.values)})`;
  const id = text(own.id) ?? text(found.nested?.id) ?? found.ids[0];
  const name = text(own.name) ?? text(found.nested?.name);
  const endDate = own.end_date ?? found.nested?.end_date;
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
