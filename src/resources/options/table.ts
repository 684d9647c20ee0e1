/**
 * What becomes of each option of Pulumi's on each kind of resource: it works as Pulumi says, or it is refused before anything
 * is made, with the remedy. `docs/reference/options.md` is written from this table, and a test plays each of its cells.
 */
import type * as pulumi from "@pulumi/pulumi";

/** What programs construct. */
export type OptionKind = "ServiceUser" | "ApiKey" | "RotatingApiKey";

/** Every option that Pulumi knows. */
export type OptionName = keyof pulumi.CustomResourceOptions | keyof pulumi.ComponentResourceOptions;

/** What one kind makes of one option. */
export interface Cell {
  /** Where it works: what it does here. */
  readonly works?: string;
  /** Where it is refused: why, and what to do instead. */
  readonly refused?: string;
  /** Where it does both: whether this value is refused. */
  readonly refusedFor?: (value: unknown, inputs: Readonly<Record<string, unknown>>) => boolean;
}

export type Row = Readonly<Record<OptionKind, Cell>>;

const works = (does: string): Cell => ({ works: does });
const refused = (why: string): Cell => ({ refused: why });
const everywhere = (cell: Cell): Row => ({ ServiceUser: cell, ApiKey: cell, RotatingApiKey: cell });

/** Unless `rotate: false` stands there: what a late value settles would be seen on the day of the rotation only. */
const rotates: Cell["refusedFor"] = (_value, { lifetimeDays, rotate }) =>
  lifetimeDays !== undefined && lifetimeDays !== null && rotate !== false;

