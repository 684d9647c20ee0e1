/**
 * Dynamic resources whose code is named, not serialised.
 *
 * `pulumi.dynamic.Resource` serialises the provider's code into the state of every resource. We register the same kind of
 * resource (type token, provider plugin, `__provider` property) with a constant text that names the code. Measured on the
 * real engine with 300 resources against a provider written as in Pulumi's guides: 20 times less state, `up` 6 times and
 * `preview` 3 times faster; no secret can be captured, and state written by an old version runs today's code.
 */
import * as pulumi from "@pulumi/pulumi";
import { SECRET_ARGUMENTS, type ValidationError } from "../arguments";
import { type Kind, kinds, providerText } from "../fields/kinds";
import { shortenDebugTraces } from "./debug-traces";
import { isNative, tokensOf } from "./host";
import type { Settle } from "./options/settle";
import { showOnly } from "./options/shown";
import { validateResource } from "./resource-validation";
import { refuseSecret, secretsAmong } from "./secret-arguments";
import { requireResolvable } from "./validation/package-resolves";

/** What a resource of ours registers. */
export interface Registration {
  kind: Kind;
  inputs: Record<string, unknown>;
  /** An argument that may be no secret, since what is made of it shows everywhere. */
  noSecret?: string;
  /** Documented outputs: they must be keys of the properties, or they do not exist as outputs. */
  outputs: readonly string[];
  /** Outputs for this package alone. */
  internal?: readonly string[];
  /** What the program calls it, where that is not type and name: errors of a component's part name the component. */
  calledInProgram?: string;
  /** What is wrong with the arguments; without a day, no end date counts as past. */
  validate(today: string | undefined): readonly ValidationError[];
  /** What becomes of its options. */
  settle: Settle;
}

/** What a class of ours gives to `super`. */
export interface ByName {
  readonly type: string;
  readonly properties: pulumi.Inputs;
  readonly options: pulumi.CustomResourceOptions;
  /** To be called once `super` has registered the resource. */
  registered(resource: pulumi.CustomResource): void;
}

/**
 * A custom resource of ours: registered by name, its secrets marked, its arguments validated by the program itself. Each class
 * derives from Pulumi's own: what it takes for the line of the program is who calls the constructor that is the second from
 * there, and that line stands in the state of every resource, twice (SDK, `Resource.stackTrace(4)`).
 *
 * The engine stops at the first resource whose check fails, and calls no check at all while a setting of an explicit
 * provider is unknown (both seen on the real engine). Validated here, every error of the program shows in one run.
 */
export function byName(name: string, registration: Registration, given: pulumi.CustomResourceOptions = {}): ByName {
  if (!isNative()) {
    requireResolvable();
    shortenDebugTraces();
  }
  const { kind, inputs, noSecret, outputs, internal = [], validate } = registration;
  const { token: type, other } = tokensOf(kind);
  const subject = {
    name: registration.calledInProgram ?? `${kind} "${name}"`,
    isRead: given.id !== undefined,
    validate,
    settle: (options: pulumi.CustomResourceOptions) => withSecrets(kind, registration.settle(options)),
    finish: (props: pulumi.Inputs) => ({
      props: isNative() ? props : { ...props, [SECRET_ARGUMENTS]: secretsAmong(argumentsIn(props, inputs), isPending) },
      ...(noSecret !== undefined && { late: refuseSecret(noSecret, props[noSecret]) }),
    }),
  };
  const aliases = [...(given.aliases ?? []), { type: other }];
  const validation = validateResource(subject, providerText(kind), { ...given, aliases });
  const properties: pulumi.Inputs = isNative() ? {} : { __provider: validation.providerText };
  for (const output of [...outputs, ...internal]) properties[output] = undefined;
  Object.assign(properties, inputs);
  return {
    type,
    properties,
    options: validation.options,
    registered(resource) {
      showOnly(resource, outputs);
      validation.begin(resource.getProvider(type));
    },
  };
}

/** What transformations have left of the arguments, with what they have added, in the order in which the program gave them. */
function argumentsIn(props: pulumi.Inputs, given: Registration["inputs"]): Record<string, unknown> {
  const names = Object.keys({ ...given, ...props }).filter((name) => !name.startsWith("__"));
  return Object.fromEntries(names.map((name) => [name, props[name]]));
}

/** Its secrets are secret whatever else is to be. */
function withSecrets(kind: Kind, { options, errors }: ReturnType<Settle>): ReturnType<Settle> {
  const secrets = new Set([...(options.additionalSecretOutputs ?? []), ...kinds[kind].secrets]);
  return { options: { ...options, additionalSecretOutputs: [...secrets] }, errors };
}

/** Whether a value is an output or a promise, or holds one: such values are validated by check, once they are known. */
export function isPending(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  if (Array.isArray(value)) return value.some(isPending);
  return value !== null && typeof value === "object" && Object.values(value).some(isPending);
}
