/** How a registration waits, and how it is refused, in every way of running a program. */
import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

/** Options with which a resource is registered once `gate` has resolved; what it depends on stays the same. */
export function deferred<O extends pulumi.ResourceOptions>(options: O, gate: Promise<void> | undefined): O {
  if (gate === undefined || !mayRejectRegistrations()) return options;
  const dependsOn = gate.then(() => options.dependsOn ?? []) as Promise<pulumi.Input<pulumi.Resource>[]>;
  return { ...options, dependsOn };
}

/**
 * Whether a registration may be refused by rejecting what it waits for. An SDK before 3.262 never settles the outputs of such
 * a resource. On the command line the program ends all the same; an inline program (the Automation API) would wait for ever.
 */
export function mayRejectRegistrations(): boolean {
  return pulumi.runtime.hasEngine() || "failPendingRegistration" in state;
}

/** Code of a provider that refuses its resource, for programs whose registrations may not be rejected. */
export function refusal(reason: string): string {
  const words = JSON.stringify(reason);
  const check = `async()=>({inputs:{},failures:[{reason:${words}}]})`;
  // The engine prints the stack of an error from read (seen).
  const read = `async()=>{throw Object.assign(new Error(${words}),{stack:${words}})}`;
  return `exports.handler=()=>({check:${check},read:${read}})`;
}
