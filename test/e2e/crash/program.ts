/** The program of every broken run, as data: one user, one key, one pair. */
import type {
  ApiKey,
  ApiKeyArgs,
  RotatingApiKey,
  RotatingApiKeyArgs,
  ServiceUser,
  ServiceUserArgs,
} from "../../../src";

type Args = Readonly<Record<string, unknown>>;

/** What a program declares; what is absent is not declared. */
export interface Spec {
  readonly user?: Args;
  readonly key?: Args;
  readonly pair?: Args;
}

/** The classes, from the sources or as a program gets them. */
export interface Classes {
  readonly ServiceUser: new (name: string, args: ServiceUserArgs) => ServiceUser;
  readonly ApiKey: new (name: string, args: ApiKeyArgs) => ApiKey;
  readonly RotatingApiKey: new (name: string, args: RotatingApiKeyArgs) => RotatingApiKey;
}

/** Declares it. The text of this very function is the program where a run has processes of its own. */
export function declare(digicert: Classes, spec: Spec): void {
  const user = spec.user && new digicert.ServiceUser("ci", spec.user as unknown as ServiceUserArgs);
  if (spec.key) new digicert.ApiKey("ci", { serviceUser: user, ...spec.key } as unknown as ApiKeyArgs);
  if (spec.pair)
    new digicert.RotatingApiKey("app", { serviceUser: user, ...spec.pair } as unknown as RotatingApiKeyArgs);
}
