import * as z from "zod";
import { NAME_MAX, NAME_PATTERN } from "../limits";

/** Text that a response may hold, lack, or give as null. */
export const text = z.string().nullish();

/** A name in a request. Evidence: `name-characters`, `name-length`. */
export const name = z
  .string()
  .min(1)
  .max(NAME_MAX)
  .regex(NAME_PATTERN, "may hold only letters, digits, spaces, dashes and underscores")
  .refine((value) => value.trim() === value, "may not start or end with a space")
  .meta({ example: "ci-signing" });

/** An object's id. */
export const id = z.string().min(1).meta({ example: "783a6a45-b74b-4635-bb4b-69855910ccd3" });

/** An end date in a request: a UTC calendar day. Evidence: `end-date-is-utc-day`, `end-date-format`. */
export const endDate = z.iso.date().meta({ example: "2027-12-31" });

/** A list of references: ids, or objects that hold one. */
export const references = z.array(z.union([z.string(), z.looseObject({ id: z.string(), name: text })])).nullish();
