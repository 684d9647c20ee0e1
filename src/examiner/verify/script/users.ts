/** The steps that make throwaway users, change them, and look at what the server made of it. */
import { toApiKey, toCreatedServiceUser } from "../../../client/reading/wire";
import { addDays } from "../../../rotation";
import type { ApiResponse } from "../../asking";
import { recordsIn } from "../../readings/lists";
import { creationOf, isDone, whyNot } from "../../readings/observed";
import { CREATIONS, LONG_LIFE_DAYS } from "../../readings/steps";
import {
  type Context,
  type Placeholder,
  type RequestForm,
  userBody,
  userBodyInAccounts,
  userBodyWithRoles,
  userName,
} from "../context";
import { after, type Step } from "./step";

const LONGEST_NAME = 255;
const LONGER_THAN_SHORT = 65;

function kept(context: Context, { json }: ApiResponse, name: string, as?: Placeholder): void {
  const { user } = toCreatedServiceUser(json);
  context.made.push({ id: user.id, name });
  if (as !== undefined) context.ids[as] ??= user.id;
  if (as !== "user") return;
  const { id, value } = user.initialApiKey ?? {};
  if (id !== undefined) context.ids.firstKey = id;
  if (value !== undefined) context.firstKeyValue = value;
}

const creation = (name: (typeof CREATIONS)[number], form: RequestForm): Step => ({
  name,
  method: "POST",
  path: "/user",
  form,
  body: (context) => userBody(context),
  skip(seen, context) {
    if (context.ids.account === undefined) {
      return isDone(seen("read-me"))
        ? "no account is known that a user could be made in"
        : whyNot(seen("read-me"), "read-me");
    }
    if (creationOf(seen) !== undefined) return "the user was made already";
    const before = CREATIONS.slice(0, CREATIONS.indexOf(name)).map((each) => seen(each));
    const final = before.find((each) =>
      each?.status !== undefined ? each.status !== 400 : each?.skipped === undefined,
    );
    if (final !== undefined) return whyNot(final, final.step);
    if (form.applications && context.applications.length === 0) return "no application is known that could be named";
    return undefined;
  },
  keep: (context, response) => kept(context, response, userName(context), "user"),
});

/** A further user; it is deleted with the others. */
const another = (name: string, suffix: string, fields: (context: Context) => object, as?: Placeholder): Step => ({
  name,
  method: "POST",
  path: "/user",
  body: (context) => userBody(context, { friendly_name: userName(context, suffix), ...fields(context) }),
  skip: (seen) => (creationOf(seen) === undefined ? NO_USER : undefined),
  keep: (context, response) => kept(context, response, userName(context, suffix), as),
});

export const NO_USER = "no service user could be made";

/** A PUT of the whole user with some fields changed. */
const put = (name: string, fields: (context: Context) => object, skip: Step["skip"] = () => undefined): Step => ({
  name,
  method: "PUT",
  path: "/user/:user",
  body: (context) => userBody(context, { ...fields(context) }),
  skip,
});

const plain = () => ({});
const longName = (length: number) => (context: Context) => ({
  friendly_name: userName(context, "-").padEnd(length, "x"),
});

/** Makes users, in the forms that a request may take. */
export const creationSteps: readonly Step[] = [
  creation("create", { objects: false, applications: false }),
  creation("create-by-objects", { objects: true, applications: false }),
  creation("create-with-applications", { objects: false, applications: true }),
  creation("create-with-both", { objects: true, applications: true }),
  another("create-same-name", "", plain),
  another("create-other-case", "", (context) => ({ friendly_name: userName(context).toUpperCase() })),
  another("create-without-primary-account", "-b", () => ({ primary_account_id: undefined }), "other"),
  {
    ...another("create-other", "-b", plain, "other"),
    skip: (seen, { ids }) =>
      ids.other === undefined ? after(creationOf(seen)?.step ?? "create")(seen) : "the second user was made already",
  },
  another("create-without-email", "-c", () => ({ email: undefined })),
];

