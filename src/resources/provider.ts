import * as pulumi from "@pulumi/pulumi";
import { noArgument } from "../arguments";
import { nearest } from "../basics/nearest";
import { redact } from "../errors";
import { givenArguments } from "./given/arguments";
import { brandClass, hasBrand } from "./given/brands";
import { PROVIDER_PACKAGE } from "./given/provider-option";
import { kindOfValue } from "./given/words";
import { withLastWord } from "./options/last-word";
import { showOnly } from "./options/shown";
import { deferred } from "./validation/registration-gate";
import { type RunValidation, runValidation } from "./validation/run-validation";
import { settingsErrors, unreadEnvironment } from "./validation/settings-validation";

/** A region of DigiCert ONE. */
export type Region = "us" | "ch" | "jp" | "nl";

/** An environment of DigiCert ONE. */
export type Environment = "production" | "demo";

/** How a {@link Provider} reaches DigiCert ONE. Every setting may also stand in stack config or the environment. */
export interface ProviderArgs {
  /** `us`, `ch`, `jp` or `nl`. Default `us`. From config: `config.require<digicert.Region>("region")`. */
  region?: pulumi.Input<Region>;
  /** `production` or `demo`. Credentials of one never work in the other. Default `production`. */
  environment?: pulumi.Input<Environment>;
  /** The address of another installation, for example `https://one.example.com`. Wins over region and environment. */
  baseUrl?: pulumi.Input<string>;
  /** Former names of a renamed installation. Objects that state records there live here now. Any other host is refused. */
  formerHosts?: pulumi.Input<pulumi.Input<string>[]>;
  /** The key of a service user with the permission "Manage users". */
  apiKey?: pulumi.Input<string>;
  /** Several keys to spread calls over. Each has its own rate limit. */
  apiKeys?: pulumi.Input<pulumi.Input<string>[]>;
  /** The last day of the provider's own key, `YYYY-MM-DD`. Runs warn from 30 days before it. */
  apiKeyEndDate?: pulumi.Input<string>;
  /** Client certificate for mutual TLS: PEM, or the path of a file. The API key is sent too, for accounts that want both. */
  clientCert?: pulumi.Input<string>;
  /** Its private key: PEM, or the path of a file. */
  clientKey?: pulumi.Input<string>;
  /** Certificate and key as PKCS#12: base64, or the path of a file. */
  clientPfx?: pulumi.Input<string>;
  /** The password of the private key or the PKCS#12 file. */
  clientCertPassword?: pulumi.Input<string>;
  /** Whether the client certificate is sent without the API key. Default false. */
  certificateAlone?: pulumi.Input<boolean>;
  /** A certificate authority to trust beside the usual ones: PEM, or the path of a file. */
  caCert?: pulumi.Input<string>;
  /** Longest time for one attempt, in seconds. Default 30. */
  timeoutSeconds?: pulumi.Input<number>;
  /** Longest time that one call may spend on retries, in seconds. Default 900. */
  maxRetrySeconds?: pulumi.Input<number>;
  /** Rolling windows per key, such as `1000/180s,100/5s`, or `off`. */
  rateLimits?: pulumi.Input<string>;
  /** The share of the rate limits to use, 1 to 100. Default 100. */
  capacityPercent?: pulumi.Input<number>;
}

/** Every argument, and whether it is a secret. */
const ARGUMENTS: Readonly<Record<keyof ProviderArgs, "secret" | "plain">> = {
  region: "plain",
  environment: "plain",
  baseUrl: "plain",
  formerHosts: "plain",
  apiKey: "secret",
  apiKeys: "secret",
  apiKeyEndDate: "plain",
  clientCert: "plain",
  clientKey: "secret",
  clientPfx: "secret",
  clientCertPassword: "secret",
  certificateAlone: "plain",
  caCert: "plain",
  timeoutSeconds: "plain",
  maxRetrySeconds: "plain",
  rateLimits: "plain",
  capacityPercent: "plain",
};

