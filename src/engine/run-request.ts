import type { Recorder } from "./display/recorder";
import type { PlanMemory, PlanWatch } from "./planning/plan-memory";
import type { ProjectFile } from "./program/program";
import type { PulumiProgram } from "./program/program-in-process";
import type { LoadProvider } from "./provider/host-in-process";
import type { ProviderRegistry } from "./provider/providers";
import type { Sdk } from "./sdk/sdk";
import type { ResourceState } from "./state/resource-state";
import type { Snapshot } from "./state/snapshot";

/** What stays the same over the runs of a stack. */
export interface StackSettings {
  readonly sdk: Sdk;
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly workDir: string;
  readonly projectFile: ProjectFile;
  readonly config: ReadonlyMap<string, { readonly value: string; readonly secret: boolean }>;
  readonly env: NodeJS.ProcessEnv;
  readonly program: PulumiProgram | undefined;
  readonly host: "process" | "in-process";
  readonly loadProvider: LoadProvider | undefined;
  /** The executables of provider packages, each with its arguments. */
  readonly plugins: ReadonlyMap<string, readonly [string, ...string[]]>;
}

export interface RunRequest {
  readonly kind: "preview" | "update" | "refresh" | "destroy";
  readonly preview: boolean;
  readonly refresh: boolean;
  readonly clearPendingCreates: boolean;
  readonly targets: readonly string[];
  readonly replaces: readonly string[];
  readonly targetDependents: boolean;
  readonly parallel: number | undefined;
  /** Looks on at the planning, for the sake of a saved plan. */
  readonly watch?: ((memory: PlanMemory) => PlanWatch) | undefined;
}

/** The records of the old state, and those of them that are live by URN. */
export function indexed(base: readonly ResourceState[]): Pick<PlanMemory, "base" | "olds"> {
  const live = base.filter((state) => state.delete !== true);
  return { base: [...base], olds: new Map(live.map((state) => [state.urn, state])) };
}

/** What the planning of one run knows at its start. */
export function planMemory(
  settings: StackSettings,
  request: RunRequest,
  snapshot: Snapshot,
  providers: ProviderRegistry,
  recorder: Recorder,
): PlanMemory {
  return {
    preview: request.preview,
    project: settings.project,
    stack: settings.stack,
    options: {
      targets: new Set(request.targets),
      replaces: new Set(request.replaces),
      targetDependents: request.targetDependents,
    },
    providers,
    ...indexed(snapshot.base),
    urns: new Set(),
    operated: new Set(),
    created: new Set(),
    replaced: new Set(),
    deleted: new Set(),
    skippedCreates: new Set(),
    condemned: new Set(),
    aliased: new Map(),
    aliasOf: new Map(),
    goals: new Map(),
    providerStates: new Map(),
    report: recorder.report,
  };
}
