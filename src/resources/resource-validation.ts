/** When a resource of ours may be registered: once it, its provider and the rest of the program have been validated. */
import * as pulumi from "@pulumi/pulumi";
import type { ValidationError } from "../arguments";
import { ConfigurationError } from "../errors";
import { asOf } from "../rotation";
import { isProviderUnknown } from "./given/provider-option";
import { isNative } from "./host";
import { withLastWord } from "./options/last-word";
import type { Settle } from "./options/settle";
import { isProvider, providerExists, settingsKnown } from "./provider";
import { deferred, mayRejectRegistrations, refusal } from "./validation/registration-gate";
import { type RunValidation, runValidation } from "./validation/run-validation";
import { validateStackConfig } from "./validation/settings-validation";

/** What is validated. */
export interface Subject {
  /** As the program calls it: `ServiceUser "ci"`. */
  readonly name: string;
  /** Whether its registration alone calls the API, in a preview too. */
  readonly isRead: boolean;
  /** What is wrong with the arguments; without a day, no end date counts as past. */
  validate(today: string | undefined): readonly ValidationError[];
  /** What becomes of its properties, once transformations have changed them. */
  finish(props: pulumi.Inputs): Finished;
  /** What becomes of its options. */
  readonly settle: Settle;
}

/** Properties as they will be registered. */
interface Finished {
  readonly props: pulumi.Inputs;
  /** What is wrong with those that the program does not know at once. */
  readonly late?: Promise<readonly ValidationError[]>;
}

export interface ResourceValidation {
  /** The options to register it with. */
  readonly options: pulumi.CustomResourceOptions;
  /** The code to register it with. */
  readonly providerText: string | Promise<string>;
  /** Says which provider it got: that is known only once its constructor has run. */
  begin(provider: pulumi.ProviderResource | undefined): void;
}

/** What validates this program; undefined where the native host makes a component: no program of ours runs there. */
const validationOfRun = (): RunValidation | undefined => (isNative() ? undefined : runValidation());

/** Validates a resource; without an engine (unit tests) its errors are logged alone, and mocks do the rest. */
export function validateResource(
  subject: Subject,
  providerText: string,
  given: pulumi.CustomResourceOptions,
): ResourceValidation {
  const run = validationOfRun();
  const errors = [...subject.validate(undefined)];
  report(run, messages(subject, errors));
  let late: Promise<void> | undefined;
  const options = settled(run, subject, given, errors, (props) => {
    const finished = subject.finish(props);
    late = finished.late?.then((found) => {
      errors.push(...found);
      report(run, messages(subject, found));
    });
    return finished.props;
  });
  if (run === undefined) return { options, providerText, begin: () => undefined };
  let begin: ResourceValidation["begin"] = () => undefined;
  const provider = new Promise<pulumi.ProviderResource | undefined>((resolve) => {
    begin = resolve;
  });
  const gate = provider.then(async (used) => {
    await late;
    await validated(run, subject, errors, used);
  });
  if (mayRejectRegistrations()) return { options: deferred(options, gate), providerText, begin };
  const text = gate.then(
    () => providerText,
    (error: Error) => refusal(error.message),
  );
  return { options, providerText: text, begin };
}

/** A component makes no call; deferred all the same, it leaves no trace of a run that was refused. */
export function validateComponent<O extends pulumi.ResourceOptions>(subject: Component<O>, given: O): O {
  const run = validationOfRun();
  const errors: ValidationError[] = [];
  const options = settled(run, subject, given, errors);
  const validated = run?.round().then(() => run.pass("record", errors.length === 0));
  return deferred(options, validated);
}

/** A component as far as its options go. */
type Component<O extends pulumi.ResourceOptions> = { readonly name: string; readonly settle: Settle<O> };

/** Options to register with: those that work, again once transformations have changed them. Adds what is refused to `errors`. */
function settled<O extends pulumi.ResourceOptions>(
  run: RunValidation | undefined,
  subject: Component<O>,
  given: O,
  errors: ValidationError[],
  finish = (props: pulumi.Inputs): pulumi.Inputs => props,
): O {
  const settle = (options: O, by: string) => {
    const result = subject.settle(options);
    const found = result.errors.map((error) => ({ ...error, reason: `${error.reason}${by}` }));
    errors.push(...found);
    report(run, messages(subject, found));
    return result.options;
  };
  const options = settle(given, "");
  // What was refused before is not among them any more.
  return withLastWord(options, (final, props) => ({
    props: finish(props),
    opts: settle(final, " A transformation sets it: leave this resource out there."),
  }));
}

function report(run: RunValidation | undefined, errors: readonly string[]): void {
  if (run !== undefined) run.report(errors);
  else for (const error of errors) void pulumi.log.error(error);
}

/** The identity of a stack makes no call either, and stands in no state if the user that needs it is refused. */
export function validateIdentity(
  provider: pulumi.ProviderResource | undefined,
  options: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
  const run = runValidation();
  const gate = run && validatedSettings(run, provider).then(() => run.pass("record"));
  return deferred(options, gate);
}

async function validated(
  run: RunValidation,
  subject: Subject,
  errors: readonly ValidationError[],
  provider: pulumi.ProviderResource | undefined,
): Promise<void> {
  await (isProviderUnknown(errors) ? run.round() : validatedSettings(run, provider));
  const isValid = errors.length === 0 && (await checkValidatesDays(run, subject, provider));
  run.pass(subject.isRead ? "call" : "resource", isValid);
}

async function validatedSettings(run: RunValidation, provider: pulumi.ProviderResource | undefined): Promise<void> {
  if (provider === undefined) validateStackConfig(run);
  await run.round();
  if (isProvider(provider)) await provider.validated;
}

/**
 * An end date that has passed is an error only when it is declared anew, which check knows from the state and the program
 * does not. While a setting of the provider is unknown the engine calls no check (seen). Of a new provider there is no state
 * either; one that exists, as when a pair that feeds it rotates, may have made the resource before that day.
 */
async function checkValidatesDays(
  run: RunValidation,
  subject: Subject,
  provider: pulumi.ProviderResource | undefined,
): Promise<boolean> {
  if (await settingsKnown(provider)) return true;
  const past = messages(subject, subject.validate(asOf(process.env, Date.now())));
  if (await providerExists(provider)) {
    for (const each of past) void pulumi.log.warn(`${each} If it was declared before that day, nothing is wrong.`);
    return true;
  }
  run.report(past);
  await run.round();
  return past.length === 0;
}

const messages = (subject: { readonly name: string }, errors: readonly ValidationError[]): string[] =>
  errors.map(({ reason }) => `${subject.name}: ${reason}`);

/** Resolves when a look-up may be made: no call goes out once the program is known to be wrong. */
export async function mayCall(provider: pulumi.ProviderResource | undefined): Promise<void> {
  const run = runValidation();
  if (run === undefined) return;
  await validatedSettings(run, provider);
  run.pass("call");
}

/** Refuses a call for what is wrong with it, beside the other errors of the program. */
export async function refuse(error: string): Promise<never> {
  const run = runValidation();
  run?.report([error]);
  await run?.round();
  run?.pass("call");
  throw new ConfigurationError(error);
}
