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

/** What stands before the kind in the type of every resource of ours. */
const DYNAMIC = "pulumi-nodejs:dynamic/digicert-one:";

/** The type of a kind's resources, as Pulumi stores it. */
export const typeToken = (kind: Kind): string => `${DYNAMIC}${kind}`;

/** The kind of a resource by its type; undefined where it is none of ours. */
export function kindOf(type: string): Kind | undefined {
  return (Object.keys(kinds) as Kind[]).find((kind) => typeToken(kind) === type);
}
