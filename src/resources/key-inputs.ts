import type * as pulumi from "@pulumi/pulumi";
import { NAME_PREFIX_SURE, nameFrom } from "../fields/names";
import { ServiceUser } from "./service-user";

/** What the arguments of every kind of key have in common. */
interface KeyArgs {
  serviceUser: ServiceUser | pulumi.Input<string>;
  namePrefix?: pulumi.Input<string>;
}

/** From what a program writes to what is registered: the user's id and end date, and a prefix for generated names. */
export function keyInputs<A extends KeyArgs>(name: string, args: A) {
  const { serviceUser, ...rest } = args;
  const user =
    serviceUser instanceof ServiceUser
      ? { serviceUserId: serviceUser.id, serviceUserEndDate: serviceUser.endDate }
      : { serviceUserId: serviceUser };
  return { ...user, ...rest, namePrefix: args.namePrefix ?? prefixFrom(name) };
}

/** The Pulumi name in the characters that a prefix may have, and in a length that every server takes. */
function prefixFrom(name: string): string {
  return nameFrom(name, NAME_PREFIX_SURE);
}

/**
 * The inputs that `ignoreChanges` names by their arguments. The user's own end is no choice of the program: no key may
 * outlive it, and no state keeps it.
 */
export function inputsOfArguments(ignoreChanges: readonly string[]): string[] {
  const paths = ignoreChanges.map((path) => (path === "serviceUser" ? "serviceUserId" : path));
  return paths.filter((path) => path !== "serviceUserEndDate");
}
