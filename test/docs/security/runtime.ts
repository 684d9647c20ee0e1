/** What a user of the package installs, from the lock file. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../blocks";

/** A package as npm's lock file has it. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
}

export interface Installed extends Locked {
  /** Its folder, from the repository. */
  readonly path: string;
  readonly name: string;
}

export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  version: string;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};

/** Where Node finds a package that is required from a folder. */
function find(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = [...(folder === "" ? [] : [folder]), "node_modules", name].join("/");
    if (packages[path] !== undefined) return path;
    if (folder === "") return undefined;
  }
}

/** The dependencies and all that they depend on; the peer is the program's own, and comes along where it is asked for. */
export function runtimePackages({ peers = false } = {}): Installed[] {
  const found = new Map<string, Installed>();
  const visit = (name: string, from: string): void => {
    const path = find(name, from);
    const locked = path === undefined ? undefined : packages[path];
    if (path === undefined || locked === undefined)
      throw new Error(`${name}, for ${from || "us"}, is not in the lock file`);
    if (found.has(path)) return;
    found.set(path, { ...locked, path, name });
    for (const next of Object.keys(locked.dependencies ?? {})) visit(next, path);
  };
  const isOptional = (name: string) => manifest.peerDependenciesMeta?.[name]?.optional === true;
  const needed = Object.keys(manifest.peerDependencies).filter((name) => !isOptional(name));
  for (const name of [...Object.keys(manifest.dependencies), ...(peers ? needed : [])]) visit(name, "");
  return [...found.values()];
}

/** The licence of a package, from the lock file or from the package itself. */
export function licenceOf({ path, license }: Installed): string {
  if (license !== undefined) return license;
  const file = join(root, path, "package.json");
  const own = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { license?: string }).license : undefined;
  return own ?? "none";
}