/**
 * An explicit provider: DigiCert ONE as seen with one set of settings. Without one, resources use the stack's config
 * (`digicert-one:*`) and the environment (`DIGICERT_ONE_*`).
 *
 * @example
 * const prod = new digicert.Provider("prod", { region: "us", environment: "production", apiKey: config.requireSecret("apiKey") });
 * new digicert.ServiceUser("ci", { ... }, { provider: prod });
 */
export class Provider extends pulumi.ProviderResource {
  /** The settings, secret, for look-ups. */
  readonly settings: pulumi.Output<Record<string, string>>;
  /** Whether every setting is known already; in a preview one may come from a resource that does not exist yet. */
  readonly settingsKnown: Promise<boolean>;
  /** @internal Rejects when this provider may not be used in this run. */
  readonly validated: Promise<void>;

  constructor(name: string, args: ProviderArgs = {}, options: pulumi.ResourceOptions = {}) {
    const { settings, errors } = settingsOf(args);
    const inputs = Object.fromEntries(
      settings.map(([key, value]) => [`${NAMESPACE}${key}`, asText(value, ARGUMENTS[key] === "secret")]),
    );
    let texts = textsIn(inputs);
    const run = runValidation();
    // Validated and looked up with is what transformations have left, which is known once the SDK's constructor has run.
    const validated = run && Promise.resolve().then(() => validateSettings(run, name, texts, errors));
    const settled = withLastWord(deferred(options, validated), (opts, props) => {
      texts = textsIn(props);
      errors.push(...unknownNames(props));
      // A transformation may write a key as a plain text: the state would keep it in the clear.
      const hushed = Object.entries(texts).map(([key, text]) => [`${NAMESPACE}${key}`, text]);
      return { props: { ...props, ...Object.fromEntries(hushed) }, opts };
    });
    super(PROVIDER_PACKAGE, name, inputs, settled);
    this.validated = validated ?? Promise.resolve();
    this.settings = pulumi.secret(pulumi.output(texts));
    this.settingsKnown = isKnown(this.settings);
    showOnly(this, ["settings"]);
  }

  static {
    brandClass(Provider, "Provider");
  }
}

/** Whether a value is a {@link Provider}, of whichever copy of this package. */
export const isProvider = (value: unknown): value is Provider => hasBrand(value, "Provider");

/** What a program gave, and what of it is no setting: left out, the environment's would stand for it. */
function settingsOf(args: ProviderArgs) {
  const given = givenArguments(args);
  const errors = given.errors.map(({ reason }) => reason);
  const settings: [keyof ProviderArgs, unknown][] = [];
  for (const [key, value] of Object.entries(given.args)) {
    if (value === undefined || value === null) continue;
    if (!isArgument(key)) errors.push(noArgument(key, "Provider", Object.keys(ARGUMENTS)));
    else if (!isSetting(value)) errors.push(`${key} is ${kindOfValue(value)}. Set a text, a number, a flag or a list.`);
    else settings.push([key, value]);
  }
  return { settings, errors };
}

/** What a provider registers, by the names of its arguments. */
function textsIn(props: pulumi.Inputs): Record<string, pulumi.Output<string>> {
  const settings = Object.entries(props).filter(([key, value]) => key.startsWith(NAMESPACE) && value !== undefined);
  return Object.fromEntries(
    settings.map(([key, value]): [string, pulumi.Output<string>] => {
      const name = key.slice(NAMESPACE.length);
      return [name, asText(value, isArgument(name) && ARGUMENTS[name] === "secret")];
    }),
  );
}

const NAMESPACE = "digicert-one:";

