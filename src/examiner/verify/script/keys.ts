/** The steps that make API keys of the throwaway user, change them, and look at what the server made of it. */
import { toCreatedApiKey } from "../../../client/reading/wire";
import { addDays } from "../../../rotation";
import { LONG_LIFE_DAYS } from "../../readings/steps";
import { type Context, keyNameOf, type Placeholder, tomorrow } from "../context";
import { after, type Step } from "./step";
import { lengthen, lengthenBack } from "./users";

/** A key with this end; its value is registered as a secret, and then forgotten. */
const make = (
  name: string,
  nth: string,
  endDate: (context: Context) => string,
  { of = "user", as, skip }: { of?: "user" | "other"; as?: Placeholder; skip?: Step["skip"] } = {},
): Step => ({
  name,
  method: "POST",
  path: "/api-access-token",
  body: (context) => ({ user_id: context.ids[of], name: keyNameOf(context, nth), end_date: endDate(context) }),
  skip: (seen, context) => (context.ids[of] === undefined ? "there is no such user" : skip?.(seen, context)),
  keep(context, { json }) {
    const { id } = toCreatedApiKey(json);
    if (as !== undefined) context.ids[as] = id;
  },
});

/** A PUT of the whole key with some fields changed. */
const put = (name: string, fields: (context: Context) => object, skip?: Step["skip"]): Step => ({
  name,
  method: "PUT",
  path: "/api-access-token/:key",
  body: (context) => ({
    name: keyNameOf(context, "01"),
    end_date: tomorrow(context),
    enabled: true,
    ...fields(context),
  }),
  ...(skip && { skip }),
});

const read = (name: string, skip?: Step["skip"]): Step => ({
  name,
  method: "GET",
  path: "/api-access-token/:key",
  ...(skip && { skip }),
});

/** The steps, in order; the user ends tomorrow but for the three in the middle. */
export const keySteps: readonly Step[] = [
  make("create-key", "01", tomorrow, { as: "key" }),
  read("read-key"),
  put("update-key", () => ({})),
  make("create-key-same-name", "01", tomorrow, { skip: after("create-key") }),
  make("create-key-of-other", "01", tomorrow, { of: "other", skip: after("create-key") }),
  make("create-key-past", "02", ({ today }) => addDays(today, -2), { skip: after("create-key") }),
  make("create-key-beyond", "03", ({ today }) => addDays(today, 5), { skip: after("create-key") }),
  put("move-key-end", ({ today }) => ({ end_date: today }), after("update-key")),
  put("move-key-end-back", () => ({}), after("move-key-end")),
  put("omit-key-end", () => ({ end_date: undefined }), after("update-key")),
  read("read-key-without-end", after("omit-key-end")),
  put("disable-key", () => ({ enabled: false }), after("update-key")),
  read("read-disabled-key", after("disable-key")),
  lengthen,
  make("create-long-key", "04", ({ today }) => addDays(today, LONG_LIFE_DAYS), {
    as: "longKey",
    skip: (seen) => after("create-key")(seen) ?? after("lengthen")(seen),
  }),
  { name: "delete-long-key", method: "DELETE", path: "/api-access-token/:longKey" },
  lengthenBack,
];

/** Deletes the key, and looks for it. */
export const keyDeletionSteps: readonly Step[] = [
  { name: "delete-key", method: "DELETE", path: "/api-access-token/:key" },
  read("read-deleted-key", after("delete-key")),
];
