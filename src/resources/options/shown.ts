/** What a program sees of a resource as a whole: a stack output, a log. */
import * as pulumi from "@pulumi/pulumi";

/** Hides properties of a resource: they stay readable, but are no part of it where it is given out as a whole. */
export function hide(resource: object, names: readonly string[]): void {
  for (const name of names) Object.defineProperty(resource, name, { enumerable: false });
}

/** Hides all but the documented outputs; a resource of the SDK's carries each of its inputs too. */
export function showOnly(resource: object, outputs: readonly string[]): void {
  const shown = new Set(["urn", "id", ...outputs]);
  hide(
    resource,
    Object.keys(resource).filter((name) => !shown.has(name)),
  );
}

/**
 * An output of a resource that was read, not made: DigiCert ONE shows the value of a key once. Whoever uses it fails, where an
 * empty text would go on as a key that never works; a program that does not use it does not fail.
 */
export function requireShown(
  resource: object,
  name: string,
  read: pulumi.Output<string>,
  what: string,
): pulumi.Output<string> {
  const value = read.apply((text) => {
    if (text !== "") return text;
    throw new pulumi.RunError(
      `${what} has no ${name}: DigiCert ONE shows the value of a key once, to the run that makes it. ` +
        "Take it from the stack that made the key (as a stack output), or make a key here.",
    );
  });
  hide(resource, [name]);
  return handled(value); // unread it is no failure
}

/**
 * An output that state leaves out while it has its default. Such an output is unknown in a preview (seen), as all are of a resource
 * that changes; beside another that is known it has its default.
 * @param witness an output that every state holds, and that no argument sets
 */
export function orDefault<T>(
  output: pulumi.Output<T>,
  witness: pulumi.Output<unknown>,
  byDefault: T,
): pulumi.Output<T> {
  const { isKnown } = output as unknown as OutputPromises;
  return witness.apply(async () =>
    (await isKnown) ? output.apply((value) => value ?? byDefault) : byDefault,
  ) as pulumi.Output<T>;
}

/**
 * The value of an output for a resource that depends on it by another property already: the engine stores the dependencies of
 * each property, and loads and writes them in every run.
 */
export function withoutDependencies<T>(output: pulumi.Output<T>): pulumi.Output<T> {
  const { isKnown, isSecret, promise } = output as unknown as OutputPromises;
  // As the SDK makes its own; nothing else keeps what is unknown and what is secret.
  const Output = pulumi.Output as unknown as OutputConstructor<T>;
  return handled(new Output(new Set(), promise.call(output, true), isKnown, isSecret, Promise.resolve(new Set())));
}

type OutputConstructor<T> = new (
  resources: ReadonlySet<pulumi.Resource>,
  promise: Promise<unknown>,
  isKnown: Promise<boolean>,
  isSecret: Promise<boolean>,
  allResources: Promise<ReadonlySet<pulumi.Resource>>,
) => pulumi.Output<T>;

/** An output whose failure is none of the program's by itself: its readers reject with it. The SDK declares none of these promises. */
function handled<T>(output: pulumi.Output<T>): pulumi.Output<T> {
  const { isKnown, isSecret, promise, allResources } = output as unknown as OutputPromises;
  for (const each of [isKnown, isSecret, promise.call(output), allResources.call(output)]) each.catch(() => undefined);
  return output;
}

interface OutputPromises {
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  promise(withUnknowns?: boolean): Promise<unknown>;
  allResources(): Promise<unknown>;
}
