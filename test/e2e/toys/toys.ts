/**
 * The package `toys` of the scenario projects: dynamic resources so small that every call an engine makes can be
 * written down and compared. It is compiled into each project's `node_modules`, so that it runs in the program and in
 * the provider process alike, under either engine.
 */
import { CustomResource, type CustomResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { handlers } from "./handlers";

/** What a toy may be given. `label` is filled in with the Pulumi name: handlers are not told it otherwise. */
export type ToyArgs = Record<string, Input<unknown>>;

/** Names one of the handlers in `handlers.ts`. */
export type ToyKind = keyof typeof handlers;

export { handlers };

/**
 * A dynamic resource by name: the same registration as `pulumi.dynamic.Resource`, with a constant text in place of a
 * serialised closure.
 */
export class Toy extends CustomResource {
  declare readonly value: Output<string>;
  declare readonly made: Output<string>;
  declare readonly token: Output<string>;

  constructor(name: string, args: ToyArgs = {}, options: CustomResourceOptions = {}, kind: ToyKind = "full") {
    const text = `exports.handler=()=>require("toys").handlers.${kind}`;
    const outputs = { made: undefined, token: undefined };
    super(
      "pulumi-nodejs:dynamic/toys:Toy",
      name,
      { label: name, value: undefined, ...outputs, ...args, __provider: text },
      options,
    );
  }

  /** Reads an object that this stack does not manage. */
  static lookUp(name: string, id: string, options: CustomResourceOptions = {}, kind?: ToyKind): Toy {
    return new Toy(name, {}, { ...options, id }, kind);
  }
}

/** Reads the provider settings that the engine passed; its only job is to show them. */
export class Settings extends CustomResource {
  declare readonly seen: Output<string>;

  constructor(name: string, options: CustomResourceOptions = {}) {
    const text = 'exports.handler=()=>require("toys").handlers.settings()';
    super("pulumi-nodejs:dynamic/toys:Settings", name, { label: name, seen: undefined, __provider: text }, options);
  }
}
