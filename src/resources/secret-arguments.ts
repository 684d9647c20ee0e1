import * as pulumi from "@pulumi/pulumi";
import type { ValidationError } from "../arguments";

/** The names of the arguments that a program gave as secrets. */
export type SecretArguments = Promise<readonly string[]>;

/** Which of these arguments are secrets; undefined where all are plain values, which is known at once. */
export function secretsAmong(
  args: Readonly<Record<string, unknown>>,
  isPending: (value: unknown) => boolean,
): SecretArguments | undefined {
  const outputs = Object.entries(args).filter(([, value]) => isPending(value));
  if (outputs.length === 0) return undefined;
  const named = outputs.map(async ([name, value]) => ((await isSecret(value)) ? [name] : []));
  return Promise.all(named).then((names) => names.flat());
}

/** A value that fails is reported by the registration that waits for it. */
const isSecret = (value: unknown): Promise<boolean> => pulumi.isSecret(pulumi.output(value)).catch(() => false);

/** What a resource registers of them: nothing where there is none. */
export const registered = (secrets: SecretArguments): Promise<readonly string[] | undefined> =>
  secrets.then((names) => (names.length === 0 ? undefined : names));

/** Refuses a secret where what is made of it can be none. */
export async function refuseSecret(argument: string, value: unknown): Promise<readonly ValidationError[]> {
  if (!(await isSecret(value))) return [];
  const reason =
    `${argument} is a secret, but names of keys are none: they show in DigiCert ONE, in state and in every plan. ` +
    "Give a text that is no secret.";
  return [{ property: argument, reason }];
}
