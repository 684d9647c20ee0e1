/** Scenarios of identity as data: stacks, programs, what is run on them, and the mishaps between. */

/** A stack as a scenario calls it. */
export type Label = string;

/** Where a stack lives: stacks of one home share a project folder and a backend, others share nothing. */
export interface Place {
  readonly home: string;
  /** Pulumi's name of the stack. */
  readonly name: string;
}

export type Operation = "preview" | "up" | "refresh" | "destroy";

/** One operation; resources are named by their Pulumi names. */
export interface RunStep {
  readonly does: Operation;
  readonly stack?: Label;
  /** The program from this step on, for this stack. */
  readonly program?: string;
  readonly target?: readonly string[];
  readonly replace?: readonly string[];
  readonly refresh?: boolean;
  /** The run has to fail; any other has to succeed. */
  readonly fails?: true;
  /** Killed once the new user is posted, before anything else is done to it: everything, or the engine alone. */
  readonly killed?: "everything" | "the engine";
}

/** What people do to states and users beside runs. */
export type CommandStep =
  | { readonly does: "state move"; readonly names: readonly string[]; readonly from: Label; readonly to: Label }
  | { readonly does: "stack rename"; readonly stack?: Label; readonly to: string }
  | { readonly does: "state delete"; readonly stack?: Label; readonly name: string }
  | { readonly does: "export and import"; readonly from: Label; readonly to: Label }
  /** Makes the state one of a version before identities: no identity, no hash in state, none in the mark. */
  | { readonly does: "age the state"; readonly stack?: Label }
  /** A person rewrites the description by hand, without the mark. */
  | { readonly does: "erase the mark"; readonly nickname: string };

export type Step = RunStep | CommandStep;

export interface Scenario {
  /** A sentence; the recording's file name is made from it. */
  readonly title: string;
  /** Default: one stack, `dev`, called `one`. */
  readonly stacks?: Readonly<Record<Label, Place>>;
  /** Of the emulator. */
  readonly variants?: readonly string[];
  readonly config?: Readonly<Record<string, string>>;
  /** The project has a component library, `signers`, with copies of its own: of the package and, in processes, of the SDK. */
  readonly library?: true;
  /** Played by the embedded engine in processes as well, which takes as long as on the real one. */
  readonly inProcesses?: true;
  readonly steps: readonly Step[];
}

/** The stack of a step that names none. */
export const ONE: Label = "one";
export const PROJECT = "payments";

export const stacksOf = ({ stacks }: Scenario): Readonly<Record<Label, Place>> =>
  stacks ?? { [ONE]: { home: "a", name: "dev" } };

export const isRun = (step: Step): step is RunStep =>
  step.does === "preview" || step.does === "up" || step.does === "refresh" || step.does === "destroy";

/** A step in one line, for recordings and messages. */
export function described(step: Step): string {
  if (isRun(step)) {
    const { does, stack = ONE, target, replace, refresh, killed } = step;
    const options = [
      ...(target ?? []).map((name) => `--target ${name}`),
      ...(replace ?? []).map((name) => `--replace ${name}`),
      ...(refresh ? ["--refresh"] : []),
      ...(killed ? [`(${killed} killed after the POST)`] : []),
    ];
    return [`${stack}:`, does, ...options].join(" ");
  }
  const { does, ...rest } = step;
  return `${does} ${Object.entries(rest)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(" ")}`;
}
