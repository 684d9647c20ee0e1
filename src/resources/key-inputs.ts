import * as pulumi from "@pulumi/pulumi";
import type { ValidationError } from "../arguments";
import { namePrefixFrom } from "../fields/names";
import { givenArguments } from "./given/arguments";
import { hasBrand } from "./given/brands";
import { kindOfValue } from "./given/words";
import { withoutDependencies } from "./options/shown";
import type { ServiceUser } from "./service-user";

/** What the arguments of every kind of key have in common. */
interface KeyArgs {
  serviceUser: ServiceUser | pulumi.Input<string>;
  namePrefix?: pulumi.Input<string>;
}

/** What is registered of the user: its id, and its end where the program gives the resource. */
interface UserInputs {
  serviceUserId: pulumi.Input<string>;
  serviceUserEndDate?: pulumi.Input<string>;
}

/** From what a program writes to what is registered, with a prefix for generated names; and what is wrong with it. */
export function keyInputs<A extends KeyArgs>(name: string, args: A) {
  const { args: given, errors } = givenArguments<A>(args);
  const { serviceUser, ...rest } = given;
  const user = userInputs(serviceUser);
  const problems: ValidationError[] = [
    ...errors,
    ...internalName(given),
    ...(user === undefined ? [wrongUser(serviceUser)] : []),
  ];
  const { serviceUserId, ...known } = user ?? NO_USER;
  const namePrefix = given.namePrefix ?? namePrefixFrom(String(name));
  const inputs = { ...known, ...(rest as Omit<A, "serviceUser">), serviceUserId, namePrefix };
  return { inputs, errors: problems };
}

const NO_USER: UserInputs = { serviceUserId: undefined as never };

/** Undefined where the program gave something else. */
function userInputs(user: unknown): UserInputs | undefined {
  if (hasBrand(user, "ServiceUser")) {
    const { id, endDate } = user as ServiceUser;
    return { serviceUserId: id, serviceUserEndDate: withoutDependencies(endDate) };
  }
  // A promise or an output of an id, or nothing: validation reports what is missing.
  const mayBeId = user === undefined || user === null || typeof user === "string";
  if (!mayBeId && !(user instanceof Promise) && !pulumi.Output.isInstance(user)) return undefined;
  return { serviceUserId: user as pulumi.Input<string> };
}

function wrongUser(user: unknown): ValidationError {
  const reason = `serviceUser is ${kindOfValue(user)}. Give it a ServiceUser, or the id of a service user.`;
  return { property: "serviceUser", reason };
}

/** The user's id is registered under a name of its own, which no program writes. */
function internalName(given: object): ValidationError[] {
  const property = "serviceUserId";
  if ((given as Record<string, unknown>)[property] === undefined) return [];
  return [{ property, reason: "serviceUserId is no argument. Did you mean serviceUser?" }];
}

/**
 * The inputs that `ignoreChanges` names by their arguments. The user's own end is no choice of the program: no key may
 * outlive it, and no state keeps it.
 */
export function inputsOfArguments(ignoreChanges: readonly string[]): string[] {
  const paths = ignoreChanges.map((path) => (path === "serviceUser" ? "serviceUserId" : path));
  return paths.filter((path) => path !== "serviceUserEndDate");
}
