/**
 * What a scenario needs of a Pulumi engine, and no more: the same words for the real command line and for the embedded
 * engine, so that a scenario cannot tell which one runs it.
 */

/** Narrows or bends one operation, as the options of the same names on the command line do. */
export interface RunOptions {
  readonly target?: readonly string[];
  readonly targetDependents?: boolean;
  readonly replace?: readonly string[];
  readonly refresh?: boolean;
  readonly parallel?: number;
  /** A file: a preview saves its plan there, an `up` keeps to the plan that stands there. */
  readonly plan?: string;
}

/** One step of the plan, in the engine's words: `create`, `update`, `create-replacement`, `delete-replaced`, … */
export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Names of the properties that differ, sorted. */
  readonly diffs: readonly string[];
}

interface Diagnostic {
  readonly severity: string;
  readonly urn?: string;
  readonly message: string;
}

/** What one operation did and said. */
export interface Run {
  readonly result: "succeeded" | "failed";
  /** Everything printed for the user. */
  readonly stdout: string;
  readonly resourceChanges: Readonly<Record<string, number>>;
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A resource as both engines keep it in the deployment JSON. */
export type StoredResource = Readonly<Record<string, unknown>> & { readonly urn: string; readonly type: string };

export interface Deployment {
  readonly version: number;
  readonly deployment: Readonly<Record<string, unknown>> & { readonly resources?: readonly StoredResource[] };
}

/** A stack of one project, with an environment and a config of its own. */
export interface Stack {
  readonly engine: string;
  preview(options?: RunOptions): Promise<Run>;
  up(options?: RunOptions): Promise<Run>;
  refresh(options?: RunOptions): Promise<Run>;
  destroy(options?: RunOptions): Promise<Run>;
  /** The stack's outputs, secrets in the clear. */
  outputs(): Promise<Record<string, { value: unknown; secret: boolean }>>;
  /** The state as the engine stores it: secrets are ciphertexts. */
  storedState(): Promise<Deployment>;
  /** The state with secrets in the clear, each still marked as one. */
  exportStack(): Promise<Deployment>;
  importStack(deployment: Deployment): Promise<void>;
  setEnv(name: string, value: string | undefined): void;
  setConfig(key: string, value: string, options?: { secret?: boolean }): Promise<void>;
}

/** Rejects a run that was meant to succeed; carries what it did and printed. */
export class RunFailed extends Error {
  readonly run: Run;

  constructor(operation: string, run: Run) {
    super(`${operation} failed:\n${run.stdout}\n${run.diagnostics.map((each) => each.message).join("\n")}`);
    this.name = "RunFailed";
    this.run = run;
  }
}

/** Waits for a run that has to fail and hands back what it did; one that succeeds is the test's failure. */
export async function failing(run: Promise<Run>): Promise<Run> {
  try {
    const done = await run;
    throw new Error(`the run should have failed, and succeeded:\n${done.stdout}`);
  } catch (error) {
    if (error instanceof RunFailed) return error.run;
    throw error;
  }
}

/** The last part of a URN: the Pulumi name. */
export const nameOf = (urn: string): string => urn.split("::").at(-1) ?? urn;

/** All error messages of a run, one text. */
export const errorsOf = (run: Run): string =>
  run.diagnostics
    .filter((each) => each.severity === "error")
    .map((each) => each.message)
    .join("\n");
