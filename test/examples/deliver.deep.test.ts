/** The example outside of the workspace: installed by its own lock file, type-checked, and run with mocks. */
import { execFile } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository, temporaryFolder } from "../e2e/project";
import { folderOf } from "./support";

const exec = promisify(execFile);
const MINUTES = 60_000;
const folder = temporaryFolder("deliver");
const program = join(folder, "index.ts");
let original = "";

// The repository's own npm run must not decide where these go.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")));
const npm = (...args: string[]) =>
  exec("npm", [...args, "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, env });

beforeAll(async () => {
  cpSync(folderOf("deliver"), folder, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
  original = readFileSync(program, "utf8");
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await exec("npm", pack, { cwd: repository, env });
  const answer: unknown = JSON.parse(stdout);
  const { filename } = (Array.isArray(answer) ? answer[0] : Object.values(answer as object)[0]) as { filename: string };
  await npm("ci");
  await npm("install", "--no-save", `./${filename}`);
}, 10 * MINUTES);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What TypeScript says of the program under the example's own tsconfig.json. */
function faults(): string[] {
  const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const found = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

/** Runs the program against mocks, and shows what it registers of other packages. */
const runner = `
const pulumi = require("@pulumi/pulumi");
const { digicertMocks } = require("pulumi-digicert-one/testing");
const registered = {};
const newResource = ({ type, name, inputs }) => {
  registered[type] = inputs;
  return { id: name + "-id", state: inputs };
};
const resolved = (output) => new Promise((done) => output.apply(done));
(async () => {
  await pulumi.runtime.setMocks(digicertMocks({ asOf: "2027-01-01", newResource }), "deliver", "dev");
  pulumi.runtime.setAllConfig({ "deliver:repository": "releases" });
  const { rotateOn } = require("./index.js");
  const day = await resolved(rotateOn);
  await pulumi.runtime.disconnect(); // waits for what is still being registered
  console.log("RESULT " + JSON.stringify({ rotateOn: day, registered }));
})();
`;

interface Ran {
  readonly rotateOn: string;
  readonly registered: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function run(source: string): Promise<Ran> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  writeFileSync(join(folder, "index.js"), outputText);
  writeFileSync(join(folder, "run.cjs"), runner);
  const { stdout } = await exec(process.execPath, ["run.cjs"], { cwd: folder });
  return JSON.parse(stdout.split("RESULT ")[1] ?? "null") as Ran;
}

/** As Pulumi marks a secret on its way to a provider. */
const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });

describe("examples/deliver", () => {
  it(
    "is type-checked against the packages of GitHub and Kubernetes",
    () => {
      expect(faults()).toEqual([]);
      writeFileSync(program, original.replace("secretName:", "secretname:"));
      expect(faults().join()).toContain("secretname");
      writeFileSync(program, original);
    },
    5 * MINUTES,
  );

  it(
    "delivers the newest key to both, as a secret, and another one is seen",
    async () => {
      const key = "mock-key-of-release-a";
      const { rotateOn, registered } = await run(original);
      expect(rotateOn).toBe("2027-03-02");
      expect(registered).toMatchObject({
        "github:index/actionsSecret:ActionsSecret": {
          repository: "releases",
          secretName: "DIGICERT_API_KEY",
          value: secret(key),
        },
        "kubernetes:core/v1:Secret": {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "digicert-one", namespace: "default" },
          stringData: secret({ DIGICERT_API_KEY: key }),
        },
      });
      const wrong = await run(original.replace("value: pair.value", "value: pair.previousValue"));
      expect(wrong.registered["github:index/actionsSecret:ActionsSecret"]?.value).toEqual(secret(""));
    },
    2 * MINUTES,
  );
});
