/**
 * The validation errors of one run of a program.
 *
 * A program that only logs errors does not fail: `pulumi preview` shows "1 errored" and exits with 0 (seen on the real
 * engine). A program that throws at the first error shows no second one. So constructors report here; once the program's
 * synchronous part is over all errors are logged, and what waits here is rejected, always with the same error: the SDK
 * shows an error once, however many promises it rejects.
 */
import * as pulumi from "@pulumi/pulumi";

/** Finds validation errors, as soon as the values that can be known are known. */
type Find = () => Promise<readonly string[]>;

export class RunValidation {
  readonly #reported = new Set<string>();
  readonly #isPreview = pulumi.runtime.isDryRun();
  #unlogged: string[] = [];
  #finds: Find[] = [];
  #round: Promise<void> | undefined;
  #touched = false;
  #begun = false;
  #failure: pulumi.RunError | undefined;

  /** Reports errors; each is logged once in a run. */
  report(errors: readonly string[]): void {
    this.#add(errors);
    if (errors.length > 0) void this.round();
  }

  /** Finds errors at the end of the round. */
  validate(find: Find): Promise<void> {
    this.#finds.push(find);
    return this.round();
  }

  /** Resolves when the program registers nothing more for now, and everything so far has been validated and logged. */
  round(): Promise<void> {
    this.#touched = true;
    this.#round ??= this.#play().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /**
   * Throws where this may not go on: a record in the state, a resource that is written, a call that reads. In a preview
   * nothing is written, so what is valid itself is registered all the same: one preview shows all errors.
   */
  pass(what: "record" | "resource" | "call", isValid = true): void {
    const isHarmless = this.#isPreview && isValid && what !== "call";
    if (this.#failure !== undefined && !isHarmless) throw this.#failure;
    this.#begun ||= what === "resource" && !this.#isPreview;
  }

  #add(errors: readonly string[]): void {
    for (const error of errors) {
      if (this.#reported.has(error)) continue;
      this.#reported.add(error);
      this.#unlogged.push(error);
    }
  }

  async #play(): Promise<void> {
    do {
      this.#touched = false;
      await new Promise((resolve) => setImmediate(resolve));
      for (const errors of await Promise.all(this.#finds.splice(0).map((find) => find()))) this.#add(errors);
      if (!this.#touched) await this.#conclude();
    } while (this.#touched);
  }

  async #conclude(): Promise<void> {
    const errors = this.#unlogged.splice(0);
    if (errors.length === 0) return;
    this.#failure ??= failureOf(errors.length, this.#begun);
    // Logged before anything goes on: an engine that stops at a failure reads no more of what the program logs.
    await Promise.all(errors.map((error) => pulumi.log.error(error)));
    // Nobody catches this one: so the SDK fails the run also where nothing is held back.
    void Promise.reject(this.#failure);
  }
}

function failureOf(count: number, begun: boolean): pulumi.RunError {
  const errors = count === 1 ? "1 validation error, listed above" : `${count} validation errors, listed above`;
  const message = begun ? `${errors}.` : `${errors}: nothing was changed in DigiCert ONE.`;
  const failure = new pulumi.RunError(message);
  // The SDK writes the name of the property that waited in front of the message, once for each.
  Object.defineProperty(failure, "message", { get: () => message, set: () => undefined });
  // It shows the stack of any error that comes after the program's main part.
  failure.stack = message;
  return failure;
}

const REGISTRY = Symbol.for("pulumi-digicert-one/run-validation/1");
const shared = globalThis as unknown as { [REGISTRY]?: WeakMap<object, RunValidation> };

/**
 * The validation of this run; undefined in unit tests, which have no engine. A process may run several programs (the
 * Automation API), and one program may load several copies of this package: they share one of these by the run's engine.
 * `hasEngine()` is false in every inline program, `getEngine()` is right in both.
 */
export function runValidation(): RunValidation | undefined {
  const run = pulumi.runtime.getEngine();
  if (run === undefined) return undefined;
  shared[REGISTRY] ??= new WeakMap();
  const validation = shared[REGISTRY].get(run) ?? new RunValidation();
  shared[REGISTRY].set(run, validation);
  return validation;
}
