import * as pulumi from "@pulumi/pulumi";
import { secretPrefixError, type ValidationError } from "../arguments";

/** The names of those of these arguments that are secrets; undefined where there is none, at once where all are plain values. */
export function secretsAmong(
  args: Readonly<Record<string, unknown>>,
  isPending: (value: unknown) => boolean,
): Promise<readonly string[] | undefined> | undefined {
  const outputs = Object.entries(args).filter(([, value]) => isPending(value));
  if (outputs.length === 0) return undefined;
  const named = outputs.map(async ([name, value]) => ((await isSecret(value)) ? [name] : []));
  return Promise.all(named).then((names) => {
    const secrets = names.flat();
    return secrets.length === 0 ? undefined : secrets;
  });
}

/** A value that fails is reported by the registration that waits for it. */
const isSecret = (value: unknown): Promise<boolean> => pulumi.isSecret(pulumi.output(value)).catch(() => false);

/** Refuses a secret where what is made of it can be none. */
export async function refuseSecret(argument: string, value: unknown): Promise<readonly ValidationError[]> {
  if (!(await isSecret(value))) return [];
  return [{ property: argument, reason: secretPrefixError(argument) }];
}