const rows = {
  additionalSecretOutputs: {
    ServiceUser: works("joins `initialApiKey`"),
    ApiKey: works("joins `value`"),
    RotatingApiKey: refused(
      "value and previousValue are secrets anyway. Wrap any other value that is to be secret in pulumi.secret.",
    ),
  },
  aliases: {
    ServiceUser: works("a renamed or moved resource keeps its user"),
    ApiKey: works("a renamed or moved resource keeps its key"),
    RotatingApiKey: works("a renamed or moved pair keeps its keys; an alias of the pair is enough"),
  },
  customTimeouts: everywhere(
    refused(
      "Pulumi's deadlines never reach the code that calls DigiCert ONE. Set timeoutSeconds (one attempt) and " +
        "maxRetrySeconds (one call with its retries) of the provider.",
    ),
  ),
  deleteBeforeReplace: {
    ServiceUser: works("only `--replace` and taint replace a user: it and its keys are deleted first, then made anew"),
    ApiKey: works("the old key goes first, so consumers are cut off until they have the new one"),
    RotatingApiKey: refused(
      "A pair makes the new key before an old one goes. Use an ApiKey if the old one must go first.",
    ),
  },
  deletedWith: {
    ServiceUser: works("the user stays in DigiCert ONE when the other resource goes too, and leaves state"),
    ApiKey: refused(
      "The key would leave state without being deleted. It would go on working if its user is kept, disabled or no longer ours. " +
        "Leave the option out: deleting a key is one call, and a key that went with its user is no failure.",
    ),
    RotatingApiKey: refused(
      "The keys would leave state without being deleted. They would go on working if their user is kept, disabled or no longer " +
        "ours. Leave the option out: deleting a key is one call, and a key that went with its user is no failure.",
    ),
  },
  dependsOn: everywhere(works("made after, deleted before")),
  envVarMappings: everywhere(
    refused("It is for providers alone. Set DIGICERT_ONE_* in the environment, or arguments of a Provider."),
  ),
  hideDiffs: {
    ServiceUser: works("previews hide these differences"),
    ApiKey: works("previews hide these differences, a rotation's dates among them"),
    RotatingApiKey: refused("Its parts show the differences, and Pulumi does not hand this option down. Leave it out."),
  },
  hooks: {
    ServiceUser: works("Pulumi runs them; they see the outputs, secrets included"),
    ApiKey: works("Pulumi runs them, also around a rotation; they see the outputs, `value` included"),
    RotatingApiKey: refused(
      "Hooks of a component do not run when one of its keys rotates. Give them to the resource that reads value.",
    ),
  },
  id: {
    ServiceUser: works("reads a user, as `ServiceUser.get` does"),
    ApiKey: works("reads a key, as `ApiKey.get` does"),
    RotatingApiKey: refused("DigiCert ONE has no pairs to read. Read a key with ApiKey.get."),
  },
  ignoreChanges: {
    ServiceUser: works("each named property stays as the last run settled it"),
    ApiKey: works("each named property stays; held dates rotate nothing, and previews say so"),
    RotatingApiKey: works("holds its schedule, and the user and the prefix of its slots"),
  },
  import: {
    ServiceUser: refused(
      "Pulumi cannot import dynamic resources. Leave the option out, and set the argument adoptId to the user's id.",
    ),
    ApiKey: refused(
      "DigiCert ONE shows the value of a key once, so no key can be taken over. Leave the option out, and the run makes a new " +
        "key. ApiKey.get reads one; adoptId is for service users.",
    ),
    RotatingApiKey: refused(
      "DigiCert ONE shows the value of a key once, so no key can be taken over. Leave the option out, and the run makes new " +
        "keys. ApiKey.get reads one; adoptId is for service users.",
    ),
  },
  parent: everywhere(works("sets the parent; the owner's mark of a user names it")),
  pluginDownloadURL: everywhere(
    refused("No plugin is downloaded: the code is the package in the program's dependencies. Leave the option out."),
  ),
  protect: {
    ServiceUser: works("nothing deletes it until the option is gone"),
    ApiKey: {
      works: "nothing deletes or replaces it, with `rotate: false` or without `lifetimeDays`",
      refused:
        "A rotation replaces the key, and Pulumi replaces no protected resource: every run would fail from that day on. " +
        "Set rotate to false, or leave the option out and protect its service user or its consumers.",
      refusedFor: rotates,
    },
    RotatingApiKey: works("the pair is protected as a whole, and rotates"),
  },
  provider: everywhere(works("sets the `Provider` to use; anything else is refused by name")),
  providers: {
    ServiceUser: refused("It is for components. Give the one Provider as provider."),
    ApiKey: refused("It is for components. Give the one Provider as provider."),
    RotatingApiKey: works("the pair uses our `Provider` among them"),
  },
  replaceOnChanges: {
    ServiceUser: refused(
      "A service user is changed in place, never replaced: Pulumi would ignore the option. Leave it out.",
    ),
    ApiKey: refused("Pulumi ignores it on dynamic resources. Use the argument triggers: any change replaces the key."),
    RotatingApiKey: refused("Pulumi ignores it on dynamic resources. Use the argument triggers: any change rotates."),
  },
  replaceWith: {
    ServiceUser: refused(
      "A service user is changed in place, never replaced: the same user would be taken back. Leave it out.",
    ),
    ApiKey: refused("Use the argument triggers with an output of the other resource: any change replaces the key."),
    RotatingApiKey: refused(
      "It replaces no key of a pair. Use the argument triggers with an output of the other resource.",
    ),
  },
  replacementTrigger: {
    ServiceUser: refused(
      "A service user is changed in place, never replaced: the same user would be taken back. Leave it out.",
    ),
    ApiKey: refused("Use the argument triggers: any change replaces the key, and the preview shows why."),
    RotatingApiKey: refused("It replaces no key of a pair. Use the argument triggers: any change rotates."),
  },
  retainOnDelete: {
    ServiceUser: works("the user stays in DigiCert ONE and leaves state; its keys are deleted"),
    ApiKey: refused(
      "Each replaced key would go on working, in no state, even a leaked one. Leave the option out; " +
        'onDestroy: "disable" keeps a key without letting it work.',
    ),
    RotatingApiKey: refused(
      "Each replaced key would go on working, in no state, and revoke would end none. Leave the option out; " +
        'onDestroy: "disable" of an ApiKey keeps a key without letting it work, and onDestroy: "retain" of a ServiceUser keeps the user.',
    ),
  },
  stateMigrations: everywhere(
    refused("The package reads the state of every released version as it is. Leave the option out."),
  ),
  transformations: everywhere(works("Pulumi runs them; an option that they set is refused as if it were given here")),
  transforms: everywhere(works("the engine runs them, after our code: nothing that they set is refused")),
  urn: everywhere(
    refused("It reads a resource of this stack. Use the resource itself. ServiceUser.get and ApiKey.get read by id."),
  ),
  version: everywhere(
    refused(
      "No plugin is loaded by version: the code is the package in the program's dependencies. Pin it in package.json.",
    ),
  ),
} as const satisfies Readonly<Record<string, Row>>;

/** A new option of Pulumi's fails to compile here until it has its cells. */
export const OPTIONS = rows satisfies Readonly<Record<OptionName, Row>>;
