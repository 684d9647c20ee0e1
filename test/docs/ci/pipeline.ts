/** A pipeline of any platform, as far as the tests go by it: which jobs an event runs, and what each of them does. */

/** What starts a pipeline. */
export const EVENTS = [
  "pull request",
  "pull request of a fork",
  "push",
  "push to a branch",
  "rotate",
  "lookout",
] as const;
export type Event = (typeof EVENTS)[number];

export interface Step {
  /** The script, in the platform's shell. */
  readonly script?: string;
  /** What the platform does itself, by a name that the stage knows. */
  readonly service?: string;
  readonly file?: string;
  /** The environment of the step, secrets put in. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs after a failure too. */
  readonly always: boolean;
}

export interface Job {
  readonly steps: readonly Step[];
  readonly artifacts: readonly string[];
  /** Waits for a person. */
  readonly approved: boolean;
}

/** Secrets by name. */
export type Secrets = Readonly<Record<string, string>>;

/** Where secrets are kept: each platform hands them out in its own way. */
export interface Vault {
  /** What previews may have. */
  readonly preview: Secrets;
  /** What approved updates may have. */
  readonly production: Secrets;
  /** What the daily run may have. */
  readonly rotation: Secrets;
  /** The platform's own token of the job, for comments. */
  readonly jobToken: string;
}

export interface Pipeline {
  /** The jobs that an event runs, in order. */
  runs(event: Event): readonly string[];
  /** A job with the secrets that an event hands out. */
  job(name: string, event: Event, vault: Vault): Job;
  /** What the platform sets for each script of a pull request. */
  readonly variables: Readonly<Record<string, string>>;
  /** How the platform starts bash. */
  readonly shell: readonly string[];
  /** Every script of the file, for the check of its commands. */
  readonly scripts: readonly string[];
}

export const NO_SECRETS: Vault = { preview: {}, production: {}, rotation: {}, jobToken: "" };

/** Every secret that a vault holds. */
export function secretsOf({ preview, production, rotation, jobToken }: Vault): string[] {
  return [...new Set([...[preview, production, rotation].flatMap((each) => Object.values(each)), jobToken])];
}
