import type * as pulumi from "@pulumi/pulumi";
import {
  type AccountResult,
  findAccount,
  findRole,
  findServiceUser,
  type GetAccountArgs,
  type GetRoleArgs,
  type GetServiceUserArgs,
  type RoleResult,
  type ServiceUserResult,
} from "./find";
import type { LookupOptions } from "./given";
import { lookUp, lookUpOutput } from "./session";

/** Output forms take inputs. */
export type Outputs<A> = { [K in keyof A]: pulumi.Input<NonNullable<A[K]>> };

/**
 * Looks up a role of any application by its name or its code. An exact match wins over one in another case.
 * @example const { id } = await digicert.getRole({ name: "Certificate manager" });
 * @throws when there is none, with the lists that were asked for; when there are several, with their applications
 */
export function getRole(args: GetRoleArgs, options: LookupOptions = {}): Promise<RoleResult> {
  return lookUp(findRole, args, options);
}

/** {@link getRole} for inputs: the result is unknown while an argument or the provider's settings are. */
export function getRoleOutput(args: Outputs<GetRoleArgs>, options: LookupOptions = {}): pulumi.Output<RoleResult> {
  return lookUpOutput(findRole, args, options);
}

/**
 * Looks up an account by its name, in any case. Without a name it takes the only account that the key can reach.
 * @throws when no account has the name; the message lists those there are
 */
export function getAccount(args: GetAccountArgs = {}, options: LookupOptions = {}): Promise<AccountResult> {
  return lookUp(findAccount, args, options);
}

/** {@link getAccount} for inputs. */
export function getAccountOutput(
  args: Outputs<GetAccountArgs> = {},
  options: LookupOptions = {},
): pulumi.Output<AccountResult> {
  return lookUpOutput(findAccount, args, options);
}

/**
 * Looks up a service user by id or by nickname.
 * @throws when there is none, or when what holds the name is a person
 */
export function getServiceUser(args: GetServiceUserArgs, options: LookupOptions = {}): Promise<ServiceUserResult> {
  return lookUp(findServiceUser, args, options);
}

/** {@link getServiceUser} for inputs. */
export function getServiceUserOutput(
  args: Outputs<GetServiceUserArgs>,
  options: LookupOptions = {},
): pulumi.Output<ServiceUserResult> {
  return lookUpOutput(findServiceUser, args, options);
}
