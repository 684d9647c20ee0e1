/** What a scenario of identity needs of an engine: runs, and the commands on states. */
import type { Emulator } from "../../src/emulator";
import type { Deployment, Step as EngineStep } from "../e2e/stack";
import type { CommandStep, Label, RunStep, Scenario } from "./scenario";

/** What a run did and said. */
export interface Ran {
  readonly ok: boolean;
  readonly steps: readonly EngineStep[];
  /** Messages, at whatever severity. */
  readonly said: readonly string[];
  /** Everything that was shown. */
  readonly text: string;
}

/** A command on states; what people do to users by hand is the same on every engine. */
export type StateCommand = Exclude<CommandStep, { does: "erase the mark" }>;

export interface IdentityStage {
  readonly emulator: Emulator;
  run(step: RunStep): Promise<Ran>;
  command(step: StateCommand): Promise<void>;
  /** The states of all stacks, secrets in the clear. */
  states(): Promise<Readonly<Record<Label, Deployment>>>;
  close(): Promise<void>;
}

export type OpenStage = (scenario: Scenario) => Promise<IdentityStage>;

/** The day of every scenario: nothing here is about days. */
export const NOW = "2027-01-15T12:00:00Z";

/** The first lines of every program. */
export const preludeFor = (emulator: Emulator): string => `
const pulumi = require("@pulumi/pulumi");
const digicert = require("pulumi-digicert-one");
const email = "team@example.com";
const accountIds = [${JSON.stringify(emulator.accountId)}];
const user = (name, more = {}, options = {}, from = digicert) =>
  new from.ServiceUser(name, { nickname: "signer", email, accountIds, roleIds: [], description: "Signs", ...more }, options);
class Part extends pulumi.ComponentResource {
  constructor(type, name, options = {}) { super("example:index:" + type, name, {}, options); }
}
`;

/** The settings of every stack: little patience, for here it takes time. */
export const configFor = (
  emulator: Emulator,
  { config }: Scenario,
): Record<string, { value: string; secret: boolean }> => ({
  "digicert-one:baseUrl": { value: emulator.url, secret: false },
  "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
  "digicert-one:rateLimits": { value: "off", secret: false },
  "digicert-one:maxRetrySeconds": { value: "2", secret: false },
  ...Object.fromEntries(Object.entries(config ?? {}).map(([key, value]) => [key, { value, secret: false }])),
});
