/**
 * Pulumi's metaschema says in JSON Schema what a package schema is; a validator that is not Pulumi's reads it here. It is Pulumi's code and
 * in no npm package, so the verdict is recorded. To record it anew, name the file `pkg/codegen/schema/pulumi.json` of Pulumi's sources
 * (the Go module `github.com/pulumi/pulumi/pkg/v3` has it) in `PULUMI_METASCHEMA`, and run `npm run docs`; the
 * run after the one that records agrees.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { schema } from "../../../src/native/schema";
import { root } from "../../docs/blocks";
import { digestOf } from "./digest";

const FIXTURE = join(root, "test/fixtures/native/metaschema-verdict.json");

interface Verdict {
  readonly digest: string;
  /** SHA-256 of the metaschema. */
  readonly metaschema: string;
  readonly errors: readonly string[];
}

const file = process.env.PULUMI_METASCHEMA;

describe.skipIf(file === undefined)("Pulumi's metaschema", () => {
  const text = file === undefined ? "{}" : readFileSync(file, "utf8");
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const isValid = ajv.compile(JSON.parse(text) as object);
  const errorsOf = (of: object): string[] => {
    isValid(JSON.parse(JSON.stringify(of)));
    return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  };

  it("finds no error, as recorded", async () => {
    const metaschema = createHash("sha256").update(text).digest("hex");
    const verdict: Verdict = { digest: digestOf(schema()), metaschema, errors: errorsOf(schema()) };
    expect(verdict.errors).toEqual([]);
    await expect(`${JSON.stringify(verdict, undefined, 2)}\n`).toMatchFileSnapshot(FIXTURE);
  });

  it.each([
    ["a type that is none", { config: { variables: { region: { type: "text" } } } }, "/config/variables/region"],
    ["a token that is none", { resources: { "no token": {} } }, "/resources"],
    ["a word too many", { colour: "blue" }, ""],
  ])("would find %s", (_, broken, path) => {
    const found = errorsOf({ ...schema(), ...broken });
    expect(found.some((each) => each.startsWith(`${path}`))).toBe(true);
  });
});

it("was found without error, as recorded", () => {
  const recorded = JSON.parse(readFileSync(FIXTURE, "utf8")) as Verdict;
  expect(recorded).toMatchObject({ metaschema: expect.stringMatching(/^[0-9a-f]{64}$/), errors: [] });
  expect(recorded.digest, "record it anew: PULUMI_METASCHEMA=<file> npm run docs").toBe(digestOf(schema()));
});
