import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { repository } from "../e2e/project";
import { floor, newest } from "../e2e/sdks";

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));

describe("the versions of Pulumi's SDK that are supported", () => {
  it("start at the one that the scenarios run with", () => {
    expect(manifest.peerDependencies["@pulumi/pulumi"]).toBe(`>=${floor.version} <4`);
    expect(manifest.devDependencies["pulumi-floor"]).toBe(`npm:@pulumi/pulumi@${floor.version}`);
    expect(manifest.devDependencies["@pulumi/pulumi"]).toBe(newest.version);
  });

  it.each(["fleet", "quickstart", "rotating-key", "testing-your-program"])(
    "are what the example %s asks for",
    (example) => {
      const { dependencies, devDependencies } = JSON.parse(
        readFileSync(join(repository, "examples", example, "package.json"), "utf8"),
      );
      expect({ ...dependencies, ...devDependencies }["@pulumi/pulumi"]).toBe(`^${floor.version}`);
    },
  );

  it("are named in the readme and in the engine's page", () => {
    for (const page of ["README.md", "docs/reference/embedded-engine.md"]) {
      expect(readFileSync(join(repository, page), "utf8").includes(floor.version), page).toBe(true);
    }
  });
});

/** What a compiler says to a file, with the declarations of the lowest SDK in place of the newest. */
function complaints(file: string, text?: string): string[] {
  const path = join(repository, "tsconfig.json");
  const { compilerOptions } = ts.readConfigFile(path, ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, repository);
  const paths = { "@pulumi/pulumi": [join(floor.folder, "index.d.ts")], "@pulumi/pulumi/*": [join(floor.folder, "*")] };
  const host = ts.createCompilerHost({ ...options, paths });
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    text !== undefined && name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023) : read(name, ...rest);
  const program = ts.createProgram({ rootNames: [file], options: { ...options, paths }, host });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe("what users import", () => {
  const index = join(repository, "src", "index.ts");

  it("type-checks against the declarations of the lowest SDK", () => {
    expect(complaints(index)).toEqual([]);
  });

  it("would be seen to use what that SDK lacks", () => {
    const later =
      'import * as pulumi from "@pulumi/pulumi";\nexport const folder = pulumi.runtime.getRootDirectory();\n';
    expect(complaints(index, later).join("\n")).toContain("getRootDirectory");
  });
});

describe("the table of Pulumi's options", () => {
  const table = join(repository, "src", "resources", "options", "table.ts");
  const later = 'declare module "@pulumi/pulumi" { interface CustomResourceOptions { brandNew?: boolean } }';

  it("does not compile when Pulumi has a new one", () => {
    const text = readFileSync(table, "utf8");
    expect(complaints(table, text)).toEqual([]);
    expect(complaints(table, `${text}\n${later}`).join("\n")).toMatch(/'?brandNew'? is missing/);
  });
});
