/** The variants that are measured side by side. */
import { repository } from "../stage/emulator.mts";

export interface Variant {
  readonly name: string;
  readonly means: string;
  /** Folder of its program, in `bench/variants`. */
  readonly program: string;
  /** The package that its program imports: a checkout, built. */
  readonly checkout: string;
  /** Measured up to so many objects, unless it is asked for by name: beyond, it takes many minutes. */
  readonly upTo?: number;
  /** The calls that it makes are those of ours. */
  readonly callsAsOurs: boolean;
  /** It is this package, or another build of it: its figures are shown in parts. */
  readonly isOurs: boolean;
  /** Its resources belong to the plugin `digicert-one`, which the embedded engine cannot run in one process. */
  readonly needsPlugin: boolean;
}

const row = (name: string, means: string, rest: Partial<Variant> = {}): Variant => ({
  ...{ name, means, program: name, checkout: repository, callsAsOurs: true, isOurs: false, needsPlugin: false },
  ...rest,
});

export const FLOOR = "floor";
export const FLOOR_CALLS = "floor-calls";
export const OURS = "ours";
export const NATIVE = "native";

export const variants: readonly Variant[] = [
  row(FLOOR, "resources by name whose provider does nothing", { callsAsOurs: false }),
  row(FLOOR_CALLS, "resources by name, the calls of ours with bare node:http"),
  row("thin", "thin serialised handlers, the calls of ours with bare node:http"),
  row("guides", "as Pulumi's guides write it: serialised with its client", { upTo: 300, callsAsOurs: false }),
  row(OURS, "this package", { isOurs: true }),
  row(NATIVE, "this package, its resources behind the native host", { isOurs: true, needsPlugin: true }),
];

/** Ours once more, from another checkout of this repository that is built: a version to compare with. */
export function otherCheckout(label: string, checkout: string): Variant {
  return row(label, "another build of this package", { program: OURS, checkout, callsAsOurs: false, isOurs: true });
}

/** Ours with another program than that of the stacks. */
export const oursWith = (program: string): Variant => row(OURS, "this package", { program, isOurs: true });
