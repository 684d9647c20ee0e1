/**
 * A judge of the schema is Pulumi's own command line: `pulumi schema check` validates against the metaschema and binds every type.
 * Its verdict is recorded, since most machines have none; `npm run docs` records it anew where one is on the path.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { findCli } from "../../../scripts/find-cli.mts";
import { schema } from "../../../src/native/schema";
import { root } from "../../docs/blocks";
import { digestOf } from "./digest";

const FIXTURE = join(root, "test/fixtures/native/schema-check.json");

interface Verdict {
  readonly digest: string;
  readonly cli: string;
  readonly exitCode: number;
  readonly output: string;
}

describe("the recorded verdict", () => {
  const recorded = JSON.parse(readFileSync(FIXTURE, "utf8")) as Verdict;

  it("is of this schema, and says nothing against it", () => {
    expect(recorded).toMatchObject({ exitCode: 0, output: "" });
    expect(recorded.digest, "record it anew: npm run docs, with Pulumi's command line on the path").toBe(
      digestOf(schema()),
    );
  });

  it("would not do for another schema", () => {
    const { functions: _functions, ...less } = schema();
    expect(digestOf(less)).not.toBe(recorded.digest);
    expect(digestOf({ ...schema(), version: "9.9.9" })).toBe(recorded.digest);
  });
});

const cli = findCli();

describe.skipIf(cli === undefined)("Pulumi's command line", () => {
  const home = mkdtempSync(join(tmpdir(), "schema-check-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  function pulumi(args: readonly string[], input = ""): Promise<{ exitCode: number; stdout: string; output: string }> {
    const env = {
      ...process.env,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: pathToFileURL(home).href,
      PULUMI_ACCESS_TOKEN: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    return new Promise((resolve) => {
      const child = execFile(cli ?? "", args, { env, cwd: home }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : Number(error.code ?? 1);
        resolve({ exitCode, stdout: stdout.trim(), output: `${stdout}${stderr}`.trim() });
      });
      child.stdin?.end(input);
    });
  }
  const check = (of: object) => pulumi(["schema", "check", "-"], JSON.stringify(of));

  it("finds nothing wrong with the schema, as recorded", async () => {
    const [{ stdout: version }, { exitCode, output }] = [await pulumi(["version"]), await check(schema())];
    const verdict: Verdict = { digest: digestOf(schema()), cli: version, exitCode, output };
    const recorded = JSON.parse(readFileSync(FIXTURE, "utf8")) as Verdict;
    // Another version of the command line may come to the same verdict.
    const isSame = JSON.stringify({ ...recorded, cli: version }) === JSON.stringify(verdict);
    await expect(`${JSON.stringify(isSame ? recorded : verdict, undefined, 2)}\n`).toMatchFileSnapshot(FIXTURE);
    expect(verdict).toMatchObject({ exitCode: 0, output: "" });
  });

  it.each([
    ["a type that is none", { config: { variables: { region: { type: "text" } } } }],
    [
      "a name of a type that is not there",
      { config: { variables: { region: { $ref: "#/types/digicert-one:index:No" } } } },
    ],
  ])("would find %s", async (_, broken) => {
    const { exitCode, output } = await check({ ...schema(), ...broken });
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/config|region/);
  });
});
