import * as z from "zod";
import { endDate, id, name, text } from "./common";

/** An API key as the API returns it, without its whole value. All but the id may be absent. Evidence: `token-metadata`. */
export const tokenWire = z
  .looseObject({
    id,
    user_id: text,
    name: text,
    enabled: z.boolean().nullish(),
    status: text,
    created_at: text,
    end_date: text,
  })
  .meta({
    id: "ApiAccessToken",
    description: "An API key, without its value, which is shown once only.",
    example: {
      id: "0f2c1a86-5c3e-4f0e-9a39-3d1f8a7f0c11",
      user_id: "783a6a45-b74b-4635-bb4b-69855910ccd3",
      name: "ci-2027-02-20-4f9a1c",
      status: "ACTIVE",
      created_at: "2026-11-22T08:55:19Z",
      end_date: "2027-02-20",
    },
  });

/** An API key as the API returns it. */
export type TokenWire = z.infer<typeof tokenWire>;

/** The response to a creation; the value stands in one of three fields. Evidence: `create-token-value-field`. */
export const createdTokenWire = tokenWire
  .extend({ token: text, api_token: text, api_key: text })
  .meta({ id: "CreatedApiAccessToken", description: "A new API key with, this once, its value." });

/** The response to a creation. */
export type CreatedTokenWire = z.infer<typeof createdTokenWire>;

/** Body of `POST /api-access-token`. Evidence: `create-token-body`. */
export const tokenCreateRequest = z
  .strictObject({ user_id: id, name, end_date: endDate.optional() })
  .meta({ id: "ApiAccessTokenCreateRequest", description: "A new API key for a user." });

/** Body of `POST /api-access-token`. */
export type TokenCreateRequest = z.infer<typeof tokenCreateRequest>;

/** Body of `PUT /api-access-token/{id}`: the whole object. Evidence: `put-token-replaces`. */
export const tokenUpdateRequest = z
  .strictObject({ name, end_date: endDate.optional(), enabled: z.boolean() })
  .meta({ id: "ApiAccessTokenUpdateRequest", description: "Everything that can be written on an API key." });

/** Body of `PUT /api-access-token/{id}`. */
export type TokenUpdateRequest = z.infer<typeof tokenUpdateRequest>;
