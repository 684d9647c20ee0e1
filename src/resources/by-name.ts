/**
 * Dynamic resources whose code is named, not serialised.
 *
 * `pulumi.dynamic.Resource` serialises the provider's code into the state of every resource. We register the same kind of
 * resource (type token, provider plugin, `__provider` property) with a constant text that names the code. Measured on the
 * real engine with 300 resources against a provider written as in Pulumi's guides: 20 times less state, `up` 6 times and
 * `preview` 3 times faster; no secret can be captured, and state written by an old version runs today's code.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Fault } from "../arguments";
import { asOf } from "../rotation";
import { settingsKnown } from "./provider";
import { tellFaultsOfStackConfig } from "./settings-faults";

const PACKAGE = "pulumi-digicert-one";

/** Kinds of resources, by the name of their handlers in `pulumi-digicert-one/provider`. */
export type HandlerName = "serviceUser" | "apiKey" | "rotationSchedule" | "apiKeySlot" | "apiKeyRetirement";

/** The text in state that names the code. It never changes within a major version. */
export function providerText(handler: HandlerName): string {
  return `exports.handler=()=>require("${PACKAGE}/provider").${handler}()`;
}

/** What a resource of ours registers. */
export interface Registration {
  /** `ServiceUser`, as in the type token. */
  type: string;
  handler: HandlerName;
  inputs: Record<string, unknown>;
  /** Outputs that are not inputs: they must be keys of the properties, or they do not exist as outputs. */
  outputs: readonly string[];
  secrets: readonly string[];
  /** What the program calls it, where that is not type and name: a part of a component is told by the component. */
  calledInProgram?: string;
  /** What is wrong with the arguments; without a day, nothing is called past. */
  judge(today: string | undefined): readonly Fault[];
}

/**
 * A custom resource of ours: registered by name, its secrets marked, its faults told by the program itself.
 *
 * The engine stops at the first resource whose check fails, and calls no check at all while a setting of an explicit
 * provider is unknown (both seen on the real engine). Told here, by an error in the log, every fault is told, and the run
 * fails; the mark `__faulty` keeps check from saying it again, and the handlers from touching anything.
 */
export abstract class ByNameResource extends pulumi.CustomResource {
  constructor(name: string, registration: Registration, options: pulumi.CustomResourceOptions = {}) {
    requireResolvable();
    const token = `pulumi-nodejs:dynamic/digicert-one:${registration.type}`;
    const faults = registration.judge(undefined);
    const properties: Record<string, unknown> = { __provider: providerText(registration.handler) };
    for (const output of registration.outputs) properties[output] = undefined;
    Object.assign(properties, registration.inputs, faults.length > 0 && { __faulty: true });
    const secrets = [...new Set([...(options.additionalSecretOutputs ?? []), ...registration.secrets])];
    super(token, name, properties, { ...options, additionalSecretOutputs: secrets });
    const what = registration.calledInProgram ?? `${registration.type} "${name}"`;
    for (const fault of faults) void pulumi.log.error(`${what}: ${fault.reason}`);
    const provider = this.getProvider(token);
    if (provider === undefined) tellFaultsOfStackConfig();
    else tellPastWhereCheckIsNotCalled(what, registration, faults, provider);
  }
}

/**
 * An end date that has passed is a fault only when it is declared anew, which check knows from the state and the program
 * does not. While check is not called, there is no state to know it from either.
 */
function tellPastWhereCheckIsNotCalled(
  what: string,
  registration: Registration,
  told: readonly Fault[],
  provider: pulumi.ProviderResource,
): void {
  const reasons = new Set(told.map(({ reason }) => reason));
  const past = registration.judge(asOf(process.env, Date.now())).filter(({ reason }) => !reasons.has(reason));
  if (past.length === 0) return;
  const done = pulumi.runtime.rpcKeepAlive();
  settingsKnown(provider)
    .then(async (known) => {
      for (const fault of known ? [] : past) await pulumi.log.error(`${what}: ${fault.reason}`);
    })
    .finally(done);
}

let resolvable = false;

/** The provider process loads the package from the program's folder: say so before the engine fails without a reason. */
function requireResolvable(): void {
  if (resolvable || !pulumi.runtime.hasEngine()) return;
  const folders = [process.cwd(), rootDirectory()].filter((folder) => folder);
  if (folders.some((folder) => resolves(folder))) {
    resolvable = true;
    return;
  }
  const { version } = createRequire(__filename)("../../package.json") as { version: string };
  throw new pulumi.RunError(
    `${PACKAGE} does not resolve from ${process.cwd()}, so the provider process cannot load it. ` +
      `Add it to the dependencies of the program's package.json, then install: "dependencies": { "${PACKAGE}": "^${version}" }`,
  );
}

/** The folder of Pulumi.yaml; older SDKs that we support do not tell it. */
function rootDirectory(): string {
  const runtime: { hasEngine(): boolean; getRootDirectory?(): string } = pulumi.runtime;
  return runtime.getRootDirectory?.() ?? "";
}

function resolves(folder: string): boolean {
  try {
    createRequire(join(folder, "program.js")).resolve(`${PACKAGE}/provider`);
    return true;
  } catch {
    return false;
  }
}

/** Whether a value is an output or a promise, or holds one: such values are judged by check, once they are known. */
export function isPending(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  if (Array.isArray(value)) return value.some(isPending);
  return value !== null && typeof value === "object" && Object.values(value).some(isPending);
}
