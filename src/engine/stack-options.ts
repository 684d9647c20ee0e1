/** What a stack is made of and what a run of it is asked to do, as users write it. */
import { resolve } from "node:path";
import type { EngineEvent } from "./display/recorder";
import type { RunKind } from "./display/results";
import { UnsupportedError } from "./model/values";
import type { PulumiProgram } from "./program/program-in-process";
import type { LoadProvider } from "./provider/host-in-process";
import { refuseEnvVars } from "./refused-options";
import type { RunRequest, StackSettings } from "./run-request";
import { loadSdk } from "./sdk/sdk";

/** A setting in the clear, or one to be kept as a secret. */
export type ConfigValue = string | { readonly value: string; readonly secret?: boolean };

/** Which stack, of which program, with which settings. */
export interface EmbeddedStackArgs {
  /** The project's name, as in Pulumi.yaml. */
  readonly projectName: string;
  /** The stack's name, such as `dev`. */
  readonly stackName: string;
  /** The project's folder: Pulumi.yaml if there is one, and the program. */
  readonly workDir: string;
  /** Names without a namespace belong to the project. */
  readonly config?: Readonly<Record<string, ConfigValue>>;
  /**
   * Added to the environment that this process has when a run begins, for the program and for providers. Refused in-process,
   * where both read `process.env`.
   */
  readonly envVars?: Readonly<Record<string, string>>;
  /** Default `<workDir>/.pulumi-embedded/<project>.<stack>.json`; false keeps the state in memory, in this object alone. */
  readonly stateFile?: string | false;
  /**
   * For the secrets in state. Default `PULUMI_CONFIG_PASSPHRASE`, else the text of `PULUMI_CONFIG_PASSPHRASE_FILE`. Without
   * either, a state in memory uses one of this process's own, and a state file is refused.
   */
  readonly passphrase?: string;
  /** A program function instead of the program in `workDir`. */
  readonly program?: PulumiProgram;
  /** `in-process` loads provider code into this process and opens no socket: for thousands of runs. */
  readonly host?: "process" | "in-process";
  /** In-process only: makes the provider for the text of a `__provider` property. Default: evaluates the text. */
  readonly loadProvider?: LoadProvider;
  /**
   * The executables of provider packages, by package: the program and its arguments, behind which comes the engine's address, as
   * Pulumi's own engine starts `pulumi-resource-<package>`. Resources of any other package but Node's dynamic ones are refused.
   */
  readonly plugins?: Readonly<Record<string, readonly [string, ...string[]]>>;
  /** Default `organization`, as in the CLI's own file backend. */
  readonly organization?: string;
}

/** What one run is to do. Whatever else Pulumi knows is refused by name. */
export interface RunOptions {
  /** Only these URNs. */
  readonly target?: readonly string[];
  /** Also everything that depends on the targets. */
  readonly targetDependents?: boolean;
  /** Replaces these URNs. */
  readonly replace?: readonly string[];
  /** Reads every object first. */
  readonly refresh?: boolean;
  /** Resource operations at a time; default 4 per processor. */
  readonly parallel?: number;
  /** A file. A preview saves its plan there; an update does what that plan says, and nothing else. */
  readonly plan?: string;
  /** Environment variables of this run alone, over those of the stack: `{ DIGICERT_ONE_AS_OF: "2027-03-02" }` is its day. */
  readonly envVars?: Readonly<Record<string, string>>;
  /** Receives each line of the display, secrets masked. */
  readonly onOutput?: (line: string) => void;
  /** Receives each step and diagnostic as it happens. */
  readonly onEvent?: (event: EngineEvent) => void;
}

/** What a stack keeps from run to run; the program's Pulumi.yaml and the environment are read anew for each. */
export type LastingSettings = Omit<StackSettings, "projectFile" | "env">;

/** Refuses what cannot go together. */
export function lastingSettings(args: EmbeddedStackArgs): LastingSettings {
  const plugins = new Map(Object.entries(args.plugins ?? {}));
  if (args.host === "in-process" && plugins.size > 0) throw new UnsupportedError("plugins in process");
  const workDir = resolve(args.workDir);
  const sdk = loadSdk(workDir);
  const { host = "process", envVars = {} } = args;
  refuseEnvVars(host, envVars);
  const config = new Map(
    Object.entries(args.config ?? {}).map(([key, given]) => [
      key.includes(":") ? key : `${args.projectName}:${key}`,
      typeof given === "string"
        ? { value: given, secret: false }
        : { value: given.value, secret: given.secret ?? false },
    ]),
  );
  return {
    sdk,
    project: args.projectName,
    stack: args.stackName,
    organization: args.organization ?? "organization",
    workDir,
    config,
    program: args.program,
    host,
    loadProvider: args.loadProvider,
    plugins,
  };
}

export function requestOf(kind: RunKind, options: RunOptions): RunRequest {
  return {
    kind,
    preview: false,
    refresh: options.refresh ?? false,
    clearPendingCreates: false,
    targets: options.target ?? [],
    replaces: options.replace ?? [],
    targetDependents: options.targetDependents ?? false,
    parallel: options.parallel,
  };
}