/** Reads the user and its first key, and changes the user. */
export const userSteps: readonly Step[] = [
  { name: "read-user", method: "GET", path: "/user/:user" },
  {
    name: "list-keys",
    method: "GET",
    path: "/api-access-token?user_id=:user",
    keep(context, { json }) {
      const keys = recordsIn(json).map(toApiKey);
      // It holds the one key that came with it, and no other yet.
      if (keys.length === 1 && keys[0] !== undefined) context.ids.firstKey ??= keys[0].id;
    },
  },
  { name: "read-first-key", method: "GET", path: "/api-access-token/:firstKey" },
  put("update", plain),
  put("rename-longest", longName(LONGEST_NAME), after("update")),
  put("rename-long", longName(LONGER_THAN_SHORT), (seen) =>
    isDone(seen("rename-longest")) ? "a longer name was taken" : after("update")(seen),
  ),
  put("rename-back", plain, (seen) =>
    isDone(seen("rename-longest")) || isDone(seen("rename-long")) ? undefined : "it was not renamed",
  ),
  put("omit-end", () => ({ end_date: undefined }), after("update")),
  { name: "read-without-end", method: "GET", path: "/user/:user", skip: after("omit-end") },
  put("omit-roles", () => ({ roles: undefined }), after("update")),
  { name: "read-without-roles", method: "GET", path: "/user/:user", skip: after("omit-roles") },
  put("no-roles", (context) => userBodyWithRoles(context, []), after("update")),
  put(
    "role-of-another-application",
    (context) => userBodyWithRoles(context, context.otherRole === undefined ? [] : [context.otherRole]),
    (seen, { otherRole }) => {
      if (isDone(seen("no-roles"))) return "it has no role already";
      return otherRole === undefined ? "no role of another application is known" : after("update")(seen);
    },
  ),
  ...itself("without-role", (seen) =>
    isDone(seen("role-of-another-application")) ? undefined : after("no-roles")(seen),
  ),
  put("update-back", plain, after("update")),
  ...itself("with-role", (seen, { role }) =>
    role === undefined ? "no role of Account Manager without rights over users is known" : after("update-back")(seen),
  ),
];

/** Puts the user into a second account as well, and then takes its first one, the primary, away. Both name no primary account. */
export const accountSteps: readonly Step[] = [
  {
    ...put("add-account", plain, (seen, { secondAccount }) =>
      secondAccount === undefined ? "this key reaches no second account" : after("update")(seen),
    ),
    body: (context) => userBodyInAccounts(context, [context.ids.account, context.secondAccount]),
  },
  {
    ...put("drop-primary-account", plain, after("add-account")),
    body: (context) => userBodyInAccounts(context, [context.secondAccount]),
  },
  put("accounts-back", plain, after("add-account")),
];

/** What a key of the throwaway user shows to its own user. */
function itself(name: string, skip: NonNullable<Step["skip"]>): Step[] {
  return [
    { name: `me-${name}`, method: "GET", path: "/user/me", asItself: true, skip },
    { name: `own-keys-${name}`, method: "GET", path: "/api-access-token?user_id=:user", asItself: true, skip },
  ];
}

/** Moves the user's end, and disables it. The keys were made by then. */
export const endSteps: readonly Step[] = [
  put("shorten", ({ today }) => ({ end_date: today }), after("update")),
  put("shorten-back", plain, after("shorten")),
  { name: "disable", method: "PUT", path: "/user/:user/disable" },
  { name: "read-disabled", method: "GET", path: "/user/:user", skip: after("disable") },
  { name: "enable", method: "PUT", path: "/user/:user/enable", skip: after("disable") },
];

/** Lengthens the user's life for a key of more than a month. */
export const lengthen = put("lengthen", ({ today }) => ({ end_date: addDays(today, LONG_LIFE_DAYS) }), after("update"));
export const lengthenBack = put("lengthen-back", plain, after("lengthen"));

/** Deletes the user, looks for it, and takes its name again. */
export const deletionSteps: readonly Step[] = [
  {
    name: "delete",
    method: "DELETE",
    path: "/user/:user",
    keep({ made, ids }) {
      const at = made.findIndex(({ id }) => id === ids.user);
      if (at >= 0) made.splice(at, 1);
    },
  },
  { name: "read-deleted", method: "GET", path: "/user/:user", skip: after("delete") },
  { ...another("create-again", "", plain), skip: after("delete") },
  {
    name: "audit-log",
    method: "GET",
    path: "/audit-log?resource_id=:user",
  },
];
