/** The examples in other languages: all three declare the same, and nothing that the package schema does not have. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { packageVersion } from "../../../src/basics/version";
import { schema } from "../../../src/native/schema";
import { folderOf } from "../support";
import { goProgram, type Program, pythonProgram, yamlProgram } from "./programs";

const made = schema();
const token = (name: string) => `digicert-one:index:${name}`;
const read = (example: string, file: string) => readFileSync(join(folderOf(example), file), "utf8");

const programs: Record<string, Program> = {
  yaml: yamlProgram(read("yaml", "Pulumi.yaml")),
  python: pythonProgram(read("python", "__main__.py")),
  go: goProgram(read("go", "main.go")),
};

/** What is wrong with a program, by the schema. */
function problems({ resources, functions, reads }: Program): string[] {
  const ofResources = resources.flatMap(({ name, properties }) => {
    const spec = made.resources[token(name)];
    if (spec === undefined || spec.isOverlay) return [`there is no resource ${name}`];
    return [
      ...properties.filter((each) => !(each in (spec.inputProperties ?? {}))).map((each) => `${name} takes no ${each}`),
      ...(spec.requiredInputs ?? [])
        .filter((each) => !properties.includes(each))
        .map((each) => `${name} lacks ${each}`),
    ];
  });
  const ofFunctions = functions.flatMap(({ name, properties }) => {
    const spec = made.functions[token(name)];
    if (spec === undefined) return [`there is no function ${name}`];
    return properties.filter((each) => !(each in spec.inputs.properties)).map((each) => `${name} takes no ${each}`);
  });
  const ofReads = reads.filter((each) => {
    const [name = "", output = ""] = each.split(".");
    const shown = made.resources[token(name)]?.properties ?? made.functions[token(name)]?.outputs.properties ?? {};
    const isId = output === "id" && token(name) in made.resources;
    return !isId && !(output in shown);
  });
  return [...ofResources, ...ofFunctions, ...ofReads.map((each) => `there is no output ${each}`)];
}

describe.each(Object.entries(programs))("examples/%s", (example, program) => {
  it("declares a user, a key and a pair, with what the schema has and what it requires", () => {
    expect(program.resources.map(({ name }) => name)).toEqual(["ApiKey", "RotatingApiKey", "ServiceUser"]);
    expect(program.functions.map(({ name }) => name)).toEqual(["getAccount", "getRole"]);
    expect(program.reads.length).toBeGreaterThan(5);
    expect(problems(program)).toEqual([]);
  });

  it("declares what the example in YAML declares", () => {
    expect(program).toEqual(programs.yaml);
  });

  it("names the plugin of this version, and is described alike", () => {
    const project = parse(read(example, "Pulumi.yaml")) as { description: string; packages: Record<string, string> };
    expect(project.packages).toEqual({ "digicert-one": `digicert-one@${packageVersion()}` });
    expect(project.description).toBe((parse(read("yaml", "Pulumi.yaml")) as { description: string }).description);
    expect(read(example, "README.md")).toMatch(/^# .+\n\n[\s\S]+```sh\n/);
  });
});

it("would notice what the schema does not have", () => {
  const yaml = read("yaml", "Pulumi.yaml");
  const changed = (from: string, to: string) => {
    expect(yaml).toContain(from);
    return problems(yamlProgram(yaml.replaceAll(from, to)));
  };
  expect(changed("lifetimeDays", "lifetime")).toEqual([
    "ApiKey takes no lifetime",
    "RotatingApiKey takes no lifetime",
    "RotatingApiKey lacks lifetimeDays",
    "ServiceUser takes no lifetime",
  ]);
  expect(changed("index:RotatingApiKey", "index:RotationSchedule")).toContain("there is no resource RotationSchedule");
  expect(changed("key.value", "key.secret")).toEqual(["there is no output ApiKey.secret"]);
  expect(changed("name: Certificate manager", "role: Certificate manager")).toEqual(["getRole takes no role"]);
});
