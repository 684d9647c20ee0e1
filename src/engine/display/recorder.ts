import { SecretTexts } from "../../redaction";
import { isList, isPropertyMap, Secret, unwrapSecrets, type Value } from "../model/values";
import type { Diagnostic, Op, Step } from "../planning/plan-memory";
import type { StepEvents } from "../running/executor";
import type { Refreshed } from "../running/refresh";
import { diagnosticLines, outputLines, stepLines, summaryLines, titleLine } from "./display";
import {
  countOf,
  isInternal,
  type OutputValue,
  type RunKind,
  type RunResult,
  refreshResult,
  type StepResult,
  stepResult,
} from "./results";

/** What happens in a run, as it happens. */
export type EngineEvent =
  | { readonly type: "step-started"; readonly op: Op; readonly urn: string }
  | { readonly type: "step-done" | "step-failed"; readonly step: StepResult }
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic };

/** Collects what a run does and shows it line by line. */
export class Recorder implements StepEvents {
  /** Hides secret texts wherever they turn up: a program may log one, an error may quote one. */
  readonly #secrets = new SecretTexts();
  readonly diagnostics: Diagnostic[] = [];
  readonly #kind: RunKind;
  readonly #steps: StepResult[] = [];
  readonly #lines: string[] = [];
  readonly #changes: Partial<Record<Op, number>> = {};
  readonly #onOutput: ((line: string) => void) | undefined;
  readonly #onEvent: ((event: EngineEvent) => void) | undefined;

  constructor(
    kind: RunKind,
    stack: string,
    listeners: {
      onOutput?: ((line: string) => void) | undefined;
      onEvent?: ((event: EngineEvent) => void) | undefined;
    },
  ) {
    this.#kind = kind;
    this.#onOutput = listeners.onOutput;
    this.#onEvent = listeners.onEvent;
    this.#show([titleLine(kind, stack)]);
  }

  /** Short texts are left alone: hiding "true" or "1" would hide half the display. */
  hide(text: string): void {
    if (text.length >= 6) this.#secrets.add(text);
  }

  /** Learns the texts that must never be shown. */
  learn(value: Value): void {
    if (value instanceof Secret) this.#learnTexts(unwrapSecrets(value));
    else if (isList(value)) for (const item of value) this.learn(item);
    else if (isPropertyMap(value)) for (const item of Object.values(value)) this.learn(item);
  }

  #learnTexts(value: Value): void {
    if (typeof value === "string") this.hide(value);
    else if (isList(value)) for (const item of value) this.#learnTexts(item);
    else if (isPropertyMap(value)) for (const item of Object.values(value)) this.#learnTexts(item);
  }

  report = (diagnostic: Diagnostic): void => {
    // The SDK logs each request at this level; the CLI shows it with --debug only.
    if (diagnostic.severity === "debug") return;
    const masked = { ...diagnostic, message: this.#secrets.redact(diagnostic.message) };
    this.diagnostics.push(masked);
    this.#onEvent?.({ type: "diagnostic", diagnostic: masked });
  };

  /** A line that a provider or the program wrote. */
  line = (line: string): void => {
    if (line.trim() !== "") this.report({ severity: "info", message: line });
  };

  started(step: Step): void {
    this.#onEvent?.({ type: "step-started", op: step.op, urn: step.urn });
    if (step.next !== undefined) this.learn(step.next.inputs);
    if (step.old !== undefined) this.learn(step.old.outputs);
  }

  done(step: Step): void {
    if (step.next !== undefined) this.learn(step.next.outputs);
    const op = countOf(step);
    if (op !== undefined) this.#count(op);
    this.#finish(stepResult(step, false), step.op);
  }

  failedStep(step: Step, message: string): void {
    this.#finish(stepResult(step, true), step.op);
    this.report({ severity: "error", urn: step.urn, message });
  }

  refreshed(found: Refreshed): void {
    const result = refreshResult(found);
    const alone = this.#kind === "refresh";
    if (alone && !isInternal(result.urn)) this.#count(found.result);
    // Where a run only begins with a refresh, the steps after it are what counts, and this one is reported as it is (traced).
    this.#finish(alone ? result : { ...result, op: "refresh" }, found.result);
  }

  #count(op: Op): void {
    this.#changes[op] = (this.#changes[op] ?? 0) + 1;
  }

  #finish(result: StepResult, sign: Op): void {
    this.#steps.push(result);
    this.#onEvent?.({ type: result.failed ? "step-failed" : "step-done", step: result });
    if (!isInternal(result.urn)) this.#show(stepLines(result, sign));
  }

  #show(lines: readonly string[]): void {
    for (const raw of lines) {
      const line = this.#secrets.redact(raw);
      this.#lines.push(line);
      this.#onOutput?.(line);
    }
  }

  /** Ends the display: diagnostics, outputs, summary. */
  finish(
    outputs: Readonly<Record<string, OutputValue>>,
    oldOutputs: Readonly<Record<string, OutputValue>>,
    result: "succeeded" | "failed",
  ): RunResult {
    const showOutputs = this.#kind === "preview" || this.#kind === "update";
    this.#show(["", ...diagnosticLines(this.diagnostics)]);
    if (showOutputs) this.#show(outputLines(oldOutputs, outputs));
    this.#show(summaryLines(this.#kind, this.#changes));
    const errors = this.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
    return {
      stdout: `${this.#lines.join("\n")}\n`,
      stderr: errors.map((diagnostic) => `error: ${diagnostic.message}\n`).join(""),
      summary: { kind: this.#kind, result, resourceChanges: { ...this.#changes } },
      steps: [...this.#steps],
      diagnostics: [...this.diagnostics],
      outputs,
    };
  }
}
