import * as z from "zod";
import { endDate, id, name, references, text } from "./common";

const application = z.looseObject({ id: text, name: text, permissions: z.array(z.string()).nullish() });

/** A user, of any type, as the API returns it. All but the id may be absent, which means unknown. */
export const userWire = z
  .looseObject({
    id,
    email: text,
    status: text,
    access_scope: text,
    primary_account_id: text,
    created_at: text,
    created_by: text,
    user_type: text,
    friendly_name: text,
    description: text,
    locale: text,
    end_date: text,
    accounts: references,
    roles: references,
    applications: z.array(application).nullish(),
  })
  .meta({
    id: "User",
    description: "A user. A field that is absent is unknown, not empty.",
    example: {
      id: "783a6a45-b74b-4635-bb4b-69855910ccd3",
      email: "jane@example.com",
      status: "ACTIVE",
      access_scope: "account",
      primary_account_id: "130deba5-3ebb-43b2-8183-1a9940d460f5",
      created_at: "2021-06-23T08:55:19Z",
      created_by: "8f7f8b1f-63c1-4580-af7d-ea4cd890e8f7",
      user_type: "service",
      friendly_name: "Example service user",
      description: "",
      locale: "en_US",
    },
  });

/** A user as the API returns it. */
export type UserWire = z.infer<typeof userWire>;

const initialToken = z.looseObject({ id: text, name: text, token: text, end_date: text });

/**
 * The response to a creation: the user and the key that is made with it, shown only here.
 * The key stands in `api_access_token`, or as a string in one of the other four fields.
 * Evidence: `create-user-token-field`.
 */
export const createdUserWire = userWire
  .extend({
    api_access_token: z.union([initialToken, z.string()]).nullish(),
    api_token: text,
    token: text,
    token_id: text,
    api_key: text,
  })
  .meta({ id: "CreatedUser", description: "A new user and, this once, the value of its first API key." });

/** The response to a creation. */
export type CreatedUserWire = z.infer<typeof createdUserWire>;

const writable = {
  user_type: z.literal("service"),
  access_scope: z.literal("account"),
  friendly_name: name,
  description: z.string().optional(),
  email: z.email().meta({ example: "team@example.com" }).optional(),
  end_date: endDate.optional(),
  accounts: z.array(id).min(1),
  primary_account_id: id.optional(),
  roles: z.array(id),
  applications: z.array(id).optional(),
};

/** Body of `POST /user`. Evidence: `create-user-request`. */
export const userCreateRequest = z.strictObject(writable).meta({
  id: "UserCreateRequest",
  description: "A new service user. The roles may be empty: it can then do nothing but read itself.",
});

/** Body of `POST /user`. */
export type UserCreateRequest = z.infer<typeof userCreateRequest>;

/** Body of `PUT /user/{id}`: the whole writable object. Evidence: `put-user-replaces`. */
export const userUpdateRequest = z
  .strictObject({
    ...writable,
    user_type: writable.user_type.optional(),
    access_scope: writable.access_scope.optional(),
    roles: writable.roles.optional(),
  })
  .meta({ id: "UserUpdateRequest", description: "Everything that can be written; what is omitted is erased." });

/** Body of `PUT /user/{id}`. */
export type UserUpdateRequest = z.infer<typeof userUpdateRequest>;
