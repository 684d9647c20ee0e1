import * as pulumi from "@pulumi/pulumi";
import { resolvedFrom } from "../../basics/resolves";
import { packageVersion } from "../../basics/version";
import { PACKAGE } from "../../fields/kinds";

let resolvable = false;
const warned = new WeakSet<object>();

/** The provider process loads the package from the program's folder: report it before the engine fails without a reason. */
export function requireResolvable(): void {
  const run = pulumi.runtime.getEngine();
  if (resolvable || run === undefined || warned.has(run)) return;
  refusePlugAndPlay();
  const inline = !pulumi.runtime.hasEngine();
  // In an inline program the SDK does not know the root directory, and returns a text that is no path.
  const folders = [process.cwd(), inline ? "" : rootDirectory()].filter((folder) => folder);
  resolvable = folders.some((folder) => resolvedFrom(folder, `${PACKAGE}/provider`) !== undefined);
  if (resolvable) return;
  const version = packageVersion();
  const bundled = version === undefined ? " A bundle that holds it is not enough: leave it outside (external)." : "";
  const problem = `${PACKAGE} does not resolve from ${process.cwd()}, so the provider process cannot load it.${bundled}`;
  const remedy =
    "Add it to the dependencies of the program's package.json, then install: " +
    `"dependencies": { "${PACKAGE}": "${version === undefined ? "*" : `^${version}`}" }`;
  if (!inline) throw new pulumi.RunError(`${problem} ${remedy}`);
  // An inline program cannot see the stack's workDir, from which the package may resolve all the same.
  warned.add(run);
  void pulumi.log.warn(
    `${problem} Set the stack's workDir to a folder from which it resolves, or run this process in one; ` +
      "with such a workDir, all is well.",
  );
}

/**
 * Yarn's Plug'n'Play is a hook that each process loads. One that this process has loaded by itself resolves the package here,
 * and the provider process fails without a reason.
 */
function refusePlugAndPlay(): void {
  if (process.versions.pnp === undefined || /\.pnp\./.test(process.env.NODE_OPTIONS ?? "")) return;
  throw new pulumi.RunError(
    `This program runs under Yarn's Plug'n'Play, and the provider process would not, so it cannot load ${PACKAGE}. ` +
      "Set `nodeLinker: node-modules` in .yarnrc.yml and install again, or run Pulumi as `yarn pulumi`, which hands the hook on.",
  );
}

/** The folder of Pulumi.yaml; older SDKs that we support do not know it. */
function rootDirectory(): string {
  // Beside something that every SDK has: a type of optional members alone shares nothing with the lowest one.
  const runtime: { hasEngine(): boolean; getRootDirectory?(): string } = pulumi.runtime;
  return runtime.getRootDirectory?.() ?? "";
}
