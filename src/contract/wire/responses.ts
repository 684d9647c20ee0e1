import * as z from "zod";

const code = z.union([z.string(), z.number()]).nullish();

const detail = z.looseObject({ code, message: z.string().nullish() });

/** The three bodies of an error. Evidence: `error-envelopes`, `error-envelope-used`. */
export const errorBodies = {
  /** `{"error":{"code","message"}}` */
  single: z.looseObject({ error: detail }).meta({
    id: "Error",
    example: { error: { code: "resource_not_found", message: "The user was not found." } },
  }),
  /** `{"errors":[{"code","message"}]}` */
  several: z.looseObject({ errors: z.array(detail).min(1) }).meta({
    id: "Errors",
    example: { errors: [{ code: "invalid_request", message: "end_date: Invalid ISO date" }] },
  }),
  /** `{"code","message"}` of sibling services; the code may be a number. */
  flat: z.looseObject({ code: z.union([z.string(), z.number()]), message: z.string().nullish() }).meta({
    id: "FlatError",
    example: { code: 404, message: "The user was not found." },
  }),
} as const;

/** A list that comes in pages. A list may also be a bare array. Evidence: `lists-bare`. */
export const listEnvelope = z
  .looseObject({
    items: z.array(z.unknown()),
    total: z.number().nullish(),
    offset: z.number().nullish(),
    limit: z.number().nullish(),
  })
  .meta({ id: "Page", description: "One page of a list.", example: { items: [], total: 0, offset: 0, limit: 20 } });

/** A page of a list. */
export type ListEnvelope = z.infer<typeof listEnvelope>;
