import { diffProperties, type PropertyChange } from "../model/property-diff";
import { isProviderType, urnName, urnType } from "../model/urn";
import type { Json } from "../model/values";
import type { Diagnostic, Op, Step } from "../planning/plan-memory";
import type { Refreshed } from "../running/refresh";

/** One step of a run, as shown and returned. */
export interface StepResult {
  readonly op: Op;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Differing inputs; of a refresh, differing outputs. */
  readonly diff: readonly PropertyChange[];
  /** The properties that force the replacement. */
  readonly replaceKeys: readonly string[];
  readonly failed: boolean;
}

/** A stack output as the Automation API returns it. */
export interface OutputValue {
  readonly value: Json;
  readonly secret: boolean;
}

/** What a run did, and what it showed. */
export interface RunResult {
  /** The whole display of the run. */
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: {
    readonly kind: RunKind;
    readonly result: "succeeded" | "failed";
    readonly resourceChanges: Partial<Record<Op, number>>;
  };
  readonly steps: readonly StepResult[];
  readonly diagnostics: readonly Diagnostic[];
  readonly outputs: Readonly<Record<string, OutputValue>>;
}

export type RunKind = "preview" | "update" | "refresh" | "destroy";

/** A run that failed, with all that it did show. */
export class EngineRunError extends Error {
  override readonly name = "EngineRunError";
  /** Not shown by an inspection: a hundred lines of it would hide the message of an error that nobody handles. */
  declare readonly result: RunResult;
  constructor(result: RunResult) {
    const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
    super(`${result.summary.kind} failed:\n${errors.map((diagnostic) => diagnostic.message).join("\n")}`);
    Object.defineProperty(this, "result", { value: result, enumerable: false });
  }
}

/** Steps that count: reads and the halves of a replacement do not, nor does what the engine does for itself (traced). */
const COUNTED: ReadonlySet<Op> = new Set(["same", "create", "update", "delete", "discard", "replace", "import"]);

export function isInternal(urn: string): boolean {
  return isProviderType(urnType(urn)) && urnName(urn).startsWith("default");
}

export function countOf(step: Step): Op | undefined {
  return COUNTED.has(step.op) && !isInternal(step.urn) ? step.op : undefined;
}

const DISPLAYS_DIFF: ReadonlySet<Op> = new Set(["update", "replace", "create-replacement"]);

export function stepResult(step: Step, failed: boolean): StepResult {
  const shows = DISPLAYS_DIFF.has(step.op) && step.old !== undefined && step.next !== undefined;
  return {
    op: step.op,
    urn: step.urn,
    type: urnType(step.urn),
    name: urnName(step.urn),
    diff: shows ? diffProperties(step.old?.inputs ?? {}, step.next?.inputs ?? {}) : [],
    replaceKeys: step.keys ?? [],
    failed,
  };
}

export function refreshResult({ old, next, result }: Refreshed): StepResult {
  return {
    op: result,
    urn: old.urn,
    type: old.type,
    name: urnName(old.urn),
    diff: next === undefined || result === "same" ? [] : diffProperties(old.outputs, next.outputs),
    replaceKeys: [],
    failed: false,
  };
}
