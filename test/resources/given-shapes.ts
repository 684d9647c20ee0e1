/** What JavaScript programs give instead of what the types say, as data: what is wrong, the error, and the twin that works. */
import * as pulumi from "@pulumi/pulumi";
import * as digicert from "../../src";
import type { programStage } from "./program-stage";

/** The same classes, without their types. */
// biome-ignore lint/suspicious/noExplicitAny: stands for a program in JavaScript
export const loose = digicert as any;
export const user = { email: "team@example.com", accountIds: ["783a6a45-b74b-4635-bb4b-69855910ccd3"], roleIds: [] };
const life = { lifetimeDays: 90 };

/** A provider that is none of our class: of this package as Pulumi makes it, or of another one. */
class PlainProvider extends pulumi.ProviderResource {}
const plain = () => new PlainProvider("pulumi-nodejs", "own", { "digicert-one:apiKey": "k" });
const other = () => new PlainProvider("toys", "other", {});

class Group extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, options);
  }
}

/** What is wrong, the error, and the twin beside it that works. */
export type Shape = [what: string, wrong: () => unknown, error: RegExp, right: () => unknown];

/** A Provider's settings on a stage. */
export const settingsOf = ({ emulator }: ReturnType<typeof programStage>) => ({
  apiKey: emulator.apiKey,
  baseUrl: emulator.url,
});

