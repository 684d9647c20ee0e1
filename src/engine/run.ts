import { availableParallelism } from "node:os";
import { join } from "node:path";
import { messageOf } from "../basics/unknown";
import type { Recorder } from "./display/recorder";
import { NODE_PACKAGE } from "./model/urn";
import { type Properties, Secret } from "./model/values";
import { planDeletes } from "./planning/deletion";
import { deletionRounds } from "./planning/dependents";
import { Bail, type PlanMemory } from "./planning/plan-memory";
import { engineMethods } from "./program/engine-service";
import { type MonitorMethods, monitorMethods } from "./program/monitor";
import { type ProgramContext, type ProgramResult, runProgramProcess } from "./program/program";
import { runProgramFunction } from "./program/program-in-process";
import { serve } from "./program/server";
import { evaluateProvider, InProcessHost, type ProviderLog } from "./provider/host-in-process";
import { ProcessHost } from "./provider/host-process";
import { Provider } from "./provider/provider";
import { type Packages, ProviderRegistry } from "./provider/providers";
import { indexed, planMemory, type RunRequest, type StackSettings } from "./run-request";
import { Executor } from "./running/executor";
import { refreshState } from "./running/refresh";
import { Registrar } from "./running/registrar";
import { requireRunnable } from "./state/features";
import type { Deployment } from "./state/resource-state";
import type { Crypter } from "./state/secrets";
import { Snapshot } from "./state/snapshot";
import type { StateStore } from "./state/state-file";

/** The CLI's default (pkg/cmd/pulumi/operations, defaultParallel). */
function defaultParallel(): number {
  return availableParallelism() * 4;
}

/** One preview, update, refresh or destroy, from the state read to the state written. */
export async function run(
  settings: StackSettings,
  request: RunRequest,
  state: { deployment: Deployment; crypter: Crypter; store: StateStore },
  recorder: Recorder,
): Promise<{ ok: boolean; outputs: Properties }> {
  for (const { value, secret } of settings.config.values()) if (secret) recorder.hide(value);
  for (const resource of state.deployment.resources) {
    recorder.learn(resource.inputs);
    recorder.learn(resource.outputs);
  }
  const snapshot = new Snapshot(state.deployment, state.crypter, request.preview ? undefined : state.store);
  if (request.clearPendingCreates) snapshot.clearPendingCreates();
  const parallel = request.parallel ?? defaultParallel();
  const phase = await openPhase(settings, request, snapshot, recorder, parallel);
  let ok = false;
  try {
    requireRunnable(state.deployment.resources, (pkg) => pkg === NODE_PACKAGE || settings.plugins.has(pkg));
    ok = await phase.work();
  } catch (error) {
    if (!(error instanceof Bail)) {
      recorder.report({ severity: "error", message: messageOf(error) });
    }
  } finally {
    await phase.close();
  }
  // What a program merely logs fails nothing, an error neither (recorded on the real engine).
  phase.finish(ok);
  snapshot.write();
  return { ok, outputs: phase.outputs() };
}

interface Phase {
  work(): Promise<boolean>;
  close(): Promise<void>;
  finish(ok: boolean): void;
  outputs(): Properties;
}

async function openPhase(
  settings: StackSettings,
  request: RunRequest,
  snapshot: Snapshot,
  recorder: Recorder,
  parallel: number,
): Promise<Phase> {
  const { sdk } = settings;
  let address = "";
  const packages: Packages = {
    has: (pkg) => pkg === NODE_PACKAGE || settings.plugins.has(pkg),
    make: (pkg) => new Provider(sdk, transport(settings, pkg, address, recorder)),
  };
  const providers = new ProviderRegistry(packages, request.preview);
  const memory = planMemory(settings, request, snapshot, providers, recorder);
  const watch = request.watch?.(memory);
  if (watch !== undefined) memory.watch = watch;
  const executor = new Executor(memory, snapshot, recorder, parallel);
  const config: Properties = {};
  for (const [key, { value, secret }] of settings.config) config[key] = secret ? new Secret(value) : value;
  const registrar = new Registrar(memory, executor, config);
  const run = { ...contextOf(settings, request, parallel), address: () => address };
  const monitor = monitorMethods({ sdk, registrar, packages, run });
  const engine = engineMethods(sdk, recorder.report);
  // A run in this process opens no socket; a host process must be able to see that its engine lives.
  const server = settings.host === "process" ? await serve(sdk, monitor, engine) : undefined;
  address = server?.address ?? "";

  const refresh = async (): Promise<boolean> => {
    const { resources, failed } = await refreshState(memory, recorder, parallel);
    snapshot.base = resources;
    Object.assign(memory, indexed(resources));
    return !failed;
  };
  const program = async (): Promise<boolean> => {
    const result = await runProgram(settings, request, {
      monitor,
      engine,
      executor,
      registrar,
      recorder,
      address,
      parallel,
    });
    if (!result.ok) {
      if (result.message !== undefined) recorder.report({ severity: "error", message: result.message });
      executor.cancel();
    }
    await registrar.settled();
    return result.ok && !executor.cancelled;
  };
  return {
    work: async () => {
      if (request.refresh && !(await refresh())) return false;
      if (request.kind === "refresh") return true;
      requireKnown(memory, request.replaces, "--replace");
      if (request.kind !== "destroy" && !(await program())) return false;
      requireKnown(memory, request.targets, "--target");
      if (!(await deletes(memory, executor, request.kind === "destroy"))) return false;
      if (memory.sawError) return false;
      watchOutputs(registrar, memory);
      watch?.finished();
      return true;
    },
    close: async () => {
      await providers.close();
      server?.close();
    },
    finish: (ok) => finishOutputs(registrar, memory, ok),
    outputs: () => registrar.stackOutputs?.outputs ?? {},
  };
}

