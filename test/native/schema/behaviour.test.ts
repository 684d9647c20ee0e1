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

/** Arguments without which nothing is settled, and how check settles them. */
const settled: Record<(typeof NAMES)[number], () => { inputs: Props; failures: object[] }> = {
  ServiceUser: () => checkServiceUser({}, { email: "a@example.com", accountIds: ["a"], roleIds: ["r"] }, { today }),
  ApiKey: () => checkApiKey({}, { serviceUserId: "u", lifetimeDays: 90 }, { today }),
  RotatingApiKey: () => checkSchedule({}, { serviceUserId: "u", lifetimeDays: 90 }, { today }),
};

describe.each(NAMES)("the defaults of %s", (name) => {
  const properties = made.resources[tokenOf(name)]?.inputProperties ?? {};
  const defaults = Object.fromEntries(
    Object.entries(properties).flatMap(([property, spec]) => ("default" in spec ? [[property, spec.default]] : [])),
  );

  it("are what check settles, and no flag or word that it settles is missing", () => {
    const { inputs, failures } = settled[name]();
    expect(failures).toEqual([]);
    // A prefix is made of the resource's name, and an empty text stands for what is not declared.
    const filledIn = Object.entries(inputs).filter(([property, value]) => {
      const isGiven = ["email", "serviceUserId"].includes(property);
      const isDecided = !(property in properties) || ["endDate", "nickname", "namePrefix"].includes(property);
      return ["string", "boolean"].includes(typeof value) && value !== "" && !isGiven && !isDecided;
    });
    expect(Object.fromEntries(filledIn)).toEqual(defaults);
    expect(Object.keys(defaults).length).toBeGreaterThan(0);
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
