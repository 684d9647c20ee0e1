/** The versions of Pulumi's SDK that the scenarios run with: the newest known, and the lowest that is supported. */
import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Trace } from "./trace";

export interface SdkUnderTest {
  readonly which: "newest" | "floor";
  readonly version: string;
  /** Where it is installed; a program's folder links to it as `@pulumi/pulumi`. */
  readonly folder: string;
}

const require = createRequire(__filename);

function installed(which: SdkUnderTest["which"], found: string): SdkUnderTest {
  const manifest = realpathSync(found);
  return { which, folder: dirname(manifest), version: JSON.parse(readFileSync(manifest, "utf8")).version };
}

export const newest = installed("newest", require.resolve("@pulumi/pulumi/package.json"));
/** An alias in the development dependencies, for two versions of one package. */
export const floor = installed("floor", require.resolve("pulumi-floor/package.json"));
export const sdks: readonly SdkUnderTest[] = [newest, floor];

/** What an SDK does otherwise than the newest, whichever engine it talks to. */
interface Difference {
  readonly reason: string;
  /** The scenarios in which it shows, by title. */
  readonly scenarios: readonly string[];
  /** The trace as this SDK leaves it, made of the one of the newest. */
  readonly adjusted: (trace: Trace) => Trace;
}

/** Resources that are no component keep what they have. */
function withoutComponentInputs(trace: Trace): Trace {
  const phases = trace.phases.map((phase) => ({
    ...phase,
    state: phase.state.map((resource) => {
      if (resource.custom || resource.type === "pulumi:pulumi:Stack") return resource;
      const { inputs: _inputs, propertyDependencies: _dependencies, ...rest } = resource;
      return rest as typeof resource;
    }),
  }));
  return { ...trace, phases };
}

export const differences: Readonly<Record<SdkUnderTest["which"], readonly Difference[]>> = {
  newest: [],
  floor: [
    {
      reason: "sends no inputs for components",
      scenarios: ["a component holds its children and its outputs"],
      adjusted: withoutComponentInputs,
    },
  ],
};

/** What the engine must be seen to do under this SDK, given what it was recorded doing under the newest. */
export function expectedWith(sdk: SdkUnderTest, trace: Trace): Trace {
  const own = differences[sdk.which].filter(({ scenarios }) => scenarios.includes(trace.title));
  return own.reduce((before, { adjusted }) => adjusted(before), trace);
}
