/** What the handlers of each kind of resource are, and what they work with. */
import type { ClientSettings } from "../../client";
import type { Proof } from "../proof/proof";
import type { Severity } from "./engine-log";
import type { CheckFailure, DiffOutcome, PlanContext, PlanHandlers, Props } from "./state";
import type { Reader, StepName, Writer } from "./steps";

/** What the engine hands to `configure`. */
export interface ConfigureRequest {
  config: { get(key: string): string | undefined };
  /** Shows a line, where the engine runs in this process. */
  log?(severity: Severity, line: string): unknown;
}

/** What create, read, update and delete work with. */
export interface ApplyContext extends PlanContext {
  isSecret(argument: string): boolean;
  client: Reader;
  /** What the next step of a handler is carried out with. */
  step(name: StepName): Writer;
  /** Resolves once a response has shown the API's clock, before a first step that is decided by the day. */
  seeClock(): Promise<void>;
  /** Whether a step was taken. */
  hasStepped(): boolean;
  settings: ClientSettings;
  /** What proves that something is gone; see proof/not-found.ts. */
  proof: Proof;
  /** Whether somebody will record what we make; false after the command line was killed. */
  engineAlive(): Promise<boolean>;
  /** Says a line at the resource; a warning unless something else is said. */
  notice(message: string, severity?: Severity): void;
  /** Ids of the users this provider runs as, one for each of its keys; asked once. Rejects while that cannot be known. */
  ownUserIds(): Promise<ReadonlySet<string>>;
}

/** What applies the decisions of check and diff. */
export interface ApplyHandlers {
  /** A state without what says nothing there; everything, where a kind leaves it out. */
  toStore?(state: Props): Props;
  create(inputs: Props, context: ApplyContext): Promise<{ id: string; outs: object }>;
  /** Undefined: gone. */
  read(id: string, olds: Props, context: ApplyContext): Promise<{ props: object; inputs: object } | undefined>;
  update(id: string, olds: Props, news: Props, context: ApplyContext): Promise<object>;
  delete(id: string, olds: Props, context: ApplyContext): Promise<void>;
}

/** One kind of resource. */
export interface ResourceHandlers extends PlanHandlers, ApplyHandlers {}

/** One kind of resource whose second half is loaded with the first object that is made, read, changed or deleted. */
export interface LateHandlers extends PlanHandlers {
  load(): Promise<ApplyHandlers>;
}

/** The shape the SDK's dynamic provider host calls. */
export interface DynamicProvider {
  configure(request: ConfigureRequest): Promise<void>;
  check(olds: Props, news: Props): Promise<{ inputs: Props; failures: CheckFailure[] }>;
  diff(id: string, olds: Props, news: Props): Promise<DiffOutcome>;
  create(inputs: Props): Promise<{ id: string; outs: Props }>;
  read(id: string, props: Props): Promise<{ id?: string; props?: Props; inputs?: Props }>;
  update(id: string, olds: Props, news: Props): Promise<{ outs: Props }>;
  delete(id: string, props: Props): Promise<void>;
}
