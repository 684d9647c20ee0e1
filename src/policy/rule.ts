/** What a rule is, and how it becomes a policy of a pack. */
import type {
  EnforcementLevel,
  PolicyConfigSchema,
  ResourceValidationArgs,
  ResourceValidationPolicy,
} from "@pulumi/policy";
import { type Kind, kindOf } from "../fields/kinds";
import { asOf } from "../rotation";

/** A resource as the engine shows it to a policy: its inputs as check has settled them, secrets in the clear. */
export interface Declared {
  readonly kind: Kind;
  /** As the program calls it, `RotatingApiKey "app"`; the only name that a message may quote, since any other may be a secret. */
  readonly what: string;
  readonly stack: string;
  /** Reading a value that is not known in this preview throws; Pulumi then reports that the policy cannot run yet. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly today: string;
}

type Schema = PolicyConfigSchema["properties"][string];

/** A rule with its configuration `C`. */
export interface Rule<C extends object> {
  readonly name: string;
  readonly description: string;
  readonly kinds: readonly Kind[];
  /** One without a default is required. */
  readonly config: { readonly [K in keyof C]-?: Schema & { readonly description: string } };
  /** What is wrong, and what to do; undefined where nothing is. */
  validate(declared: Declared, config: C): string | undefined;
}

/** What a pack's code says of a rule. */
type Settings<C> = Partial<C> & { readonly enforcementLevel?: EnforcementLevel };

/**
 * A policy of a pack. What the code of the pack sets becomes the default of the schema, not a pack's initial configuration:
 * one of those without a level reaches the engine as "advisory", whatever the pack's own level is (read in
 * `pkg/resource/analyzer/config.go`, where 0 is a level).
 */
export function asPolicy<C extends object>(rule: Rule<C>, settings: Settings<C> = {}): ResourceValidationPolicy {
  const { enforcementLevel, ...given } = settings;
  const unknown = Object.keys(given).find((name) => !(name in rule.config));
  if (unknown !== undefined) {
    throw new Error(
      `${rule.name} has no setting ${unknown}. Its settings are: ${Object.keys(rule.config).join(", ")}.`,
    );
  }
  const schemas = Object.entries<Schema>(rule.config).map(([name, schema]): [string, Schema] => {
    const value = (given as Record<string, Schema["default"]>)[name];
    return [name, value === undefined ? schema : { ...schema, default: value }];
  });
  const defaults = Object.fromEntries(schemas.map(([name, schema]) => [name, schema.default]));
  return {
    name: `digicert-one-${rule.name}`,
    description: rule.description,
    ...(enforcementLevel !== undefined && { enforcementLevel }),
    configSchema: {
      properties: Object.fromEntries(schemas),
      required: Object.keys(defaults).filter((name) => defaults[name] === undefined),
    },
    validateResource: (args, reportViolation) => {
      const declared = declaredIn(args);
      if (declared === undefined || !rule.kinds.includes(declared.kind)) {
        return args.notApplicable(`It is for ${rule.kinds.map(calledInPrograms).join(", ")}.`);
      }
      const problem = rule.validate(declared, { ...defaults, ...args.getConfig<C>() } as C);
      if (problem !== undefined) reportViolation(`${declared.what} ${problem}`);
    },
  };
}

function declaredIn({ type, name, urn, props }: ResourceValidationArgs): Declared | undefined {
  const kind = kindOf(type);
  if (kind === undefined) return undefined;
  const what = `${calledInPrograms(kind)} "${kind === "RotationSchedule" ? name.replace(/-schedule$/, "") : name}"`;
  const stack = urn.split("::")[0]?.replace(/^urn:pulumi:/, "") ?? "";
  return { kind, what, stack, inputs: props, today: asOf(process.env, Date.now()) };
}

/** The arguments of a pair stand in its schedule. */
const calledInPrograms = (kind: Kind): string => (kind === "RotationSchedule" ? "RotatingApiKey" : kind);

/**
 * Whether one of several conditions holds. One that cannot be decided yet counts only where no other one holds: a rule must
 * not wait for a value that would change nothing.
 */
export function anyOf(...conditions: readonly (() => boolean)[]): boolean {
  const unknown: unknown[] = [];
  for (const condition of conditions) {
    try {
      if (condition()) return true;
    } catch (error) {
      unknown.push(error);
    }
  }
  if (unknown.length > 0) throw unknown[0];
  return false;
}

/** A number of the inputs; undefined where there is none. */
export function number(inputs: Declared["inputs"], name: string): number | undefined {
  const value = inputs[name];
  return typeof value === "number" ? value : undefined;
}

/** A text of the inputs; empty where there is none. */
export function text(inputs: Declared["inputs"], name: string): string {
  const value = inputs[name];
  return typeof value === "string" ? value : "";
}

/** The elements of a list that are known, and what reading one that is unknown throws. */
export function elements(inputs: Declared["inputs"], name: string): { known: string[]; unknown?: unknown } {
  const list = inputs[name];
  const known: string[] = [];
  let unknown: unknown;
  for (let index = 0; Array.isArray(list) && index < list.length; index += 1) {
    try {
      known.push(String(list[index]));
    } catch (error) {
      unknown = error;
    }
  }
  return { known, unknown };
}
