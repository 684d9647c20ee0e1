import { expression } from "../pattern";
import { elements, type Rule, text } from "../rule";

/** No service user is an administrator. */
export const roles: Rule<{ administratorRoleIds: readonly string[] }> = {
  name: "roles",
  description: "No service user holds an administrator role.",
  kinds: ["ServiceUser"],
  config: {
    // Ids, because programs and states hold nothing else, and they differ from tenant to tenant.
    administratorRoleIds: {
      type: "array",
      items: { type: "string" },
      description: "Ids of the roles that no service user may hold, of all tenants.",
    },
  },
  validate({ inputs }, { administratorRoleIds }) {
    // Pulumi refuses a pack whose required configuration is missing; without it nothing may pass here either.
    if (!Array.isArray(administratorRoleIds)) {
      return "cannot be validated: no administrator role is known. Configure administratorRoleIds of digicert-one-roles; an empty list forbids none.";
    }
    const forbidden = new Set(administratorRoleIds.map((id) => id.toLowerCase()));
    const { known, unknown } = elements(inputs, "roleIds");
    const forbiddenIds = known.filter((id) => forbidden.has(id.toLowerCase()));
    if (forbiddenIds.length > 0)
      return `holds the administrator role ${forbiddenIds.join(", ")}. Give it the roles it needs and no more.`;
    if (unknown !== undefined) throw unknown;
    return undefined;
  },
};

/** Nicknames follow a pattern. */
export const nickname: Rule<{ pattern: string }> = {
  name: "nickname",
  description: "Nicknames of service users follow the organization's pattern.",
  kinds: ["ServiceUser"],
  config: {
    pattern: {
      type: "string",
      default: "^[a-z0-9]+(-[a-z0-9]+)*$",
      description: "A regular expression of JavaScript that every nickname matches.",
    },
  },
  validate({ inputs }, { pattern }) {
    const name = text(inputs, "nickname");
    // One that is taken over by its id keeps the nickname it has.
    if (name === "" || expression("pattern of digicert-one-nickname", pattern).test(name)) return undefined;
    return `has a nickname that does not match ${pattern}. Set another nickname, which changes it in place.`;
  },
};
