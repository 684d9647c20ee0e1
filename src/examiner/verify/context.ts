/** What a run of verify knows while it goes: its names, the ids of what it made, and the forms that the server takes. */
import { keyName, verifyMark, withMark } from "../../ownership";
import { addDays } from "../../rotation";

/** What varies in a path, and what of it is known. */
export type Placeholder = "user" | "other" | "firstKey" | "key" | "longKey" | "account" | "missing";

/** How a creation names what it refers to. */
export interface RequestForm {
  /** By objects with an id, instead of by ids. */
  readonly objects: boolean;
  /** Applications are named too. */
  readonly applications: boolean;
}

/** A user that was made. */
export interface Made {
  readonly id: string;
  readonly name: string;
}

/** The state of a run. Steps add to it; what was observed stands beside it. */
export interface Context {
  /** Eight hexadecimal digits: in the name and the mark of all that this run makes. */
  readonly run: string;
  readonly nonce: string;
  /** The address of the users that are made. */
  email: string;
  /** The server's day. */
  today: string;
  readonly ids: { [name in Placeholder]?: string | undefined };
  /** Another account that the caller reaches. */
  secondAccount?: string;
  form: RequestForm;
  /** A role of Account Manager that may not see users, and one of another application. */
  role?: string | undefined;
  otherRole?: string | undefined;
  applications: readonly string[];
  /** The value of the throwaway user's first key. A secret; it leaves this object in a header only. */
  firstKeyValue?: string;
  readonly made: Made[];
}

/** For users of tenants where the caller itself has no address; nobody reads what is sent there (RFC 2606). */
const NOBODY = "digicert-one-verify@example.com";

export const NAME_PREFIX = "digicert-one-verify";

/** A context at the start. */
export function createContext(run: string, nonce: string, email: string, missing: string): Context {
  return {
    run,
    nonce,
    email,
    today: "",
    ids: { missing },
    form: { objects: false, applications: false },
    applications: [],
    made: [],
  };
}

/** The name of the throwaway user, or with a suffix of a further one. */
export function userName({ run }: Pick<Context, "run">, suffix = ""): string {
  return `${NAME_PREFIX}-${run}${suffix}`;
}

/** The name of a key, of the form that `sweep` knows. `nth`: two hexadecimal digits. */
export function keyNameOf(context: Context, nth: string): string {
  return keyName("verify", tomorrow(context), `${context.run.slice(0, 6)}${nth}`);
}

export const tomorrow = ({ today }: Context): string => addDays(today, 1);

const referTo = (ids: readonly string[], { objects }: RequestForm): unknown[] =>
  objects ? ids.map((id) => ({ id })) : [...ids];

/** The whole body of a user, as the server takes it; fields may be replaced, or left out with undefined. */
export function userBody(context: Context, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { run, nonce, email, ids, form, role, applications } = context;
  const description = withMark("Made by digicert-one verify, which deletes it again.", verifyMark(run, nonce));
  return {
    user_type: "service",
    access_scope: "account",
    friendly_name: userName(context),
    description,
    email: email === "" ? NOBODY : email,
    end_date: tomorrow(context),
    accounts: referTo([ids.account ?? ""], form),
    primary_account_id: ids.account,
    roles: referTo(role === undefined ? [] : [role], form),
    ...(form.applications ? { applications: referTo(applications, form) } : {}),
    ...fields,
  };
}

/** The same in these accounts, and the server says which is the primary one. */
export function userBodyInAccounts(
  context: Context,
  accounts: readonly (string | undefined)[],
): Record<string, unknown> {
  const known = accounts.filter((id) => id !== undefined);
  return userBody(context, { accounts: referTo(known, context.form), primary_account_id: undefined });
}

/** The same with other roles. */
export function userBodyWithRoles(context: Context, roles: readonly string[]): Record<string, unknown> {
  return userBody(context, { roles: referTo(roles, context.form) });
}