/** Names that transformations wrote and nothing reads: the environment's setting would stand for the one that was meant. */
function unknownNames(props: pulumi.Inputs): string[] {
  return Object.entries(props).flatMap(([key, value]) => {
    const isOurs = key.startsWith(NAMESPACE);
    const name = isOurs ? key.slice(NAMESPACE.length) : key;
    // The engine reads some, and other packages of dynamic resources may have settings of their own at this provider.
    const isRead = isOurs ? isArgument(name) : /:|^__|^version$|^pluginDownloadURL$/.test(name);
    if (isRead || value === undefined || value === null) return [];
    const meant = nearest(name, Object.keys(ARGUMENTS));
    const remedy = meant === undefined ? "Remove it." : `Did you mean ${NAMESPACE}${meant}?`;
    return [`a transformation sets ${key}, which is no setting. ${remedy}`];
  });
}

const isArgument = (key: string): key is keyof ProviderArgs => Object.hasOwn(ARGUMENTS, key);

/** A pair or a key given whole is not its value. */
function isSetting(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  return Array.isArray(value) ? value.every(isSetting) : ["string", "number", "boolean"].includes(typeof value);
}

/**
 * Validates what is known once the program's synchronous part is over, and the rest as soon as it is known. In a preview
 * some settings may never be, and those are not validated.
 */
async function validateSettings(
  run: RunValidation,
  name: string,
  texts: Record<string, pulumi.Output<string>>,
  problems: readonly string[],
): Promise<void> {
  run.report(problems.map((problem) => `Provider "${name}": ${problem}`));
  const known = new Map<string, string>();
  const secrets: string[] = [];
  const arrived = Promise.all(
    Object.entries(texts).map(async ([key, text]) => {
      if (!(await knowledgeOf(text))) return;
      const value = await plain(text);
      if (await pulumi.isSecret(text)) secrets.push(value);
      known.set(key, value);
    }),
  );
  arrived.catch(() => undefined); // awaited below
  let validatedCount = 0;
  const validate = () =>
    run.validate(async () => {
      validatedCount = known.size;
      const isPending = (setting: string) => setting in texts && !known.has(setting);
      const errors = await settingsErrors({ config: (setting) => known.get(setting), isPending });
      return errors.map((error) => `Provider "${name}": ${redact(error, secrets)}`);
    });
  void run.validate(() => unreadEnvironment(run, (setting) => setting in texts));
  await validate();
  run.pass("record");
  await arrived;
  if (known.size > validatedCount) await validate();
  run.pass("record");
}

/**
 * A provider's configuration travels as text: lists as JSON, numbers in decimals. What turns out not to be set is left out, or is
 * an empty text where it is secret: a secret of nothing would travel as null.
 */
function asText(value: unknown, secret: boolean): pulumi.Output<string> {
  const resolved: pulumi.Output<unknown> = pulumi.output(value);
  const text = resolved.apply((known): string => {
    if (known === undefined || known === null) return secret ? "" : (undefined as never);
    return typeof known === "string" ? known : JSON.stringify(known);
  });
  return secret ? pulumi.secret(text) : text;
}

/** The value of an output that is known. */
function plain(output: pulumi.Output<string>): Promise<string> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

/** Whether a preview knows an output. The SDK keeps the response on every output, but does not declare it. */
function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return knowledgeOf(output).catch(() => true);
}

/** The same; rejects as the output does. */
function knowledgeOf(output: pulumi.Output<unknown>): Promise<boolean> {
  return Promise.resolve((output as unknown as { isKnown: Promise<boolean> }).isKnown);
}

/** Whether the settings that a resource will use are known: those of stack config and the environment always are. */
export async function settingsKnown(provider: pulumi.ProviderResource | undefined): Promise<boolean> {
  return isProvider(provider) ? provider.settingsKnown : true;
}

/** Whether a run before this one has made the provider: in a preview a new one has the text of the unknown for its id. */
export async function providerExists(provider: pulumi.ProviderResource | undefined): Promise<boolean> {
  if (provider === undefined) return true;
  return (await isKnown(provider.id)) && (await plain(provider.id)) !== pulumi.runtime.unknownValue;
}