export function shapesOf(stage: ReturnType<typeof programStage>): { resources: Shape[]; lookUps: Shape[] } {
  const settings = () => settingsOf(stage);
  const resources: Shape[] = [
    [
      "a ServiceUser without arguments",
      () => new loose.ServiceUser("u"),
      /^ServiceUser "u": email is missing/,
      () => new loose.ServiceUser("u", user),
    ],
    [
      "arguments that are null",
      () => new loose.ApiKey("k", null),
      /^ApiKey "k": serviceUser is missing/,
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }),
    ],
    [
      "a RotatingApiKey without arguments",
      () => new loose.RotatingApiKey("p"),
      /^RotatingApiKey "p": lifetimeDays is missing/,
      () => new loose.RotatingApiKey("p", { serviceUser: "id", ...life }),
    ],
    [
      "arguments that are one output",
      () => new loose.ServiceUser("u", pulumi.output(user)),
      /^ServiceUser "u": the arguments are an output\. Give an object of arguments/,
      () => new loose.ServiceUser("u", { ...user, email: pulumi.output(user.email) }),
    ],
    [
      "arguments that are a list",
      () => new loose.RotatingApiKey("p", ["id", 90]),
      /^RotatingApiKey "p": the arguments are a list/,
      () => new loose.RotatingApiKey("p", { serviceUser: "id", ...life }),
    ],
    [
      "a Provider of a text",
      () => new loose.Provider("p", "us"),
      /^Provider "p": the arguments are a text/,
      () => new loose.Provider("p", settings()),
    ],
    [
      "a Provider with an argument that does not exist",
      () => new loose.Provider("p", { ...settings(), baseURL: "https://one.example.com" }),
      /^Provider "p": baseURL is no argument of Provider\. Did you mean baseUrl\?/,
      () => new loose.Provider("p", { ...settings(), region: undefined, caCert: null }),
    ],
    [
      "a Provider with an argument of the name of a method",
      () => new loose.Provider("p", { ...settings(), toString: "text" }),
      /^Provider "p": toString is no argument of Provider/,
      () => new loose.Provider("p", settings()),
    ],
    [
      "a Provider with a pair for its key",
      () => new loose.Provider("p", { apiKey: new loose.RotatingApiKey("pair", { serviceUser: "id", ...life }) }),
      /^Provider "p": apiKey is a RotatingApiKey\. Set a text/,
      () => new loose.Provider("p", { apiKey: new loose.RotatingApiKey("pair", { serviceUser: "id", ...life }).value }),
    ],
    [
      "a misspelt argument",
      () => new loose.ApiKey("k", { serviceUser: "id", lifetimeDay: 90 }),
      /^ApiKey "k": lifetimeDay is no argument of ApiKey\. Did you mean lifetimeDays\? The arguments are serviceUser, /,
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }),
    ],
    [
      "the name that a user's id has inside",
      () => new loose.ApiKey("k", { serviceUserId: "id", ...life }),
      /^ApiKey "k": serviceUserId is no argument\. Did you mean serviceUser\?/,
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }),
    ],
    [
      "a key in place of its user",
      () => {
        const key = new loose.ApiKey("k", { serviceUser: "id", ...life });
        new loose.RotatingApiKey("p", { serviceUser: key, ...life });
      },
      /^RotatingApiKey "p": serviceUser is an ApiKey\. Give it a ServiceUser, or the id/,
      () => {
        const key = new loose.ApiKey("k", { serviceUser: "id", ...life });
        new loose.RotatingApiKey("p", { serviceUser: key.serviceUserId, ...life });
      },
    ],
    [
      "a user that was looked up, whole",
      () => new loose.ApiKey("k", { serviceUser: { id: "id", nickname: "ci" }, ...life }),
      /^ApiKey "k": serviceUser is an object\. Give it a ServiceUser, or the id/,
      () => new loose.ApiKey("k", { serviceUser: Promise.resolve("id"), ...life }),
    ],
    [
      "a user that is a number",
      () => new loose.ApiKey("k", { serviceUser: 5, ...life }),
      /^ApiKey "k": serviceUser is 5\. Give it/,
      () => new loose.ApiKey("k", { serviceUser: pulumi.output("5"), ...life }),
    ],
    [
      "a provider of another package",
      () => new loose.ServiceUser("u", user, { provider: other() }),
      /^ServiceUser "u": provider is a provider of the package toys\. Give a digicert\.Provider/,
      () => new loose.ServiceUser("u", user, { provider: new loose.Provider("p", settings()) }),
    ],
    [
      "a provider of another package, for a component of ours",
      () => new loose.RotatingApiKey("p", { serviceUser: "id", ...life }, { provider: other() }),
      /^RotatingApiKey "p": provider is a provider of the package toys/,
      () =>
        new loose.RotatingApiKey(
          "p",
          { serviceUser: "id", ...life },
          { providers: [new loose.Provider("own", settings())] },
        ),
    ],
    [
      "a provider that is none",
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }, { provider: settings() }),
      /^ApiKey "k": provider is an object, which is no provider/,
      // Pulumi's own class, for those who make the provider themselves.
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }, { provider: plain() }),
    ],
    [
      "a provider that is null",
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }, { provider: null }),
      /^ApiKey "k": provider is null, which is no provider/,
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }, { provider: undefined }),
    ],
    [
      "a provider in place of the options",
      () => new loose.ServiceUser("u", user, new loose.Provider("p", settings())),
      /^ServiceUser "u": the options are a Provider\. Give an object, such as \{ provider: prod \}/,
      () => new loose.ServiceUser("u", user, {}),
    ],
    [
      "a provider under a misspelt option",
      () => new loose.ServiceUser("u", user, { Provider: new loose.Provider("p", settings()) }),
      /^ServiceUser "u": Provider is no option\. Did you mean provider\? Give a digicert\.Provider as provider\./,
      () => new loose.ServiceUser("u", user, { providr: undefined, note: "other options stay as they are" }),
    ],
    [
      "providers under a misspelt option",
      () =>
        new loose.RotatingApiKey(
          "pair",
          { serviceUser: "id", ...life },
          { Providers: [new loose.Provider("p", settings())] },
        ),
      /^RotatingApiKey "pair": Providers is no option\. Did you mean providers\?/,
      () => new loose.RotatingApiKey("pair", { serviceUser: "id", ...life }, { note: [1] }),
    ],
    [
      "a list of providers under an option of any name",
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }, { tenants: [new loose.Provider("p", settings())] }),
      /^ApiKey "k": tenants is no option\. Give a digicert\.Provider as provider\./,
      () => new loose.ApiKey("k", { serviceUser: "id", ...life }, { tenants: ["one", settings()] }),
    ],
    [
      "options that are null, among them a provider",
      () => new loose.ServiceUser("u", user, { parent: null, provider: null }),
      /^ServiceUser "u": provider is null/,
      () => {
        const unset = { parent: null, transforms: null, transformations: null, aliases: null, protect: null, id: null };
        new loose.ServiceUser("u", user, { ...unset, providers: [] });
        new loose.ApiKey("k", { serviceUser: "id", ...life }, { ...unset, id: "" });
        new loose.RotatingApiKey("p", { serviceUser: "id", ...life }, unset);
      },
    ],
    [
      "providers under a key of their own",
      () => {
        const providers = { digicert: new loose.Provider("p", settings()) };
        new loose.RotatingApiKey("pair", { serviceUser: "id", ...life }, { providers });
      },
      /^RotatingApiKey "pair": providers names a digicert\.Provider "digicert", a key under which nobody looks/,
      () => {
        const providers = { "pulumi-nodejs": new loose.Provider("p", settings()) };
        new loose.RotatingApiKey("pair", { serviceUser: "id", ...life }, { providers });
      },
    ],
    [
      "a parent that names its providers so",
      () => {
        const parent = new Group("g", { providers: { digicert: new loose.Provider("p", settings()) } });
        new loose.ServiceUser("u", user, { parent });
      },
      /^ServiceUser "u": providers of the parent names a digicert\.Provider "digicert"/,
      () => {
        const parent = new Group("g", { providers: [new loose.Provider("p", settings())] });
        new loose.ServiceUser("u", user, { parent });
      },
    ],
  ];
  const lookUps: Shape[] = [
    [
      "a look-up without arguments",
      () => loose.getServiceUserOutput(),
      /getServiceUser takes an id or a nickname/,
      () => loose.getAccountOutput(),
    ],
    [
      "a misspelt argument of a look-up",
      () => loose.getAccountOutput({ nam: "Example" }),
      /^getAccount: nam is no argument of getAccount\. Did you mean name\?/,
      () => loose.getAccountOutput({ name: undefined }),
    ],
    [
      "a misspelt option of a look-up",
      () => loose.getAccount({}, { providr: new loose.Provider("p", settings()) }),
      /^getAccount: providr is no option of a look-up\. Did you mean provider\?/,
      () => loose.getAccount({}, { provider: new loose.Provider("p", settings()) }),
    ],
    [
      "a number for an argument of a look-up",
      () => ({ id: loose.getRoleOutput({ name: 5 }).id }),
      /^getRole: name is a number, not a text\. Give a text\.$/,
      () => loose.getAccountOutput({ name: pulumi.output(null) }),
    ],
    [
      "an output of a list for an argument of a look-up",
      () => ({ id: loose.getServiceUserOutput({ nickname: pulumi.secret(["hush"]) }).id }),
      /^getServiceUser: nickname is a list, not a text\. Give a text\.$/,
      () => loose.getAccountOutput({ name: null }),
    ],
    [
      "an object for an argument of a look-up",
      () => ({ id: loose.getAccountOutput({ name: {} }).id }),
      /^getAccount: name is an object, not a text\. Give a text\.$/,
      () => loose.getAccount({ name: null }),
    ],
    [
      "an output for an argument of a look-up that waits for none",
      () => loose.getAccount({ name: pulumi.output("Example") }),
      /^getAccount: name is an output, not a text\. Use getAccountOutput, which takes it\.$/,
      () => loose.getAccount({ name: undefined }),
    ],
    [
      "an option of resources, given to a look-up",
      () => loose.getAccountOutput({}, { parent: new Group("g", {}), protect: true }),
      /^getAccount: protect is no option of a look-up\. .*The options are provider, parent/,
      () => {
        const unsaid = { protect: false, aliases: [], dependsOn: [], customTimeouts: {}, id: "", ignoreChanges: null };
        const ofInvokes = { async: true, version: "1.0.0", pluginDownloadURL: "https://example.com" };
        return loose.getAccountOutput({}, { parent: new Group("g", {}), providers: [], ...unsaid, ...ofInvokes });
      },
    ],
    [
      "a look-up through a provider whose settings nobody can read",
      () => loose.getAccount({}, { provider: plain() }),
      /^getAccount: the settings of its provider cannot be read\. Make the provider with `new digicert\.Provider`/,
      () => loose.getAccount({}, { provider: new loose.Provider("p", settings()) }),
    ],
    [
      "a look-up through a parent with such a provider",
      () => ({ id: loose.getAccountOutput({}, { parent: new Group("g", { providers: [plain()] }) }).id }),
      /^getAccount: the settings of its provider cannot be read/,
      () => loose.getAccountOutput({}, { parent: new Group("g", {}) }),
    ],
  ];
  return { resources, lookUps };
}