/** The stack's outputs come last, after everything that they show. */
function watchOutputs({ stackOutputs }: Registrar, memory: PlanMemory): void {
  if (stackOutputs === undefined) return;
  const { urn } = stackOutputs.state;
  memory.watch?.outputs(urn, memory.olds.get(urn)?.outputs ?? {}, stackOutputs.outputs);
}

/** After a failure an absent output may only not have been reached: the old value stays (step_executor.go). */
function finishOutputs(registrar: Registrar, memory: PlanMemory, ok: boolean): void {
  const registered = registrar.stackOutputs;
  if (registered === undefined) return;
  const { state, outputs } = registered;
  const olds = memory.olds.get(state.urn)?.outputs ?? {};
  state.outputs = ok ? outputs : { ...olds, ...outputs };
}

/** One host per provider resource and phase. */
function transport(
  settings: StackSettings,
  pkg: string,
  engineAddress: string,
  recorder: Recorder,
): InProcessHost | ProcessHost {
  const { sdk, projectFile } = settings;
  const plugin = settings.plugins.get(pkg);
  if (settings.host === "in-process") {
    const { project, loadProvider = evaluateProvider(projectFile.folder) } = settings;
    const log: ProviderLog = (severity, message) => recorder.report({ severity, message });
    return new InProcessHost(sdk, { project, loadProvider, log });
  }
  const env: NodeJS.ProcessEnv = {
    ...settings.env,
    PULUMI_NODEJS_PROJECT: settings.project,
    PULUMI_PROJECT: settings.project,
    PULUMI_NODEJS_STACK: settings.stack,
    // As the real engine does (seen): the whole stack config, in clear text.
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries([...settings.config].map(([key, { value }]) => [key, value]))),
  };
  const dynamic = [process.execPath, join(sdk.folder, "cmd", "dynamic-provider")] as const;
  return new ProcessHost({
    ...{ sdk, folder: projectFile.folder, engineAddress, env },
    command: plugin ?? dynamic,
    // What a plugin writes by itself no engine shows (seen); it has the engine's log.
    onLine: plugin === undefined ? recorder.line : () => undefined,
  });
}

/** What the program and the makers of components know of the run. */
function contextOf(settings: StackSettings, request: RunRequest, parallel: number): ProgramContext {
  const entries = [...settings.config];
  return {
    project: settings.project,
    stack: settings.stack,
    organization: settings.organization,
    preview: request.preview,
    parallel,
    config: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
    secretKeys: entries.flatMap(([key, { secret }]) => (secret ? [key] : [])),
  };
}

async function runProgram(
  settings: StackSettings,
  request: RunRequest,
  phase: {
    monitor: MonitorMethods;
    engine: MonitorMethods;
    executor: Executor;
    registrar: Registrar;
    recorder: Recorder;
    address: string;
    parallel: number;
  },
): Promise<ProgramResult> {
  const { sdk, program } = settings;
  const context = contextOf(settings, request, phase.parallel);
  const cancelled = new Promise<void>((resolve) => phase.executor.onCancel(resolve));
  if (program !== undefined) {
    const { monitor, engine, recorder, registrar } = phase;
    const settled = () => registrar.settled();
    return await runProgramFunction({
      sdk,
      program,
      context,
      monitor,
      engine,
      report: recorder.report,
      cancelled,
      settled,
    });
  }
  if (settings.host === "in-process") throw new Error('host "in-process" needs a program function');
  const { workDir, projectFile: project, env } = settings;
  const { address, recorder } = phase;
  const child = runProgramProcess({ sdk, workDir, project, address, context, env, onLine: recorder.line });
  cancelled.then(child.stop);
  return await child.done;
}

function requireKnown(memory: PlanMemory, urns: readonly string[], option: string): void {
  const unknown = urns.filter((urn) => !memory.olds.has(urn) && !memory.urns.has(urn));
  for (const urn of unknown) {
    memory.report({
      severity: "error",
      message: `Resource '${urn}' given with ${option} could not be found in the stack`,
    });
  }
  if (unknown.length > 0) throw new Bail(`unknown ${option}`);
}

/** Deletes last, dependents first; after a failure no further round begins. */
async function deletes(memory: PlanMemory, executor: Executor, destroy: boolean): Promise<boolean> {
  const planned = await planDeletes(memory, destroy);
  memory.watch?.steps([...planned.sames, ...planned.deletes]);
  if (!(await executor.chain(planned.sames))) return false;
  for (const round of deletionRounds(planned.deletes)) {
    await Promise.all(round.map((step) => executor.chain([step])));
  }
  return !executor.cancelled && !planned.refused;
}
