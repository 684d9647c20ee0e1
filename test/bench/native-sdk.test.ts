/** The variant `native` registers what a generated SDK registers, so that its state and its time are those of a user's program. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { schema } from "../../src/native/schema";

interface Sdk {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly options: { readonly aliases: unknown; readonly additionalSecretOutputs: readonly string[] };
}
const sdk = createRequire(__filename)(join(__dirname, "..", "..", "bench", "variants", "native", "sdk.js")) as Sdk;
const spec = schema().resources?.["digicert-one:index:ServiceUser"];
const entries = <T extends object>(record: Readonly<Record<string, T>> = {}) => Object.entries(record);

describe("the service user of the variant native", () => {
  it("has the arguments and the defaults of the schema", () => {
    const expected = entries(spec?.inputProperties).map(([name, each]) => [name, each.default]);
    expect(expected.length).toBeGreaterThanOrEqual(19);
    expect(sdk.inputs).toEqual(Object.fromEntries(expected));
    expect(Object.keys(sdk.inputs).sort()).toEqual(expected.map(([name]) => name).sort());
  });

  it("declares the other outputs, and which of them are secret", () => {
    const outputs = entries(spec?.properties);
    const others = outputs.map(([name]) => name).filter((name) => !(name in sdk.inputs));
    expect(Object.keys(sdk.outputs).sort()).toEqual(others.sort());
    expect(sdk.options.additionalSecretOutputs).toEqual(
      outputs.flatMap(([name, { secret }]) => (secret ? [name] : [])),
    );
    expect(sdk.options.aliases).toEqual(spec?.aliases);
  });
});
