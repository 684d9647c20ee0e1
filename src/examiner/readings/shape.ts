/**
 * The shape of a response: its fields and what kind of value stands in each, and nothing that names a person, an object or a
 * secret. Every reading is decided from shapes, so that a report holds all that was decided from. Pure.
 */
import { isRecord } from "../../basics/unknown";
import { meansNameTaken } from "../../contract/error-codes";
import { daysBetween, parseDay } from "../../rotation";
import { listShape } from "./lists";

/** A body without its values. */
export type Shape = string | number | boolean | null | readonly Shape[] | { readonly [field: string]: Shape };

/** What is needed to see more in a value than its type. */
export interface ShapeContext {
  readonly status: number;
  /** The server's day: end dates are shown by their distance from it. */
  readonly today: string;
}

/** What a refusal says when it says that a name is taken. */
export const NAME_TAKEN_TEXT = "text: the name is taken";
/** What stands for a value with asterisks. */
export const MASKED = "masked";
export const UUID = "uuid";
export const TEXT = "text";
export const EMPTY = "empty";

const UUID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const FIELD = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
/** A word of a closed list of the API's, in any spelling; no name, address or key looks like it. */
const WORD = /^[A-Za-z]+(?:_[A-Za-z]+){0,4}$/;
const LONGEST_WORD = 30;

/** Permissions over users in both spellings: the only ones that are quoted. */
export const KNOWN_PERMISSIONS: ReadonlySet<string> = new Set([
  "VIEW_AM_USER",
  "MANAGE_AM_USER",
  "am:user:view",
  "am:user:manage",
]);

/** Distances beyond it are no end that verify asked for. */
const FAR_DAYS = 60;
/** Lists are shown by their different items, and few of these. */
const MOST_ITEMS = 8;
const DEEPEST = 8;

/** Fields of the API that hold one object. The names in any other may be data: of attributes that a tenant gave its own. */
const KNOWN_OBJECTS: ReadonlySet<string> = new Set(["error", "user", "account", "resource", "api_access_token"]);
const HIDDEN_NAME = "(another name)";

/** The shape of a parsed body. */
export function shapeOf(value: unknown, context: ShapeContext): Shape {
  return shape(value, "", context, 0);
}

/** @param isNamed whether the names of its fields are the API's */
function shape(value: unknown, field: string, context: ShapeContext, depth: number, isNamed = true): Shape {
  if (depth > DEEPEST) return "deeper";
  if (typeof value === "string")
    return field === "message" ? messageShape(value, context) : text(value, field, context);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return field === "code" ? value : "number";
  if (Array.isArray(value)) return different(value.map((item) => shape(item, field, context, depth + 1, isNamed)));
  if (!isRecord(value)) return "nothing";
  const fields = Object.entries(value).map(([given, each]): [string, Shape] => {
    const name = isNamed && FIELD.test(given) ? given : HIDDEN_NAME;
    const isOfApi = isNamed && (Array.isArray(each) || KNOWN_OBJECTS.has(name));
    // A permission may be an object with its name.
    const kind = field === "permissions" && name === "name" ? field : name;
    return [name, shape(each, kind, context, depth + 1, isOfApi)];
  });
  return Object.fromEntries(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function different(items: readonly Shape[]): Shape {
  const seen = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...seen.values()].slice(0, MOST_ITEMS);
}

/** Whether a word is quoted as it stood, instead of by what kind of text it is. */
export const isQuoted = (shape: Shape): boolean =>
  typeof shape === "string" && ![TEXT, EMPTY, UUID, MASKED].includes(shape);

function messageShape(message: string, { status }: ShapeContext): string {
  return meansNameTaken(status, { code: "", message }) ? NAME_TAKEN_TEXT : TEXT;
}

function text(value: string, field: string, { status, today }: ShapeContext): string {
  if (value === "") return EMPTY;
  if (UUID_FORM.test(value)) return UUID;
  if (value.includes("*")) return MASKED;
  if (field === "permissions") return permission(value);
  if (isWord(field, status) && value.length <= LONGEST_WORD && WORD.test(value)) return value;
  const day = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(value)?.[0];
  if (day === undefined) return TEXT;
  const form = value.length <= 40 && /^[\dT:.+Z-]+$/.test(value) ? value.replace(/\d/g, "9") : TEXT;
  return /^end_?date$/i.test(field) ? `${form} ${distance(day, today)}` : form;
}

const isWord = (field: string, status: number): boolean =>
  field === "status" || field === "user_type" || field === "access_scope" || (field === "code" && status >= 400);

function permission(value: string): string {
  if (KNOWN_PERMISSIONS.has(value)) return value;
  if (/^[A-Z_]+$/.test(value)) return "LIKE_THIS";
  return /^[a-z_-]+(?::[a-z_-]+)+$/.test(value) ? "like:this" : TEXT;
}

function distance(day: string, today: string): string {
  const days = parseDay(day) === undefined ? Number.POSITIVE_INFINITY : daysBetween(today, day);
  return Math.abs(days) > FAR_DAYS ? "another day" : `today${days < 0 ? "" : "+"}${days}`;
}

/** The items of a list, bare or in an envelope; undefined where it is no list. */
export function itemsOf(body: Shape | undefined): readonly Shape[] | undefined {
  // What stands in a shape is a shape.
  return listShape(body)?.items as readonly Shape[] | undefined;
}

/** The field that holds the objects of a list that comes in an envelope. */
export function envelopeOf(body: Shape | undefined): string | undefined {
  const form = listShape(body)?.form;
  return form === "bare" ? undefined : form;
}

export function isList(body: Shape | undefined): body is readonly Shape[] {
  return Array.isArray(body);
}

export function isObject(body: Shape | undefined): body is { readonly [field: string]: Shape } {
  return isRecord(body);
}

/** A field of an object; undefined where there is none. */
export function fieldOf(body: Shape | undefined, name: string): Shape | undefined {
  return isObject(body) && Object.hasOwn(body, name) ? body[name] : undefined;
}

/** The code of a refusal, in any of its forms. */
export function codeOf(body: Shape | undefined): string {
  const errors = fieldOf(body, "errors");
  const error = isList(errors) ? errors[0] : (fieldOf(body, "error") ?? body);
  return String(fieldOf(error, "code") ?? "");
}

/** Whether a refusal says that a name is taken. */
export function isNameTaken(body: Shape | undefined): boolean {
  return JSON.stringify(body ?? "").includes(JSON.stringify(NAME_TAKEN_TEXT));
}
