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
export function shownOnce(
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
  // Unread it is no failure of the program; its readers reject by themselves. The SDK declares none of these promises.
  const { isKnown, isSecret, promise, allResources } = value as unknown as OutputPromises;
  for (const each of [isKnown, isSecret, promise(), allResources()]) each.catch(() => undefined);
  hide(resource, [name]);
  return value;
}

interface OutputPromises {
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  promise(): Promise<unknown>;
  allResources(): Promise<unknown>;
}
