/** What a table of fields says of each field. Data alone: each room does its own part of it. */

/** What a program may write in a field of text. */
type TextShape =
  | { readonly is: "text" | "email" | "user" }
  /** May be empty; white space at its ends is dropped. */
  | { readonly is: "note" }
  /** Letters, digits, spaces, dashes and underscores; beyond `sure` a server may find it too long. */
  | { readonly is: "name"; readonly most: number; readonly sure: number }
  /** `YYYY-MM-DD`; `end` is validated together with the lifetime. */
  | { readonly is: "day" | "end" };

/** Ids, compared without their order; where the first one means something at the creation, they stay as declared. */
type IdsShape = { readonly is: "ids"; readonly least: 0 | 1; readonly order: "kept" | "sorted" };

/** The shape of a field whose values are `V`. */
type ShapeOf<V> = [V] extends [boolean]
  ? { readonly is: "flag" }
  : [V] extends [number]
    ? { readonly is: "days" }
    : [V] extends [readonly string[]]
      ? IdsShape
      : [V] extends [string]
        ? string extends V
          ? TextShape
          : { readonly is: "choice"; readonly of: readonly V[] }
        : { readonly is: "values" };

/** Any shape. */
export type Shape = ShapeOf<boolean> | ShapeOf<number> | IdsShape | TextShape | AnyChoice | { readonly is: "values" };
type AnyChoice = { readonly is: "choice"; readonly of: readonly string[] };

/** One field of a kind of resource: an argument, and what becomes of it. */
export interface Row<V = unknown> {
  readonly shape: unknown extends V ? Shape : ShapeOf<V>;
  readonly required?: true;
  /**
   * Whether it stands in the inputs that check settles: always (with the default, or with what check decides), only while it
   * is declared, or never, because check uses it up.
   */
  readonly inputs: "always" | "declared" | "never";
  /** What stands for a field that is not declared. Without it check decides, or the field is empty. */
  readonly default?: unknown extends V ? unknown : V | "";
  /** Whether its default stands in settled inputs: a preview shows from what it changes, `~ enabled: true => false`. */
  readonly showsDefault?: true;
  /** `sent`: reaches DigiCert ONE; `decides`: steers how the object comes about; `kept`: stands in state only. */
  readonly creation: "sent" | "decides" | "kept";
  /** Written by that name with the whole object, rather than by a step of its own or as a part of another field. */
  readonly written?: true;
  /** What a change does to the object. */
  readonly change: "in place" | "replaces";
  /** What a change is measured against: what stands in state, or the end that was last asked for. */
  readonly comparison: "state" | "requested";
  /** At an adoption: its change needs `adoptChanges`, is reported, or says nothing of the user that is adopted. */
  readonly adoption?: "guarded" | "reported";
  /** After somebody changed it there: the next run puts it back, or there is nothing to put back. */
  readonly drift: "update" | "none";
  /** Whether it decides what destroying does. */
  readonly destroy: "decides" | "none";
}

/** What stands in the program and in state alone. */
export const kept = {
  inputs: "always",
  creation: "kept",
  change: "in place",
  comparison: "state",
  drift: "none",
  destroy: "none",
} as const satisfies Partial<Row>;

/** A table with its rows looked at one by one. */
export type Table = Readonly<Record<string, Row>>;

/** Every field of `F` has its row. */
export type TableOf<F> = { readonly [K in keyof F]-?: Row<NonNullable<F[K]>> };

/** The values of a field, by its shape. */
type ValueOf<S> = S extends { readonly is: "choice"; readonly of: readonly (infer C)[] }
  ? C
  : S extends { readonly is: "flag" }
    ? boolean
    : S extends { readonly is: "days" }
      ? number
      : S extends { readonly is: "ids" }
        ? string[]
        : S extends { readonly is: "values" }
          ? Record<string, unknown>
          : string;

type SettledValue<R extends Row> =
  | ValueOf<R["shape"]>
  // A field whose default is none of its choices is empty while it is not declared.
  | (R extends { readonly default: infer D extends string } ? D : never);

type KeysWhere<T, W> = { [K in keyof T]: T[K] extends W ? K : never }[keyof T];

/** The inputs that check settles of a table's fields. */
export type Settled<T extends Table> = {
  [K in KeysWhere<T, { readonly inputs: "always" }>]: SettledValue<T[K]>;
} & { [K in KeysWhere<T, { readonly inputs: "declared" }>]?: SettledValue<T[K]> };

/** The names of the fields whose rows say something, in the order of the table. */
export function fieldsWhere<T extends Table, W extends Partial<Row>>(
  table: T,
  where: W,
): readonly (KeysWhere<T, W> & string)[] {
  const matches = (row: Row) => Object.entries(where).every(([column, wanted]) => row[column as keyof Row] === wanted);
  return Object.keys(table).filter((name) => matches(table[name] as Row)) as (KeysWhere<T, W> & string)[];
}

/** The names of the fields whose rows say anything in a column, in the order of the table. */
export function fieldsWith<T extends Table, C extends keyof Row>(
  table: T,
  column: C,
): readonly (KeysWhere<T, Record<C, unknown>> & string)[] {
  const names = Object.keys(table).filter((name) => table[name]?.[column] !== undefined);
  return names as (KeysWhere<T, Record<C, unknown>> & string)[];
}

/** A part of an object. */
export function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

/** An object without its undefined members. */
export function defined<T extends object>(from: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(from).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
