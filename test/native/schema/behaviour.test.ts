/** What no type says: the defaults that the schema fills in are those that check settles, and its secrets are those of a run. */
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { EmbeddedStack, type LoadProvider, type RunResult } from "../../../src/engine";
import { ApiKey, RotatingApiKey, ServiceUser } from "../../../src/index";
import { schema } from "../../../src/native/schema";
import * as provider from "../../../src/provider";
import { checkApiKey } from "../../../src/provider/api-key/plan";
import type { Props } from "../../../src/provider/host/state";
import { checkSchedule } from "../../../src/provider/rotating/schedule/plan";
import { checkServiceUser } from "../../../src/provider/service-user/plan";

const made = schema();
const today = "2026-11-22";
const NAMES = ["ServiceUser", "ApiKey", "RotatingApiKey"] as const;
const tokenOf = (name: string) => `digicert-one:index:${name}`;

type Check = (args: Props) => { inputs: Props; failures: object[] };

/** How check settles arguments, those given without which there is nothing to settle. */
const settle: Record<(typeof NAMES)[number], Check> = {
  ServiceUser: (args) =>
    checkServiceUser({}, { email: "a@example.com", accountIds: ["a"], roleIds: ["r"], ...args }, { today }),
  ApiKey: (args) => checkApiKey({}, { serviceUserId: "u", lifetimeDays: 90, ...args }, { today }),
  RotatingApiKey: (args) => checkSchedule({}, { serviceUserId: "u", lifetimeDays: 90, ...args }, { today }),
};

/** Its default depends on whether the user was adopted. */
const WITHOUT_DEFAULT = ["ServiceUser.onDestroy"];

describe.each(NAMES)("the defaults of %s", (name) => {
  const properties = Object.entries(made.resources[tokenOf(name)]?.inputProperties ?? {});
  const defaults = Object.fromEntries(
    properties.flatMap(([property, spec]) => ("default" in spec ? [[property, spec.default]] : [])),
  );

  it("change nothing: check settles the same with them as without", () => {
    const { inputs, failures } = settle[name](defaults);
    expect(failures).toEqual([]);
    expect(inputs).toEqual(settle[name]({}).inputs);
    expect(Object.keys(defaults).length).toBeGreaterThan(0);
    expect(defaults).not.toHaveProperty("namePrefix"); // made of the resource's name
  });

  it("are each other than any other value, and every flag and choice has one", () => {
    const decided = properties.flatMap(([property, spec]): [string, readonly (string | boolean)[]][] => {
      const words = "$ref" in spec ? made.types[spec.$ref.replace("#/types/", "")] : undefined;
      if (words !== undefined && "enum" in words) return [[property, words.enum.map(({ value }) => value)]];
      return "type" in spec && spec.type === "boolean" ? [[property, [true, false]]] : [];
    });
    for (const [property, values] of decided) {
      if (WITHOUT_DEFAULT.includes(`${name}.${property}`)) continue;
      expect(values, property).toContain(defaults[property]);
      for (const other of values.filter((value) => value !== defaults[property])) {
        expect(settle[name]({ [property]: other }).inputs, property).not.toEqual(settle[name]({}).inputs);
      }
    }
    expect(decided.length).toBeGreaterThan(0);
  });
});

describe("the secrets of", () => {
  let emulator: Emulator;
  let outputs: RunResult["outputs"];
  const shown = (name: string) => Object.keys(made.resources[tokenOf(name)]?.properties ?? {});

  function program() {
    const user = new ServiceUser("ci", {
      email: "team@example.com",
      accountIds: [emulator.accountId],
      roleIds: [],
      initialKey: "keep",
    });
    const resources: Record<string, pulumi.Resource> = {
      ServiceUser: user,
      ApiKey: new ApiKey("ci", { serviceUser: user, lifetimeDays: 90 }),
      RotatingApiKey: new RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90 }),
    };
    return Object.fromEntries(
      Object.entries(resources).flatMap(([name, resource]) =>
        shown(name).map((output) => [`${name}.${output}`, pulumi.output(Reflect.get(resource, output))]),
      ),
    );
  }

  beforeAll(async () => {
    emulator = await startEmulator({ rateLimits: "off", seed: 7 });
    const named = provider as unknown as Record<string, () => unknown>;
    const load = (text: string) => named[/\.(\w+)\(\)$/.exec(text)?.[1] ?? ""]?.();
    const stack = await EmbeddedStack.createOrSelect({
      projectName: "secrets",
      stackName: "dev",
      workDir: process.cwd(),
      stateFile: false,
      passphrase: "p",
      host: "in-process",
      config: {
        "digicert-one:baseUrl": { value: emulator.url },
        "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
      },
      program,
      loadProvider: load as LoadProvider,
    });
    ({ outputs } = await stack.up());
  });
  afterAll(() => emulator.close());

  it.each(NAMES)("%s are those of the class", (name) => {
    const spec = made.resources[tokenOf(name)]?.properties ?? {};
    const ofRun = shown(name).filter((output) => outputs[`${name}.${output}`]?.secret);
    expect(Object.entries(spec).flatMap(([output, { secret }]) => (secret ? [output] : []))).toEqual(ofRun);
    expect(ofRun.length).toBeGreaterThan(0);
    expect(shown(name).every((output) => `${name}.${output}` in outputs)).toBe(true);
  });
});
