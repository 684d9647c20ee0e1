import { messageOf } from "../../basics/unknown";
import {
  BUILTIN_PROVIDER_TYPE,
  isProviderType,
  makeUrn,
  NODE_PACKAGE,
  packageOf,
  providerTypeOf,
  qualifiedType,
  STACK_TYPE,
} from "../model/urn";
import type { Properties } from "../model/values";
import { Bail, type Goal, type PlanMemory, type Step } from "../planning/plan-memory";
import { planRead, planRegistration } from "../planning/planner";
import type { Provider } from "../provider/provider";
import type { ResourceState } from "../state/resource-state";
import type { Executor } from "./executor";

/** The run has ended; whoever still waits for a response learns that the monitor is gone. */
export class RunOverError extends Error {
  override readonly name = "RunOverError";
  constructor() {
    super("the run has been ended by an earlier error");
  }
}

/**
 * Takes what the program registers: plans one registration at a time, runs the plans side by side
 * (deployment_executor.go).
 */
export class Registrar {
  readonly #memory: PlanMemory;
  readonly #executor: Executor;
  readonly #config: Properties;
  readonly #states = new Map<string, ResourceState>();
  readonly #running = new Set<Promise<unknown>>();
  #queue: Promise<unknown> = Promise.resolve();
  readonly #defaultProviders = new Map<string, Promise<ResourceState>>();
  #over: Promise<never>;
  #stackOutputs: { state: ResourceState; outputs: Properties } | undefined;

  constructor(memory: PlanMemory, executor: Executor, config: Properties) {
    this.#memory = memory;
    this.#executor = executor;
    this.#config = config;
    this.#over = new Promise<never>((_, reject) => executor.onCancel(() => reject(new RunOverError())));
    this.#over.catch(() => undefined);
  }

  get stackOutputs(): { state: ResourceState; outputs: Properties } | undefined {
    return this.#stackOutputs;
  }

  /** Whether it was to be made and was not, because no target names it. */
  isSkipped(urn: string): boolean {
    return this.#memory.skippedCreates.has(urn);
  }

