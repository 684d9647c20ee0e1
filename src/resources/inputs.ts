import type * as pulumi from "@pulumi/pulumi";

/** Values that a program may give as they are, as promises, or as outputs of other resources, also one by one in lists. */
type InputOf<V> = [V] extends [readonly (infer E)[]]
  ? pulumi.Input<pulumi.Input<E>[]>
  : [V] extends [Record<string, unknown>]
    ? pulumi.Input<Record<string, pulumi.Input<unknown>>>
    : pulumi.Input<V>;

/** What a program writes of the fields of a resource. */
export type InputsOf<F> = { [K in keyof F]: InputOf<Exclude<F[K], undefined>> };

/**
 * Arguments with one end at most: a day, or a lifetime; and `W`, the window before the end, only beside a lifetime. An
 * `undefined` stands for an argument that is left out. `M` says more about the arguments beside a window.
 */
export type OneEnd<A extends Ends, W extends keyof A, M = unknown> = Omit<A, keyof Ends | W> &
  (
    | (Pick<A, "endDate"> & { lifetimeDays?: undefined } & { [K in W]?: undefined })
    | (Pick<A, "lifetimeDays"> & { endDate?: undefined } & { [K in W]?: undefined })
    | (Required<Pick<A, "lifetimeDays">> & Partial<Pick<A, W>> & { endDate?: undefined } & M)
  );

/** The two ways to name an end. */
interface Ends {
  endDate?: unknown;
  lifetimeDays?: unknown;
}
