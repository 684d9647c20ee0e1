import * as pulumi from "@pulumi/pulumi";
import { validateServiceUser } from "../arguments";
import { SERVICE_USER_OUTPUTS as defaults, type ServiceUserFields } from "../fields/service-user";
import { endsAt } from "../rotation";
import { byName, isPending } from "./by-name";
import { allErrors, argumentsOfGet, givenArguments } from "./given/arguments";
import { brandClass } from "./given/brands";
import { givenOptions } from "./given/provider-option";
import type { InputsOf, OneEnd } from "./inputs";
import { settleOptions } from "./options/settle";
import { orDefault, requireShown } from "./options/shown";
import { ownershipOf } from "./owner";

/** What a {@link ServiceUser} is to be. */
export type ServiceUserArgs = OneEnd<InputsOf<ServiceUserFields>, "extendBeforeDays">;

const OUTPUTS = [
  "nickname",
  "status",
  "endDate",
  "endsAt",
  "createdAt",
  "roleIds",
  "accountIds",
  "adopted",
  "initialApiKeyId",
  "initialApiKey",
  "initialApiKeyEndDate",
] as const;

/** By them a plan knows what was asked for, and when less was granted. */
const INTERNAL = ["requestedEndDate", "endGrantedOn"] as const;

/**
 * A service user of DigiCert ONE: a machine identity that holds API keys and gets its permissions from roles.
 *
 * Its end date is an output, so that what depends on it can be planned. Nothing replaces it: every change is made in
 * place. Needs a key whose user may manage users; `POST|GET|PUT|DELETE /account/api/v1/user`.
 *
 * @example
 * const user = new digicert.ServiceUser("ci-signing", {
 *   email: "team@example.com", accountIds: [accountId], roleIds: [roleId], endDate: "2027-12-31",
 * });
 */
export class ServiceUser extends pulumi.CustomResource {
  /** Its name in DigiCert ONE. */
  declare readonly nickname: pulumi.Output<string>;
  /** `ACTIVE`, `DISABLED`, `EXPIRED` or `LOCKED`. */
  declare readonly status: pulumi.Output<string>;
  /** The last day the server granted, `YYYY-MM-DD`; empty for none. */
  declare readonly endDate: pulumi.Output<string>;
  /** The last instant, RFC 3339 in UTC; empty for none. */
  declare readonly endsAt: pulumi.Output<string>;
  /** When it was made, RFC 3339 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** Ids of its roles, as the server shows them. */
  declare readonly roleIds: pulumi.Output<string[]>;
  /** Ids of its accounts, as the server shows them. */
  declare readonly accountIds: pulumi.Output<string[]>;
  /** Whether it was taken over from somebody else. */
  declare readonly adopted: pulumi.Output<boolean>;
  /** With `initialKey: "keep"`, the id of the key that came with the user; otherwise empty. */
  declare readonly initialApiKeyId: pulumi.Output<string>;
  /** With `initialKey: "keep"`, that key's value (secret); otherwise empty. */
  declare readonly initialApiKey: pulumi.Output<string>;
  /** The last day of that key, `YYYY-MM-DD`; empty for none. The key never rotates. Its end moves with the user's, if the server allows it. */
  declare readonly initialApiKeyEndDate: pulumi.Output<string>;

  constructor(name: string, args: ServiceUserArgs, options?: pulumi.CustomResourceOptions) {
    const own = givenOptions(options);
    const isGet = own.options.id !== undefined;
    const given = isGet ? { args: {}, errors: [] } : givenArguments(args);
    const validate = (today: string | undefined) =>
      allErrors(
        [...own.errors, ...given.errors],
        isGet ? [] : validateServiceUser({ ...given.args }, { today, isPending }),
      );
    const isOwned = !isGet && own.errors.length === 0;
    const settle = (options: pulumi.CustomResourceOptions) => settleOptions("ServiceUser", options);
    const ownership = isOwned ? ownershipOf(name, own.options, settle) : undefined;
    const registration = {
      kind: "ServiceUser",
      inputs: { ...given.args, ...ownership?.inputs },
      outputs: OUTPUTS,
      internal: INTERNAL,
      validate,
      settle: ownership?.settle ?? settle,
    } as const;
    const { type, properties, options: settled, registered } = byName(name, registration, own.options);
    super(type, name, properties, settled);
    registered(this);
    this.endsAt = this.endDate.apply(endsAt); // known as soon as the day is
    this.adopted = orDefault(this.adopted, this.createdAt, defaults.adopted);
    this.initialApiKeyId = orDefault(this.initialApiKeyId, this.createdAt, defaults.initialApiKeyId);
    const keyEndDate = this.initialApiKeyEndDate;
    // Of a kept key a state of before may not say when it ends.
    this.initialApiKeyEndDate = this.initialApiKeyId.apply((key) =>
      key === "" ? orDefault(keyEndDate, this.createdAt, defaults.initialApiKeyEndDate) : keyEndDate,
    );
    this.initialApiKey = pulumi.secret(orDefault(this.initialApiKey, this.createdAt, defaults.initialApiKey));
    if (isGet)
      this.initialApiKey = requireShown(this, "initialApiKey", this.initialApiKey, `ServiceUser.get("${name}")`);
  }

  static {
    brandClass(ServiceUser, "ServiceUser");
  }

  /**
   * Reads a service user that exists, without managing it. It has no first key: what uses `initialApiKey` fails.
   * @param id its id in DigiCert ONE
   * @throws in preview already, when there is none that the key can see
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ServiceUser {
    return new ServiceUser(name, argumentsOfGet<ServiceUserArgs>(id), { ...options, id });
  }
}
