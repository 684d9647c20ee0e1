import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Kind, kinds, providerText } from "../../src/fields/kinds";
import * as handlers from "../../src/provider";
import { linked, linksOf, readPage } from "../docs/blocks";

const root = join(__dirname, "..", "..");
const bin = (...parts: string[]) => join(root, "node_modules", ...parts);
const provider: Record<string, unknown> = handlers;
const folder = mkdtempSync(join(tmpdir(), "package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Packed {
  filename: string;
  files: { path: string }[];
}
let packed: Packed;

/** Node prints what a failing tool said, so that the test says why. */
function run(...args: string[]): string {
  try {
    return execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${args.join(" ")}\n${stdout ?? ""}${stderr ?? ""}`);
  }
}

beforeAll(() => {
  const out = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const answer: unknown = JSON.parse(out);
  packed = (Array.isArray(answer) ? answer[0] : Object.values(answer as object)[0]) as Packed;
});

describe("the package that is published", () => {
  it("holds the compiled code with its types, the pages, the examples, the licence and the changelog, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(50);
    const others = paths.filter(
      (path) =>
        !/^(dist\/.+\.(js|d\.ts)|dist\/reports\/page\/browser\/page\.css|dist\/native\/schema\/declarations\.json|docs\/.+\.(md|json)|docs\/pictures\/[a-z]+\.svg|plugin\/(PulumiPlugin\.yaml|package\.json|\w+\.js|pulumi-resource-digicert-one)|examples\/README\.md|examples\/[^/]+\/[^/]+)$/.test(
          path,
        ),
    );
    expect(others.sort()).toEqual([
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE",
      "README.md",
      "package.json",
      "src/emulator/PROVENANCE.md",
    ]);
    expect(paths).toContain("examples/deliver/index.ts");
    expect(paths.filter((path) => /node_modules|package-lock/.test(path))).toEqual([]);
    for (const asset of ["page.css", "page.js"]) expect(paths).toContain(`dist/reports/page/browser/${asset}`);
    for (const entry of ["index", "testing", "provider/index", "client/index", "policy/index"]) {
      expect(paths).toContain(`dist/${entry}.js`);
      expect(paths).toContain(`dist/${entry}.d.ts`);
    }
    expect(paths).toContain("dist/cli/main.js");
  });

  it("holds whatever its README and its pages link to", () => {
    const paths = packed.files.map(({ path }) => path);
    const linksFrom = (page: string, text = readPage(page)) =>
      linksOf(text).map((target) => ({ page, file: linked(page, target.split("#")[0] ?? "") }));
    const dead = (links: readonly { file: string }[]) =>
      links.filter(({ file }) => file !== "" && !paths.some((path) => path === file || path.startsWith(`${file}/`)));
    const links = paths.filter((path) => path.endsWith(".md")).flatMap((page) => linksFrom(page));
    expect(links.length).toBeGreaterThan(10);
    expect(dead(links)).toEqual([]);
    expect(dead(linksFrom("README.md", "[a](.ci/run)"))).toEqual([{ page: "README.md", file: ".ci/run" }]);
  });

  it("is well-formed for every kind of importer", () => {
    expect(run(bin("publint", "src", "cli.js"), "--strict", "--pack", "false")).toMatch(/All good/);
  });

  it("gives the right types to every kind of importer", () => {
    const tarball = join(folder, packed.filename);
    const out = run(bin("@arethetypeswrong", "cli", "dist", "index.js"), tarball, "--format", "ascii");
    expect(out).toMatch(/No problems found/);
  });
});

/** The files that some code has loaded once it is done. */
const loadedBy = (code: string): string[] =>
  JSON.parse(
    run("-e", `(async () => { ${code}; process.stdout.write(JSON.stringify(Object.keys(require.cache))); })()`),
  ) as string[];
const ofOurs = (paths: readonly string[]): string[] =>
  paths.filter((path) => path.startsWith(join(root, "dist"))).map((path) => path.slice(join(root, "dist").length + 1));

describe("what a program loads", () => {
  const loaded = loadedBy;
  const heavy = /node_modules\/(zod|node-fetch|p-retry|hono|@hono|commander|string-width|ical-generator|p-limit)\//;

  it("is nothing heavy with the index", () => {
    expect(loaded('require("pulumi-digicert-one")').filter((path) => heavy.test(path))).toEqual([]);
  });

  // Each file is read and compiled in every run of every program; a plan is made by few of them.
  it("is at most 81 files of ours with the index, and none of another package", () => {
    const files = loaded('require("pulumi-digicert-one")');
    expect(ofOurs(files).length).toBeLessThanOrEqual(81);
    expect(ofOurs(files).filter((file) => file.startsWith("plan/"))).toEqual([]);
    const before = new Set(loaded('require("@pulumi/pulumi")'));
    const others = files.filter((file) => !before.has(file) && file.includes("node_modules"));
    expect(others.map((file) => file.split("node_modules/")[1]?.split("/")[0])).toEqual([]);
  });

  it("would be seen if it were: the client loads what the index does not", () => {
    expect(loaded('require("pulumi-digicert-one/client")').some((path) => heavy.test(path))).toBe(true);
  });
});

describe("what a policy pack loads of this package", () => {
  const loaded = (path: string): string[] =>
    JSON.parse(
      run("-e", `require("${path}"); process.stdout.write(JSON.stringify(Object.keys(require.cache)))`),
    ) as string[];
  const foreign = (path: string) => loaded(path).filter((file) => file.includes("node_modules/"));

  it("is nothing of another package: no SDK, neither Pulumi's nor that of policies", () => {
    const packages = foreign("pulumi-digicert-one/policy").map((file) => file.split("node_modules/")[1]?.split("/")[0]);
    expect([...new Set(packages)]).toEqual([]);
  });

  it("is nothing to a program: the index loads no policy SDK", () => {
    expect(foreign("pulumi-digicert-one").filter((file) => file.includes("@pulumi/policy"))).toEqual([]);
    expect(foreign("@pulumi/policy").some((file) => file.includes("@pulumi/policy"))).toBe(true);
  });
});

describe("what a provider process loads", () => {
  const loaded = (path: string): string[] =>
    JSON.parse(
      run("-e", `require("${path}"); process.stdout.write(JSON.stringify(Object.keys(require.cache)))`),
    ) as string[];
  const others = /node_modules\/(zod|commander|string-width|ical-generator|p-limit)\//;

  it("is nothing of the command line, the emulator or the engine", () => {
    expect(loaded("pulumi-digicert-one/provider").filter((path) => others.test(path))).toEqual([]);
  });

  it("is no schema library with the client either: it reads answers by itself", () => {
    const schemas = /node_modules\/(zod|zod-openapi)\//;
    expect(loaded("pulumi-digicert-one/client").filter((path) => schemas.test(path))).toEqual([]);
    expect(loaded("pulumi-digicert-one/testing").some((path) => schemas.test(path))).toBe(true);
  });

  /** A provider as the engine uses it in a run that changes nothing, and then code of a test. */
  const afterPreview = (more = ""): string[] =>
    loadedBy(`
      Object.assign(process.env, { DIGICERT_ONE_BASE_URL: "http://127.0.0.1:9", DIGICERT_ONE_API_KEY: "k", DIGICERT_ONE_MAX_RETRY_SECONDS: "0" });
      const handlers = require("pulumi-digicert-one/provider");
      const key = { serviceUserId: "u", lifetimeDays: 90, namePrefix: "ci" };
      const user = { owner: "acme/pay/prod/ci", email: "a@example.com", accountIds: ["a"], roleIds: [] };
      const made = { nonce: "n", initialApiKey: "v", initialApiKeyId: "" };
      for (const [name, args, state] of [["apiKey", key, {}], ["serviceUser", { ...user, initialKey: "keep" }, made]]) {
        const provider = handlers[name]();
        await provider.configure({ config: { get: () => undefined } });
        const { inputs, failures } = await provider.check({}, args);
        if (failures.length > 0) throw new Error(JSON.stringify(failures));
        const { changes } = await provider.diff("id", { ...inputs, ...state, host: "127.0.0.1:9" }, inputs);
        if (changes) throw new Error(name + " changes");
        ${more}
      }`);

  it("is at most 84 files of ours for check and diff, no client and nothing that speaks HTTP among them", () => {
    const files = afterPreview();
    expect(ofOurs(files).length).toBeLessThanOrEqual(84);
    const late = /^(client\/(?!settings\/)|provider\/.*\/(apply|create|read|update|delete)\.js$)/;
    expect(ofOurs(files).filter((file) => late.test(file) && !file.includes("stack-identity"))).toEqual([]);
    const others = files.filter((file) => file.includes("node_modules"));
    expect(others.map((file) => file.split("node_modules/")[1]?.split("/")[0])).toEqual([]);
  });

  it("is the client once there is something to read", () => {
    const files = afterPreview('await provider.read("id", { ...inputs, ...state }).catch(() => undefined);');
    expect(ofOurs(files)).toEqual(
      expect.arrayContaining(["client/client.js", "provider/api-key/apply.js", "provider/service-user/read.js"]),
    );
    expect(files.some((file) => file.includes("node_modules/node-fetch"))).toBe(true);
  });

  it("would be seen if it were: users' tests load the engine", () => {
    expect(loaded("pulumi-digicert-one/testing").some((path) => others.test(path))).toBe(true);
  });
});

describe("the text in every resource's state", () => {
  it("is constant, under 100 bytes, and names code that is there", () => {
    const texts = (Object.keys(kinds) as Kind[]).map((kind) => [kinds[kind].handler, providerText(kind)] as const);
    for (const [name, text] of texts) {
      expect(text.length).toBeLessThan(100);
      expect(provider[name]).toBeTypeOf("function");
    }
    expect(texts.map(([, text]) => text)).toEqual([
      'exports.handler=()=>require("pulumi-digicert-one/provider").serviceUser()',
      'exports.handler=()=>require("pulumi-digicert-one/provider").apiKey()',
      'exports.handler=()=>require("pulumi-digicert-one/provider").rotationSchedule()',
      'exports.handler=()=>require("pulumi-digicert-one/provider").apiKeySlot()',
      'exports.handler=()=>require("pulumi-digicert-one/provider").apiKeyRetirement()',
      'exports.handler=()=>require("pulumi-digicert-one/provider").stackIdentity()',
    ]);
  });
});

it("declares what the README promises: one version of Node, and Pulumi as the program's own", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  expect(manifest.engines?.node).toBe(">=22.12");
  expect(manifest.dependencies).not.toHaveProperty("@pulumi/pulumi");
  expect(manifest.peerDependencies).toHaveProperty("@pulumi/pulumi");
});
