import type { AliasSpec } from "../model/urn";
import type { JsonObject, Properties } from "../model/values";
import type { ProviderRegistry } from "../provider/providers";
import type { ResourceState } from "../state/resource-state";

/** Pulumi's names of what happens to a resource. */
export type Op =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "discard"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "refresh"
  | "import"
  | "remove-pending-replace";

/** What the program asks for. */
export interface Goal {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly inputs: Properties;
  readonly parent: string;
  readonly protect: boolean | undefined;
  readonly dependencies: readonly string[];
  readonly provider: string;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly deleteBeforeReplace: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly AliasSpec[];
  readonly customTimeouts: JsonObject;
  readonly replaceOnChanges: readonly string[];
  readonly retainOnDelete: boolean | undefined;
  readonly deletedWith: string;
  /** The id of an object that exists, to be taken into the state; empty where there is none. */
  readonly importId: string;
  /** The version of its package that the program asks for. */
  readonly version: string;
}

/** One thing to do to one resource. */
export interface Step {
  readonly op: Op;
  readonly urn: string;
  readonly old?: ResourceState;
  readonly next?: ResourceState;
  /** The properties that force a replacement. */
  readonly keys?: readonly string[];
  /** create-replacement: the old object is deleted later, at the end of the run. */
  readonly deletesLater?: boolean;
  /** delete-replaced: the record stays, marked, until the replacement is made. */
  readonly awaitsReplacement?: boolean;
  /** same: not made, for it is outside the targets; nothing is recorded. */
  readonly skipped?: boolean;
  /** import: why the object could not be read. */
  readonly failure?: Error;
}

/** A line that a program, a provider or the engine has to say. */
export interface Diagnostic {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly urn?: string;
}

export interface RunOptions {
  readonly targets: ReadonlySet<string>;
  readonly replaces: ReadonlySet<string>;
  readonly targetDependents: boolean;
}

/** The run is over; what went wrong has been reported. */
export class Bail extends Error {
  override readonly name = "Bail";
}

/** One registration as far as a plan is concerned. */
export interface Registered {
  readonly urn: string;
  readonly goal: Goal;
  /** undefined: there was none */
  readonly olds: Properties | undefined;
  readonly news: Properties;
  /** The old object does not count: the resource is made, or made again. */
  readonly fresh: boolean;
}

/** Looks on while a run is planned: to write its plan down, or to hold it to one (plan.go, step_generator.go). */
export interface PlanWatch {
  registered(registered: Registered): void;
  steps(steps: readonly Step[]): void;
  /** Outputs that the program itself set: a component's, and the stack's. */
  outputs(urn: string, olds: Properties, outputs: Properties): void;
  /** The run has done all it had to. */
  finished(): void;
}

/** What the planning of one run knows; see step_generator.go for the roles of the sets. */
export interface PlanMemory {
  readonly preview: boolean;
  readonly project: string;
  readonly stack: string;
  readonly options: RunOptions;
  readonly providers: ProviderRegistry;
  /** Every record of the old state, in its order. */
  readonly base: readonly ResourceState[];
  /** The live records of the old state by URN. */
  readonly olds: ReadonlyMap<string, ResourceState>;
  /** Registered in this run. */
  readonly urns: Set<string>;
  readonly operated: Set<string>;
  readonly created: Set<string>;
  readonly replaced: Set<string>;
  readonly deleted: Set<string>;
  readonly skippedCreates: Set<string>;
  readonly condemned: Set<ResourceState>;
  /** Old URN to the new one that took it over. */
  readonly aliased: Map<string, string>;
  /** New URN to the old one it was found under. */
  readonly aliasOf: Map<string, string>;
  readonly goals: Map<string, Goal>;
  /** This run's provider resources. */
  readonly providerStates: Map<string, ResourceState>;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Writes a plan down, or holds the run to one. */
  watch?: PlanWatch;
  /** A preview went on past a failure, so that all of them are reported; it fails at its end. */
  sawError?: boolean;
}

export function targeted(memory: PlanMemory, urn: string): boolean {
  return memory.options.targets.size === 0 || memory.options.targets.has(urn);
}

/** Reports a failure at a resource and ends the planning. */
export function bail(memory: PlanMemory, message: string, urn?: string): Bail {
  memory.report(urn === undefined ? { severity: "error", message } : { severity: "error", message, urn });
  return new Bail(message);
}
