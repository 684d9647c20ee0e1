/**
 * Rules for a policy pack of Pulumi's (`@pulumi/policy`): what programs may declare of service users and API keys. They are
 * plain objects: importing them loads no SDK.
 */
import type { EnforcementLevel, ResourceValidationPolicy } from "@pulumi/policy";
import { asPolicy, type Rule } from "./rule";
import { nickname, roles } from "./rules/access";
import { retain } from "./rules/destroy";
import { endDate, longestLife } from "./rules/life";
import { overlap, window } from "./rules/rotation";

const rules = { endDate, longestLife, window, overlap, roles, nickname, retain };

type Rules = typeof rules;
type ConfigOf<R> = R extends Rule<infer C> ? C : never;

/** What a pack's code says of each rule; the configuration that Pulumi hands to the pack wins over it. */
export type PolicySettings = {
  readonly [N in keyof Rules]?: Partial<ConfigOf<Rules[N]>> & { readonly enforcementLevel?: EnforcementLevel };
};

/**
 * All rules, as policies for a `PolicyPack`, each with a JSON schema of its configuration. Enforcement levels are the pack's,
 * unless a setting says otherwise. Whatever leaves out `roles.administratorRoleIds` must be configured by Pulumi's
 * `--policy-pack-config` or its console, or the pack does not load.
 *
 * @example
 * new PolicyPack("digicert-one", {
 *   enforcementLevel: "mandatory",
 *   policies: policies({ window: { runsEveryDays: 1 }, nickname: { enforcementLevel: "advisory" } }),
 * });
 * @throws for a rule or a setting that there is not
 */
export function policies(settings: PolicySettings = {}): ResourceValidationPolicy[] {
  const unknown = Object.keys(settings).find((name) => !(name in rules));
  if (unknown !== undefined)
    throw new Error(`There is no rule ${unknown}. Rules are: ${Object.keys(rules).join(", ")}.`);
  return [
    asPolicy(endDate, settings.endDate),
    asPolicy(longestLife, settings.longestLife),
    asPolicy(window, settings.window),
    asPolicy(overlap, settings.overlap),
    asPolicy(roles, settings.roles),
    asPolicy(nickname, settings.nickname),
    asPolicy(retain, settings.retain),
  ];
}
