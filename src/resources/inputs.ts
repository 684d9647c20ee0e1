import type * as pulumi from "@pulumi/pulumi";

/** Values that a program may give as they are, as promises, or as outputs of other resources, also one by one in lists. */
type InputOf<V> = [V] extends [readonly (infer E)[]]
  ? pulumi.Input<pulumi.Input<E>[]>
  : [V] extends [Record<string, unknown>]
    ? pulumi.Input<Record<string, pulumi.Input<unknown>>>
    : pulumi.Input<V>;

/** What a program writes of the fields of a resource. */
export type InputsOf<F> = { [K in keyof F]: InputOf<Exclude<F[K], undefined>> };
