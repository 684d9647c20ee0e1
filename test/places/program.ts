/** Small programs of users and keys, drawn at random, and what turns them into resources. */
import * as fc from "fast-check";
import * as digicert from "../../src";
import { ROLES } from "../model/stage";
import type { AccountName, Tenant } from "./tenant";

export interface DeclaredKey {
  readonly name: string;
  readonly namePrefix?: string;
  readonly enabled: boolean;
}

export interface DeclaredUser {
  readonly name: string;
  readonly nickname?: string;
  readonly description: string;
  readonly account: AccountName;
  readonly roles: readonly string[];
  readonly enabled: boolean;
  readonly onDuplicate?: "adopt";
  readonly adoptChanges?: boolean;
  readonly adoptId?: string;
  readonly onDestroy?: "disable" | "retain";
  readonly initialKey?: "keep";
  readonly keys: readonly DeclaredKey[];
  /** Whether it has a pair of keys that overlap. */
  readonly pair?: boolean;
}

export type Program = readonly DeclaredUser[];

const EMAIL = "team@example.com";

/** Registers a program against a tenant: its accounts and roles are the tenant's. */
export function declare(program: Program, { accounts, roles: ids }: Tenant): void {
  for (const { account, roles, keys, pair, name, initialKey, ...args } of program) {
    const roleIds = roles.map((role) => ids[role] ?? role);
    // A user that may be adopted has no first key to keep: it is refused, and said elsewhere.
    const isKept = initialKey !== undefined && args.onDuplicate !== "adopt" && args.adoptId === undefined;
    const all = { ...args, ...(isKept && { initialKey }), email: EMAIL, accountIds: [accounts[account]], roleIds };
    const user = new digicert.ServiceUser(name, all as digicert.ServiceUserArgs);
    for (const { name: key, ...more } of keys) {
      new digicert.ApiKey(key, { serviceUser: user, lifetimeDays: 300, ...more });
    }
    if (pair) new digicert.RotatingApiKey(`${name}-pair`, { serviceUser: user, lifetimeDays: 120 });
  }
}

/** An object whose absent choices are absent. */
const record = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(model).map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)));

const seldom = <T>(value: T): fc.Arbitrary<T | undefined> => fc.constantFrom(value, undefined, undefined, undefined);

/** Arguments that people edit. */
export const edits = {
  description: fc.constantFrom("", "Signs releases", "Deploys (on Fridays)"),
  roles: fc.subarray([...ROLES]),
  enabled: fc.constantFrom(true, true, false),
  nickname: fc.constantFrom(undefined, "Signing robot", "deploy_1"),
  onDuplicate: fc.constantFrom<"adopt" | undefined>("adopt", undefined),
  onDestroy: fc.constantFrom<"disable" | "retain" | undefined>("disable", "retain", undefined),
} as const;

const keyOf = (name: string): fc.Arbitrary<DeclaredKey> =>
  record({
    name: fc.constant(name),
    namePrefix: fc.constantFrom("ci", "ci", undefined),
    enabled: fc.constant(true),
  }).map((drawn) => drawn as unknown as DeclaredKey);

/**
 * A user.
 * @param seat most nicknames name it, or two stacks would never have one each
 */
export const userOf = (name: string, seat: string): fc.Arbitrary<DeclaredUser> =>
  fc
    .tuple(
      record({
        name: fc.constant(name),
        nickname: fc.constantFrom(`${name} of ${seat}`, `${name} of ${seat}`, `${name} of ${seat}`, undefined),
        description: edits.description,
        account: fc.constantFrom<AccountName>("a", "b"),
        roles: edits.roles,
        enabled: fc.constant(true),
        onDuplicate: seldom("adopt"),
        adoptChanges: fc.constantFrom(true, undefined),
        onDestroy: seldom("disable"),
        initialKey: seldom("keep"),
        pair: seldom(true),
      }),
      fc
        .array(fc.constant(null), { maxLength: 2 })
        .chain((list) => fc.tuple(...list.map((_, at) => keyOf(`${name}-key-${at}`)))),
    )
    .map(([drawn, keys]) => ({ ...(drawn as unknown as DeclaredUser), keys }));

/** Stacks of the same program: the names of their users are the same. */
export const NAMES = ["alpha", "beta"] as const;

export const programOf = (seat: string): fc.Arbitrary<Program> =>
  fc.tuple(...NAMES.map((name) => userOf(name, seat)), fc.boolean()).map((drawn) => {
    const [alpha, beta, both] = drawn as [DeclaredUser, DeclaredUser, boolean];
    return both ? [alpha, beta] : [alpha];
  });
