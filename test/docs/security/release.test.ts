/** The release workflow: read strictly, and its commands run, with stand-ins for what reaches npm and GitHub. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { temporaryFolder } from "../../e2e/project";
import { engineAddress, start, versionAt } from "../../native/plugin/start";
import { root } from "../blocks";
import { bash } from "../ci/stage";
import { executable } from "../executable";
import { manifest, runtimePackages } from "./runtime";

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const PLUGIN = "pulumi-resource-digicert-one";
const PLATFORMS = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64"];

const text = readFileSync(join(root, ".github", "workflows", "release.yml"), "utf8");
const workflow = parse(text) as Workflow;
const commands = (job: string) => (workflow.jobs[job]?.steps ?? []).flatMap(({ run }) => run ?? []);

/** Jobs that may publish, and what else they run than the two commands for it. */
const publishing = ({ jobs }: Workflow) =>
  Object.values(jobs)
    .filter(({ permissions }) => permissions !== undefined)
    .flatMap(({ steps }) => steps.flatMap(({ run = "" }) => run))
    .filter((run) => run !== "" && !/^(npm publish|gh release create) /.test(run));

describe("the release workflow", () => {
  it("runs for tags alone, and reads unless it publishes", () => {
    expect(workflow.on).toEqual({ push: { tags: ["v*"] } });
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(Object.keys(workflow.jobs)).toEqual(["pack", "publish"]);
    expect(workflow.jobs.pack?.permissions).toBeUndefined();
    expect(workflow.jobs.publish).toMatchObject({
      needs: "pack",
      environment: "npm",
      permissions: { contents: "write", "id-token": "write" },
    });
    expect(text).not.toContain("secrets.");
  });

  it("runs no code of dependencies where it may publish", () => {
    expect(publishing(workflow)).toEqual([]);
    const careless = parse(text.replace("- run: npm publish", "- run: npm ci && npm publish")) as Workflow;
    expect(publishing(careless)).toHaveLength(1);
  });
});

/** A checkout with stand-ins; whatever they are asked stands in `asked`. */
function checkout() {
  const folder = temporaryFolder("release");
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(root, file), join(folder, file));
  // What `npm install` of the tarball brings, as the lock file has it: the packages' manifests are enough for npm.
  const packed = join(folder, "packed");
  for (const { path } of runtimePackages({ peers: true })) {
    mkdirSync(join(packed, path), { recursive: true });
    cpSync(join(root, path, "package.json"), join(packed, path, "package.json"));
  }
  const own = join(packed, "node_modules", manifest.name);
  mkdirSync(own, { recursive: true });
  cpSync(join(root, "package.json"), join(own, "package.json"));
  const npm = join(dirname(process.execPath), "npm");
  const real = existsSync(npm) ? npm : "npm";
  executable(
    join(folder, "bin", "npm"),
    `echo "npm $*" >> "${folder}/asked"
case "$1" in
  ci | test | publish) ;;
  run) [ "$2" = bundle ] && node "${root}/scripts/bundle.mts" plugin/dist ;;
  pack) echo packed > "${manifest.name}-${manifest.version}.tgz" ;;
  init) echo '{"name":"installed","version":"1.0.0","dependencies":{"${manifest.name}":"${manifest.version}"}}' > package.json ;;
  install) cp -r "${packed}/node_modules" . ;;
  *) PATH=$(echo "$PATH" | sed 's|^[^:]*:||') exec "${real}" "$@" ;;
esac`,
  );
  executable(join(folder, "bin", "gh"), `echo "gh $*" >> "${folder}/asked"`);
  writeFileSync(join(folder, "asked"), "");
  return folder;
}

async function released(tag: string, ...jobs: string[]) {
  const folder = checkout();
  const env = {
    GITHUB_REF_NAME: tag,
    GITHUB_SERVER_URL: "https://git.example.com",
    GITHUB_REPOSITORY: "acme/keys",
    npm_config_offline: "true",
  };
  let failed: string | undefined;
  for (const run of jobs.flatMap(commands)) {
    const { code, output } = await bash(run, folder, env, ["-e", "-o", "pipefail"]);
    if (code !== 0) {
      failed = `${run}\n${output}`;
      break;
    }
  }
  return { folder, failed, asked: readFileSync(join(folder, "asked"), "utf8").trim().split("\n") };
}

describe("a release", () => {
  it("packs, lists what users install, and publishes with provenance", async () => {
    const { folder, failed, asked } = await released(`v${manifest.version}`, "pack", "publish");
    expect(failed).toBeUndefined();
    const tarball = `./${manifest.name}-${manifest.version}.tgz`;
    expect(asked).toContain(`npm publish --provenance --access=public ${tarball}`);
    const archives = PLATFORMS.map((platform) => `${PLUGIN}-v${manifest.version}-${platform}.tar.gz`);
    const attached = [tarball, ...archives, "sbom.cdx.json", "SHA256SUMS"];
    expect(asked.at(-1)).toContain(`gh release create v${manifest.version} ${attached.join(" ")} --repo`);
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({
      repository: { type: "git", url: "git+https://git.example.com/acme/keys.git" },
    });

    const sbom = JSON.parse(readFileSync(join(folder, "sbom.cdx.json"), "utf8")) as {
      bomFormat: string;
      components: { name: string; group?: string; version: string; licenses?: unknown[] }[];
    };
    expect(sbom.bomFormat).toBe("CycloneDX");
    const listed = sbom.components.map(({ name, version }) => `${name}@${version}`);
    const wanted = runtimePackages({ peers: true }).map(({ name, version }) => `${name}@${version}`);
    expect(wanted.filter((each) => !listed.includes(each))).toEqual([]);
    expect(listed).toContain(`${manifest.name}@${manifest.version}`);
    expect(listed.some((each) => each.startsWith("vitest@"))).toBe(false);
    const ours = new Set(runtimePackages().map(({ name }) => name));
    const nameOf = ({ group, name }: { group?: string; name: string }) => (group ? `${group}/${name}` : name);
    const unlicensed = sbom.components.filter(({ licenses = [] }) => licenses.length === 0).map(nameOf);
    expect(unlicensed.filter((name) => ours.has(name))).toEqual([]);

    const sums = readFileSync(join(folder, "SHA256SUMS"), "utf8").trim().split("\n");
    const summed = attached.filter((file) => file !== "SHA256SUMS").map((file) => basename(file));
    const sumOf = (file: string) =>
      createHash("sha256")
        .update(readFileSync(join(folder, file)))
        .digest("hex");
    expect(sums.sort()).toEqual(summed.map((file) => `${sumOf(file)}  ${file}`).sort());
  });

  it("attaches archives of the plugin that start as this version", async () => {
    const { folder, failed } = await released(`v${manifest.version}`, "pack");
    expect(failed).toBeUndefined();
    const archives = globSync(`${PLUGIN}-*.tar.gz`, { cwd: folder });
    expect(archives).toHaveLength(PLATFORMS.length);
    const engine = await engineAddress();
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };
    const installed = temporaryFolder("installed");
    execFileSync("tar", ["-xzf", join(folder, archives[0] ?? ""), "-C", installed]);
    const started = await start([join(installed, PLUGIN), engine.address], { env });
    expect(started.port, started.stderr).toBeGreaterThan(0);
    expect(await versionAt(started.port)).toBe(manifest.version);
    await started.stop();
    engine.close();
  });

  it("stops at a tag that is not the version, before anything is packed", async () => {
    const { failed, asked } = await released("v9.9.9", "pack");
    expect(failed).toContain("GITHUB_REF_NAME");
    expect(asked).toEqual([""]);
  });
});
