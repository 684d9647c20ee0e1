/** What runs here, and whether the provider process will find this package. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { resolvedFrom } from "../../../basics/resolves";
import { isRecord } from "../../../basics/unknown";
import { packageVersion } from "../../../basics/version";
import { type Check, type Finding, fail, ok, undecided } from "../check";
import type { DoctorContext } from "../context";

const PACKAGE = "pulumi-digicert-one";
const LEAST_NODE = [22, 12] as const;

export const softwareChecks: readonly Check<DoctorContext>[] = [
  { id: "package", title: "Package", needs: [], run: () => packageFinding(process.versions.node) },
  { id: "pulumi", title: "Pulumi", needs: [], run: pulumiFinding },
  { id: "resolves", title: "Program", needs: [], run: ({ folder }) => programFinding(folder) },
];

/** Exported for its test: this process has one Node only. */
export function packageFinding(node: string): Finding {
  const found = `${PACKAGE} ${packageVersion() ?? "of unknown version"} on Node ${node}`;
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const [least, leastMinor] = LEAST_NODE;
  if (major > least || (major === least && minor >= leastMinor)) return ok(found);
  return fail(`${found}, which is too old`, `Install Node ${LEAST_NODE.join(".")} or later.`);
}

async function pulumiFinding({ folder, probes }: DoctorContext): Promise<Finding> {
  const version = await probes.run("pulumi", "version");
  const sdk = sdkVersion(folder);
  const details = [`SDK for Node (@pulumi/pulumi): ${sdk ?? "none resolves from this folder"}`];
  if (version === undefined) {
    return undecided("no command line `pulumi` on the path", "Put it on the path to see its version here.", details);
  }
  return ok(`command line ${version.split("\n")[0]}`, details);
}

function sdkVersion(folder: string): string | undefined {
  const manifest = resolvedFrom(folder, "@pulumi/pulumi/package.json");
  if (manifest === undefined) return undefined;
  const read: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  return isRecord(read) ? String(read.version) : undefined;
}

function programFinding(folder: string): Finding {
  const resolved = resolvedFrom(folder, `${PACKAGE}/provider`);
  if (resolved !== undefined) return ok(`${PACKAGE} resolves from this folder`);
  if (projectOf(folder) === undefined) {
    return undecided(
      "there is no Pulumi.yaml here or above, so this is no program",
      "Run doctor in the folder of a program to see whether it finds the package.",
    );
  }
  return fail(
    `${PACKAGE} does not resolve from this folder, so the provider process of this program cannot load it`,
    `Add it to the dependencies of the program's package.json, then install: npm install ${PACKAGE}.`,
  );
}

function projectOf(folder: string): string | undefined {
  if (existsSync(join(folder, "Pulumi.yaml")) || existsSync(join(folder, "Pulumi.yml"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : projectOf(parent);
}
