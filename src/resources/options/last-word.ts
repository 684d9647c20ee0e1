/**
 * The last word on a resource. Transformations, those of the stack among them, change its options and properties after our
 * constructor has seen them: a stack that protects everything would protect a key that is to rotate.
 */
import type * as pulumi from "@pulumi/pulumi";

/** How the SDK keeps the transformations of a resource while it plays them; it does not declare it. */
interface Playing {
  readonly __transformations?: unknown;
}

/** What is registered. */
interface Registered<O> {
  readonly props: pulumi.Inputs;
  readonly opts: O;
}

/**
 * Options with which `decide` sees what transformations have made of them, and says what is registered. The SDK plays those
 * of a resource before those of its parents and of the stack; ours adds itself to the end of the list that is being played.
 */
export function withLastWord<O extends pulumi.ResourceOptions>(
  options: O,
  decide: (final: O, props: pulumi.Inputs) => Registered<O>,
): O {
  let own: pulumi.Resource | undefined;
  const last: pulumi.ResourceTransformation = ({ resource, props, opts }) =>
    resource === own ? decide(opts as O, props) : undefined;
  // Children inherit both: they are played for `own` alone.
  const first: pulumi.ResourceTransformation = ({ resource }) => {
    if (own !== undefined) return undefined;
    own = resource;
    const { __transformations: played } = resource as Playing;
    if (Array.isArray(played)) played.push(last);
    return undefined;
  };
  return { ...options, transformations: [first, ...(options.transformations ?? [])] };
}
