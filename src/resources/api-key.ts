import * as pulumi from "@pulumi/pulumi";
import { validateApiKey } from "../arguments";
import type { ApiKeyFields } from "../fields/api-key";
import { endsAt } from "../rotation";
import { byName, isPending } from "./by-name";
import { allErrors, argumentsOfGet, NOTHING } from "./given/arguments";
import { brandClass } from "./given/brands";
import { givenOptions } from "./given/provider-option";
import type { InputsOf, OneEnd } from "./inputs";
import { inputsOfArguments, keyInputs } from "./key-inputs";
import { settleKey } from "./options/settle";
import { requireShown } from "./options/shown";
import type { ServiceUser } from "./service-user";

/** A key that never rotates by itself has no window. */
interface Rotates {
  rotate?: true | Promise<boolean> | pulumi.OutputInstance<boolean>;
}

/** What an {@link ApiKey} is to be. */
export type ApiKeyArgs = OneEnd<InputsOf<Omit<ApiKeyFields, "serviceUserId">>, "rotateBeforeDays", Rotates> & {
  /** The user it belongs to: a {@link ServiceUser}, or an id. Another user replaces the key. */
  serviceUser: ServiceUser | pulumi.Input<string>;
};

const OUTPUTS = [
  "name",
  "status",
  "issuedOn",
  "endDate",
  "endsAt",
  "rotateOn",
  "createdAt",
  "fingerprint",
  "value",
  "serviceUserId",
] as const;

/** By it a plan distinguishes a shorter grant from a user that ends earlier. */
const INTERNAL = ["requestedEndDate"] as const;

/**
 * An API key of a service user, rotated by replacement. When its window opens, the next `pulumi preview` shows the new
 * dates. `pulumi up` makes the new key, updates everything that reads `value`, and only then removes the old key.
 *
 * For consumers that the same run updates. If consumers read it later, use `RotatingApiKey`: its two keys overlap.
 * The value is shown once, on creation, and lives in state as a secret; `POST|GET|PUT|DELETE /account/api/v1/api-access-token`.
 *
 * @example
 * const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30 });
 * export const rotatesOn = key.rotateOn;
 */
export class ApiKey extends pulumi.CustomResource {
  /** The generated name, `<prefix>-<end date>-<random>`. */
  declare readonly name: pulumi.Output<string>;
  /** `ACTIVE`, `DISABLED` or `EXPIRED`. */
  declare readonly status: pulumi.Output<string>;
  /** The day it was made, `YYYY-MM-DD`. */
  declare readonly issuedOn: pulumi.Output<string>;
  /** The last day the server granted, `YYYY-MM-DD`; empty for none. */
  declare readonly endDate: pulumi.Output<string>;
  /** The last instant, RFC 3339 in UTC; empty for none. */
  declare readonly endsAt: pulumi.Output<string>;
  /** The first day on which a run rotates it; empty for never. */
  declare readonly rotateOn: pulumi.Output<string>;
  /** When it was made, RFC 3339 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** The first 16 hexadecimal digits of the value's SHA-256: distinguishes keys without revealing one. */
  declare readonly fingerprint: pulumi.Output<string>;
  /** The key itself (secret). */
  declare readonly value: pulumi.Output<string>;
  /** The id of the user it belongs to. */
  declare readonly serviceUserId: pulumi.Output<string>;

  constructor(name: string, args: ApiKeyArgs, options?: pulumi.CustomResourceOptions) {
    const own = givenOptions(options);
    const isGet = own.options.id !== undefined;
    const { inputs, errors } = isGet ? NOTHING : keyInputs(name, args);
    const validate = (today: string | undefined) =>
      allErrors([...own.errors, ...errors], isGet ? [] : validateApiKey(inputs, { today, isPending }));
    const { ignoreChanges } = own.options;
    const ignored = ignoreChanges && { ignoreChanges: inputsOfArguments(ignoreChanges) };
    const settle = (given: pulumi.CustomResourceOptions) => settleKey(given, inputs);
    const registration = {
      kind: "ApiKey",
      inputs,
      noSecret: "namePrefix",
      outputs: OUTPUTS,
      internal: INTERNAL,
      validate,
      settle,
    } as const;
    const {
      type,
      properties,
      options: settled,
      registered,
    } = byName(name, registration, { ...own.options, ...ignored });
    super(type, name, properties, settled);
    registered(this);
    this.endsAt = this.endDate.apply(endsAt); // known as soon as the day is
    if (isGet) this.value = requireShown(this, "value", this.value, `ApiKey.get("${name}")`);
  }

  static {
    brandClass(ApiKey, "ApiKey");
  }

  /**
   * Reads an API key that exists, without managing it. The API does not show its value again: what uses `value` fails.
   * @param id its id in DigiCert ONE
   * @throws in preview already, when there is none that the key can see
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ApiKey {
    return new ApiKey(name, argumentsOfGet<ApiKeyArgs>(id), { ...options, id });
  }
}
