/** Programs as plain data, and what turns such data into resources: the same on every engine. */
import type * as digicert from "../../src";

/** A service user of a program; `roles` are the names of roles. */
export interface DeclaredUser {
  readonly name: string;
  /** The Pulumi name it had before, where the program says so. */
  readonly alias?: string;
  readonly nickname?: string;
  readonly description: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly enabled: boolean;
  readonly endDate?: string;
  readonly lifetimeDays?: number;
  readonly onDuplicate?: "fail" | "adopt";
  readonly adoptChanges?: boolean;
  readonly adoptFrom?: string;
  readonly onDestroy?: "delete" | "disable" | "retain";
  readonly forceDestroy?: boolean;
  readonly initialKey: "delete" | "keep";
  readonly keys: readonly DeclaredKey[];
  readonly pair?: DeclaredPair;
}

/** An `ApiKey` of a program. */
export interface DeclaredKey {
  readonly name: string;
  readonly alias?: string;
  readonly endDate?: string;
  readonly lifetimeDays?: number;
  readonly rotate?: boolean;
  readonly namePrefix?: string;
  readonly trigger: number;
  readonly enabled: boolean;
  readonly onDestroy?: "delete" | "disable";
}

/** A `RotatingApiKey` of a program. */
export interface DeclaredPair {
  readonly name: string;
  readonly lifetimeDays: number;
  readonly overlapDays: number;
  readonly trigger: number;
  readonly revoke: number;
}

export type Program = readonly DeclaredUser[];

/** What of the tenant a program names: ids by name. */
export interface Tenant {
  readonly accountId: string;
  readonly roles: Readonly<Record<string, string>>;
}

/**
 * Registers a program; its outputs are the values of all keys. It is also run as text by engines with processes of their
 * own, so it uses nothing but its arguments.
 */
export function declare(api: typeof digicert, program: Program, tenant: Tenant): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const options = (alias: string | undefined) => (alias === undefined ? {} : { aliases: [{ name: alias }] });
  for (const { name, alias, roles, keys, pair, ...args } of program) {
    const roleIds = roles.map((role) => tenant.roles[role] ?? role);
    // A user that may be adopted has no first key to keep: it is refused, and said elsewhere.
    const initialKey = args.onDuplicate === "adopt" ? "delete" : args.initialKey;
    const all = { ...args, initialKey, accountIds: [tenant.accountId], roleIds };
    const user = new api.ServiceUser(name, all as never, options(alias));
    for (const { name: key, alias: before, trigger, ...more } of keys) {
      const made = new api.ApiKey(key, { serviceUser: user, triggers: { trigger }, ...more } as never, options(before));
      values[key] = made.value;
    }
    if (pair !== undefined) {
      const { name: label, trigger, revoke, ...more } = pair;
      const both = { triggers: { trigger }, ...(revoke > 0 && { revoke: { revoke } }) };
      values[label] = new api.RotatingApiKey(label, { serviceUser: user, ...both, ...more }).value;
    }
  }
  return { values };
}

/** Whether a user's first key is kept, as {@link declare} registers it. */
export const keepsInitialKey = ({ initialKey, onDuplicate }: DeclaredUser): boolean =>
  initialKey === "keep" && onDuplicate !== "adopt";

export const PROJECT = "model";
export const STACK = "dev";

/** The urn of a resource of ours. */
export const urnOf = (type: string, name: string, parent = ""): string =>
  `urn:pulumi:${STACK}::${PROJECT}::${parent}pulumi-nodejs:dynamic/digicert-one:${type}::${name}`;

/** The urn of a resource inside a `RotatingApiKey`. */
export const partUrn = (type: string, name: string): string => urnOf(type, name, "digicert-one:index:RotatingApiKey$");

/** The owner in a user's mark, as the documentation writes it. */
export const ownerOf = (name: string): string => `organization/${PROJECT}/${STACK}/${name}`;
