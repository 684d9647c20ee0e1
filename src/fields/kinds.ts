/**
 * The kinds of resources, one line each. The names stand in every state: none is ever removed or changed. What else there
 * is to a kind stands in `Record<Kind, …>`s, of which `provider/registry.ts` is the first, so the compiler names a kind
 * that one of them forgets.
 */

interface KindRow {
  /** The function of `pulumi-digicert-one/provider` that its `__provider` names. */
  readonly handler: string;
  /** Its secret outputs. */
  readonly secrets: readonly string[];
  /** As what `digicert-one plan` reads it; a part stands in the row of its component. */
  readonly plan: "user" | "key" | "part" | "nothing";
}

export const kinds = {
  ServiceUser: { handler: "serviceUser", secrets: ["initialApiKey"], plan: "user" },
  ApiKey: { handler: "apiKey", secrets: ["value"], plan: "key" },
  RotationSchedule: { handler: "rotationSchedule", secrets: [], plan: "part" },
  ApiKeySlot: { handler: "apiKeySlot", secrets: ["value"], plan: "part" },
  ApiKeyRetirement: { handler: "apiKeyRetirement", secrets: [], plan: "part" },
  StackIdentity: { handler: "stackIdentity", secrets: [], plan: "nothing" },
} as const satisfies Record<string, KindRow>;

export type Kind = keyof typeof kinds;

/** What stands before the kind in the type of every resource of ours: behind the SDK's host, and behind our own. */
const DYNAMIC = "pulumi-nodejs:dynamic/digicert-one:";
const NATIVE = "digicert-one:index:";

/** The type of a kind's resources behind the SDK's dynamic provider host, as Pulumi stores it. */
export const typeToken = (kind: Kind): string => `${DYNAMIC}${kind}`;

/** Their type behind the native host. */
export const nativeToken = (kind: Kind): string => `${NATIVE}${kind}`;

/** The kind of a resource by its type, behind whichever host; undefined where it is none of ours. */
export function kindOf(type: string): Kind | undefined {
  return (Object.keys(kinds) as Kind[]).find((kind) => typeToken(kind) === type || nativeToken(kind) === type);
}

/** The package that the text in state loads. */
export const PACKAGE = "pulumi-digicert-one";

/** The text in state that names the code. It never changes within a major version. */
export const providerText = (kind: Kind): string =>
  `exports.handler=()=>require("${PACKAGE}/provider").${kinds[kind].handler}()`;
