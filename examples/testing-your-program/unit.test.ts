/** The program against mocks: no engine, no provider, no network. For what the program decides. */
import * as pulumi from "@pulumi/pulumi";
import { digicertMocks } from "pulumi-digicert-one/testing";
import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules(); // every test runs the program anew
});

/** Runs the program as a stack of this name, on 22 November 2026. */
async function run(stack: string) {
  const declared: Record<string, Record<string, unknown>> = {};
  const mocks = digicertMocks({ asOf: "2026-11-22" });
  await pulumi.runtime.setMocks(
    {
      ...mocks,
      newResource: (args) => {
        declared[`${args.type.split(":").at(-1)} ${args.name}`] = args.inputs;
        return mocks.newResource(args);
      },
    },
    "signing",
    stack,
  );
  pulumi.runtime.setAllConfig({ "signing:team": "team@example.com" });
  const outputs = await import("./index.js");
  return { declared, outputs };
}

const resolved = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

test("a key of production lives 90 days and rotates 30 days before its end", async () => {
  const { outputs } = await run("prod");
  expect(await resolved(outputs.keyEndsAt)).toBe("2027-02-20T23:59:59Z");
  expect(await resolved(outputs.keyRotatesOn)).toBe("2027-01-21");
});

test("a key of any other stack lives two weeks", async () => {
  const { outputs } = await run("dev");
  expect(await resolved(outputs.keyEndsAt)).toBe("2026-12-06T23:59:59Z");
});

test("destroying production disables its user instead of deleting it", async () => {
  const production = await run("prod");
  await resolved(production.outputs.apiKey); // by now all is declared
  expect(production.declared["ServiceUser signer"]).toMatchObject({ onDestroy: "disable", email: "team@example.com" });
});

test("the key's value is a secret", async () => {
  const { outputs } = await run("dev");
  expect(await pulumi.isSecret(outputs.apiKey)).toBe(true);
  expect(await pulumi.isSecret(outputs.keyEndsAt)).toBe(false);
});
