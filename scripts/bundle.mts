/**
 * Bundles the native host into one file and packs it as the archives of a plugin. `npm run bundle` runs this file, which takes the
 * folder to write to (`plugin/dist`).
 *
 * The archive holds no PulumiPlugin.yaml: with one, `pulumi plugin install` would run npm.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";

const root = join(import.meta.dirname, "..");
const NAME = "pulumi-resource-digicert-one";
const LAUNCHER = join(root, "plugin", NAME);

/**
 * Parts of Pulumi's SDK that write programs into state, or run the command line. A plugin does neither, and with them comes the
 * TypeScript compiler: 7 MB instead of 2.
 */
const UNUSED = /@pulumi\/pulumi\/(automation\/index|dynamic\/index|runtime\/closure\/\w+)\.js$/;

/** What `protocol/grpc.ts` takes from where Pulumi's SDK finds it. */
const SDK = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
const GRPC = `
export { credentials, Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
export { Any } from "google-protobuf/google/protobuf/any_pb.js";
export { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
export { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
`;

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

const plugin: Plugin = {
  name: "native-host",
  setup({ onLoad }) {
    onLoad({ filter: UNUSED }, () => ({ contents: "" }));
    // The host asks for these where it runs; a bundle asks once, and at the same place.
    onLoad({ filter: /src\/native\/protocol\/grpc\.ts$/ }, () => ({ contents: GRPC, resolveDir: SDK }));
    // No package.json stands two folders above the bundle.
    onLoad({ filter: /src\/basics\/version\.ts$/ }, () => ({
      contents: `export const packageVersion = () => ${JSON.stringify(version)};`,
    }));
  },
};

/** The first statement: the syntax of the rest is one that older versions of Node read too. */
const NEEDS_NODE = `{
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 12)) {
    console.error("The plugin digicert-one needs Node.js 22.12 or later; node on the PATH is " + process.versions.node + ". Install a later one, or put it first on the PATH.");
    process.exit(1);
  }
}`;

/** Bundles the native host into a folder, with the licences of what is in it. */
export async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, `${NAME}.cjs`);
  const { metafile } = await build({
    entryPoints: [join(root, "src/native/main.ts")],
    outfile,
    absWorkingDir: root,
    bundle: true,
    minify: true,
    // Names of classes stand in errors.
    keepNames: true,
    platform: "node",
    format: "cjs",
    target: "node18",
    banner: { js: NEEDS_NODE },
    // The dynamic host alone resolves it, to log through the SDK of the program.
    external: ["@pulumi/pulumi/package.json"],
    legalComments: "none", // they stand in the file of licences, whole
    metafile: true,
    logLevel: "warning",
    plugins: [plugin],
  });
  writeFileSync(join(folder, "LICENSES.txt"), licences(metafile));
  return outfile;
}

/** The licences of the packages in a bundle, each with its name and version. */
function licences({ inputs }: Metafile): string {
  const folders = Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as {
      name: string;
      version: string;
      license?: string;
    };
    const [file] = globSync("{LICEN[CS]E,licen[cs]e}*", { cwd: join(root, folder) });
    const text = file === undefined ? "" : readFileSync(join(root, folder, file), "utf8");
    if (text === "" && license === undefined) throw new Error(`${name} names no licence`);
    return `${name} ${version} (${license ?? "see below"})\n\n${text.trim()}`;
  });
  return `${[readFileSync(join(root, "LICENSE"), "utf8").trim(), ...texts].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/**
 * Where Pulumi's command line looks for an archive by its platform (`standardAssetName` in sdk/go/common/workspace/plugins.go). None
 * for Windows: there it starts no launcher but `.exe` files.
 */
const PLATFORMS = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64"];

/** Packs what a plugin consists of; returns the archives, which differ by their names alone. */
export function pack(folder: string): string[] {
  copyFileSync(LAUNCHER, join(folder, NAME));
  const archives = PLATFORMS.map((platform) => join(folder, `${NAME}-v${version}-${platform}.tar.gz`));
  const [first = "", ...others] = archives;
  execFileSync("tar", ["-czf", first, "-C", folder, NAME, `${NAME}.cjs`, "LICENSES.txt"]);
  for (const other of others) copyFileSync(first, other);
  return archives;
}

if (process.argv[1] === import.meta.filename) {
  const folder = resolve(process.argv[2] ?? join(root, "plugin", "dist"));
  mkdirSync(folder, { recursive: true });
  for (const former of globSync(`${NAME}-v*.tar.gz`, { cwd: folder })) rmSync(join(folder, former));
  await bundle(folder);
  console.log(pack(folder).join("\n"));
}
