/** Where the time of ours goes that the floor does not take: both sampled, by package and room. On the embedded engine. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Section, Table } from "../../report/section.mts";
import { FLOOR, FLOOR_CALLS, OURS, variants } from "../../variants/index.mts";
import type { Measure, OperationName, Settings } from "../measure.mts";
import { floorOf } from "../stacks/group.mts";
import { Stage } from "../stacks/sample.mts";
import { type CpuProfile, partsOf } from "./summary.mts";

const RECORDER = pathToFileURL(join(import.meta.dirname, "recorder.mjs")).href;
const folder = join(import.meta.dirname, "..", "..", "results", "local", "profiles");

/** Parts that take less are not shown. */
const LEAST_MS = 10;

type Parts = ReadonlyMap<string, number>;

/** The parts of each process of one operation, by its role. */
async function profile(stage: Stage, operation: OperationName, keep: string): Promise<Map<string, Parts>> {
  const into = join(folder, keep);
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  await stage.measure(operation, 0, 0, { NODE_OPTIONS: `--import=${RECORDER}`, BENCH_PROFILES: into });
  const roles = new Map<string, Map<string, number>>();
  for (const file of readdirSync(into)) {
    const [role = ""] = file.split("-");
    const sum = roles.get(role) ?? new Map<string, number>();
    roles.set(role, sum);
    const found: CpuProfile = JSON.parse(readFileSync(join(into, file), "utf8"));
    for (const [part, ms] of partsOf(found)) sum.set(part, (sum.get(part) ?? 0) + ms);
  }
  return roles;
}

export const profiles: Measure = {
  name: "profile",
  means: "where ours takes longer than the floor, by package and room; only when asked for",
  onlyWhenAsked: true,
  async run({ quick, sizes, operations, progress }: Settings): Promise<Section> {
    const size = Math.max(...sizes.filter((each) => each <= (quick ? 100 : 300)));
    const found: { operation: OperationName; variant: string; roles: Map<string, Parts> }[] = [];
    for (const variant of variants.filter(({ name }) => [FLOOR, FLOOR_CALLS, OURS].includes(name))) {
      const stage = await Stage.open(variant, "embedded", size);
      try {
        for (const operation of ["up", ...operations.filter((each) => each !== "up")] as const) {
          progress(`profile, ${operation} of ${size}, ${variant.name}`);
          const roles = await profile(stage, operation, `${operation}-${variant.name}`);
          found.push({ operation, variant: variant.name, roles });
        }
      } finally {
        await stage.close();
      }
    }
    const tables = operations.map((operation): Table => {
      const of = (variant: string) =>
        found.find((each) => each.operation === operation && each.variant === variant)?.roles;
      return tableOf(operation, size, of(floorOf(operation)), of(OURS));
    });
    const data = found.map(({ roles, ...where }) => ({
      ...where,
      roles: Object.fromEntries([...roles].map(([role, parts]) => [role, Object.fromEntries(parts)])),
    }));
    return { measure: "profile", tables, targets: [], failures: [], data };
  },
};

function tableOf(operation: OperationName, size: number, floor?: Map<string, Parts>, ours?: Map<string, Parts>): Table {
  const rows = ["program", "provider"].flatMap((role) => {
    const [beneath, mine] = [floor?.get(role) ?? new Map(), ours?.get(role) ?? new Map()];
    const names = [...new Set([...beneath.keys(), ...mine.keys()])];
    return names
      .map((part): [string, number, number] => [part, beneath.get(part) ?? 0, mine.get(part) ?? 0])
      .filter(([, under, over]) => Math.max(under, over) >= LEAST_MS)
      .sort(([, a, b], [, c, d]) => d - c - (b - a))
      .map(([part, under, over]) => [role, part, ...[under, over, over - under].map((ms) => ms.toFixed(0))]);
  });
  return {
    title: `Profile of ${operation} of ${size}`,
    head: ["process", "part", `${floorOf(operation)} ms`, "ours ms", "more"],
    rows,
    notes: [
      `Processor time by sampling, start of the processes included. The profiles lie in bench/results/local/profiles.`,
    ],
  };
}
