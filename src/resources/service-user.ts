import type * as pulumi from "@pulumi/pulumi";
import { serviceUserFaults } from "../arguments";
import { ByNameResource, isPending } from "./by-name";
import { ownershipOf } from "./owner";

/** What a {@link ServiceUser} is to be. */
export interface ServiceUserArgs {
  /** Its name in DigiCert ONE (friendly name), unique, at most 64 letters, digits, spaces, dashes and underscores. Default `<name>-<stack>`, then carried from run to run. Changed in place. */
  nickname?: pulumi.Input<string>;
  /** What it is for. The owner's mark is appended in DigiCert ONE and stripped here. Changed in place. */
  description?: pulumi.Input<string>;
  /** Whom to ask about it. DigiCert ONE sends no mail about end dates to it. Changed in place. */
  email: pulumi.Input<string>;
  /** Ids of the accounts it belongs to; the first is its primary one. Changed in place. */
  accountIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Ids of its roles. Changed in place. */
  roleIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Its last day, `YYYY-MM-DD`, valid to 23:59:59 UTC; all its keys end with it. Default none. Changed in place. */
  endDate?: pulumi.Input<string>;
  /** Instead of endDate: so many days ahead, extended in place as the end comes near. */
  lifetimeDays?: pulumi.Input<number>;
  /** How many days before its end it is extended. Default a third of lifetimeDays, rounded up. */
  extendBeforeDays?: pulumi.Input<number>;
  /** Default true. False disables it, and with it all its keys; reversible. */
  enabled?: pulumi.Input<boolean>;
  /** What a taken nickname means: `fail` names the holder and the way through; `adopt` takes it over. Default `fail`. */
  onDuplicate?: pulumi.Input<"fail" | "adopt">;
  /** Lets an adoption change roles, accounts, enabled or the nickname, or end the user earlier. Default false: such an adoption fails. */
  adoptChanges?: pulumi.Input<boolean>;
  /** Another owner as the error names it, `<org>/<project>/<stack>/<name>`, with ` #<hash>` where that is our own text too: to take over from it. */
  adoptFrom?: pulumi.Input<string>;
  /** The id of a service user to take over, whatever its nickname: what `pulumi import` cannot do for dynamic resources. */
  adoptId?: pulumi.Input<string>;
  /** What destroying does: `delete`, `disable`, or `retain`. Default `delete`, and `retain` once adopted. */
  onDestroy?: pulumi.Input<"delete" | "disable" | "retain">;
  /** Deletes it although it holds enabled keys that this resource did not make. Default false. */
  forceDestroy?: pulumi.Input<boolean>;
  /** The key that the API makes with every service user: `delete` it at once, or `keep` it as a secret output. Default `delete`. */
  initialKey?: pulumi.Input<"delete" | "keep">;
  /** Allows disabling, stripping or deleting the very user that the provider runs as. Default false. */
  allowSelf?: pulumi.Input<boolean>;
}

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
] as const;

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
export class ServiceUser extends ByNameResource {
  declare readonly nickname: pulumi.Output<string>;
  /** `ACTIVE`, `DISABLED`, `EXPIRED` or `LOCKED`. */
  declare readonly status: pulumi.Output<string>;
  /** The last day the server granted, `YYYY-MM-DD`; empty for none. */
  declare readonly endDate: pulumi.Output<string>;
  /** The last instant, RFC 3339 in UTC; empty for none. */
  declare readonly endsAt: pulumi.Output<string>;
  declare readonly createdAt: pulumi.Output<string>;
  declare readonly roleIds: pulumi.Output<string[]>;
  declare readonly accountIds: pulumi.Output<string[]>;
  /** Whether it was taken over from somebody else. */
  declare readonly adopted: pulumi.Output<boolean>;
  /** With `initialKey: "keep"`, the id of the key that came with the user; otherwise empty. */
  declare readonly initialApiKeyId: pulumi.Output<string>;
  /** With `initialKey: "keep"`, that key's value (secret); otherwise empty. */
  declare readonly initialApiKey: pulumi.Output<string>;

  constructor(name: string, args: ServiceUserArgs, options?: pulumi.CustomResourceOptions) {
    const isGet = options?.id !== undefined;
    const judge = (today: string | undefined) => (isGet ? [] : serviceUserFaults({ ...args }, { today, isPending }));
    const inputs = isGet ? {} : { ...args, ...ownershipOf(name, options) };
    super(name, { kind: "ServiceUser", inputs, outputs: OUTPUTS, judge }, options);
  }

  /**
   * Reads a service user that exists, without managing it.
   * @param id its id in DigiCert ONE
   * @throws in preview already, when there is none that the key can see
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ServiceUser {
    return new ServiceUser(name, {} as ServiceUserArgs, { ...options, id });
  }
}
