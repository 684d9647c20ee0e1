/** Where the time of a profile went, by package and room: pure. */

/** A profile as V8 writes it. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Milliseconds of each part; what waits counts for nothing. */
export function partsOf(profile: CpuProfile): Map<string, number> {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, partOf(callFrame.functionName, callFrame.url)]));
  const parts = new Map<string, number>();
  for (const [at, id] of profile.samples.entries()) {
    const name = names.get(id);
    if (name !== undefined) parts.set(name, (parts.get(name) ?? 0) + (profile.timeDeltas[at] ?? 0) / 1000);
  }
  return parts;
}

/** The room of this package, the other package, or the part of Node that a function belongs to. */
function partOf(functionName: string, url: string): string | undefined {
  if (functionName === "(idle)" || functionName === "(root)") return undefined;
  if (functionName === "(garbage collector)") return "garbage collection";
  if (/^node:internal\/modules/.test(url) || functionName === "compileFunctionForCJSLoader")
    return "Node: loading modules";
  if (url === "" || url.startsWith("node:") || functionName === "(program)") return "Node";
  const installed = [...url.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/g)].at(-1)?.[1];
  if (installed !== undefined && installed !== "pulumi-digicert-one") return installed;
  return `ours: ${/\/dist\/([^/]+)/.exec(url)?.[1]?.replace(/\.js$/, "") ?? "program"}`;
}