  async register(goal: Goal): Promise<ResourceState> {
    const complete = { ...goal, provider: await this.#providerFor(goal) };
    return await this.#carryOut(() => this.#planned(complete));
  }

  async #planned(goal: Goal): Promise<readonly Step[]> {
    const steps = await planRegistration(this.#memory, goal);
    this.#memory.watch?.steps(steps);
    return steps;
  }

  async read(goal: Goal & { readonly id: string }): Promise<ResourceState> {
    const complete = { ...goal, provider: await this.#providerFor(goal) };
    return await this.#carryOut(async () => planRead(this.#memory, complete));
  }

  /** A component's outputs come once its children are registered; the stack's are kept for the end of the run. */
  registerOutputs(urn: string, outputs: Properties): void {
    const state = this.#states.get(urn);
    if (state === undefined) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    if (qualifiedType(urn) === STACK_TYPE) {
      this.#stackOutputs = { state, outputs };
      return;
    }
    try {
      this.#memory.watch?.outputs(urn, this.#memory.olds.get(urn)?.outputs ?? {}, outputs);
    } catch (error) {
      this.#fail(error);
      throw new RunOverError();
    }
    state.outputs = outputs;
  }

  /** Resolves when everything begun has ended. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #providerFor(goal: Goal): Promise<string> {
    if (!goal.custom || isProviderType(goal.type)) return goal.provider;
    if (goal.provider !== "") return goal.provider;
    return await this.defaultProvider(packageOf(goal.type), goal.version);
  }

  /** The reference of the provider that a package's resources have where the program names none. */
  async defaultProvider(pkg: string, version: string): Promise<string> {
    // Dynamic resources are of the SDK's own version, whichever that is.
    const state = await this.#defaultProvider(providerTypeOf(pkg), pkg === NODE_PACKAGE ? "" : version);
    return `${state.urn}::${state.id}`;
  }

  /** The provider behind a reference. */
  provider(reference: string): Provider {
    return this.#memory.providers.get(reference);
  }

  /**
   * Looks a resource of this run up for the program. The function belongs to the package "pulumi", whose provider is
   * Pulumi's own: it does nothing else, and stands in the state (traced).
   */
  async lookUp(urn: string): Promise<ResourceState | undefined> {
    await this.#defaultProvider(BUILTIN_PROVIDER_TYPE, "");
    return this.#states.get(urn);
  }

  #defaultProvider(type: string, version: string): Promise<ResourceState> {
    const key = `${type}@${version}`;
    const known = this.#defaultProviders.get(key);
    if (known !== undefined) return known;
    const made = this.#registerDefaultProvider(type, version);
    this.#defaultProviders.set(key, made);
    return made;
  }

  /** It is given the config of its package; that of dynamic resources the whole of it (target.go, GetPackageConfig). */
  #configOf(pkg: string): Properties {
    if (pkg === NODE_PACKAGE) return this.#config;
    const own = Object.entries(this.#config).filter(([key]) => key.startsWith(`${pkg}:`));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(pkg.length + 1), value]));
  }

  async #registerDefaultProvider(type: string, version: string): Promise<ResourceState> {
    const asked: Properties = version === "" ? {} : { version };
    const goal: Goal = {
      type,
      name: version === "" ? "default" : `default_${version.replaceAll(".", "_")}`,
      custom: true,
      inputs: type === BUILTIN_PROVIDER_TYPE ? {} : { ...this.#configOf(packageOf(type)), ...asked },
      parent: "",
      protect: undefined,
      dependencies: [],
      provider: "",
      propertyDependencies: {},
      deleteBeforeReplace: undefined,
      ignoreChanges: [],
      additionalSecretOutputs: [],
      aliases: [],
      customTimeouts: {},
      replaceOnChanges: [],
      retainOnDelete: undefined,
      deletedWith: "",
      importId: "",
      version,
    };
    return await this.#carryOut(() => this.#planned(goal));
  }

  async #carryOut(plan: () => Promise<readonly Step[]>): Promise<ResourceState> {
    const work = this.#plan(plan).then((steps) => this.#execute(steps));
    this.#running.add(work);
    try {
      return await Promise.race([work, this.#over]);
    } finally {
      work.catch(() => undefined).finally(() => this.#running.delete(work));
    }
  }

  #plan(plan: () => Promise<readonly Step[]>): Promise<readonly Step[]> {
    const planned = this.#queue.then(async () => {
      if (this.#executor.cancelled) throw new RunOverError();
      try {
        return await plan();
      } catch (error) {
        this.#fail(error);
        throw new RunOverError();
      }
    });
    this.#queue = planned.catch(() => undefined);
    return planned;
  }

  #fail(error: unknown): void {
    if (!(error instanceof Bail)) {
      this.#memory.report({ severity: "error", message: messageOf(error) });
    }
    this.#executor.cancel();
  }

  /** Ends the run for a reason that concerns one request. */
  refuse(error: unknown, urn?: string): RunOverError {
    const message = messageOf(error);
    this.#memory.report(urn === undefined ? { severity: "error", message } : { severity: "error", message, urn });
    this.#executor.cancel();
    return new RunOverError();
  }

  urnOf(goal: { parent: string; type: string; name: string }): string {
    return makeUrn(this.#memory.stack, this.#memory.project, goal.parent, goal.type, goal.name);
  }

  async #execute(steps: readonly Step[]): Promise<ResourceState> {
    if (!(await this.#executor.chain(steps))) throw new RunOverError();
    const last = steps.findLast((step) => step.next !== undefined);
    if (last?.next === undefined) throw new Error("a registration made no state");
    this.#states.set(last.next.urn, last.next);
    return last.next;
  }
}
