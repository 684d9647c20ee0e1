import { addDays, countDays, daysBetween, parseDay } from "../../rotation";
import { anyOf, number, type Rule, text } from "../rule";

/** Users and keys end. */
export const endDate: Rule<{ serviceUsers: boolean; apiKeys: boolean }> = {
  name: "end-date",
  description: "Service users and API keys have an end date.",
  kinds: ["ServiceUser", "ApiKey"],
  config: {
    serviceUsers: { type: "boolean", default: true, description: "Whether it is for service users." },
    apiKeys: { type: "boolean", default: true, description: "Whether it is for API keys; those of a pair always end." },
  },
  validate({ kind, inputs }, { serviceUsers, apiKeys }) {
    if (!(kind === "ServiceUser" ? serviceUsers : apiKeys)) return undefined;
    const ends = anyOf(
      () => number(inputs, "lifetimeDays") !== undefined,
      () => text(inputs, "endDate") !== "",
      () => text(inputs, "serviceUserEndDate") !== "", // before check, which takes it as the key's end
    );
    if (ends) return undefined;
    const renewed = kind === "ServiceUser" ? "extended" : "rotated";
    return `has no end date and works until somebody deletes it. Set lifetimeDays to have it ${renewed}, or endDate.`;
  },
};

/** Users and keys do not live too long. */
export const longestLife: Rule<{ serviceUserDays: number; apiKeyDays: number }> = {
  name: "longest-life",
  description: "Service users and API keys live no longer than allowed.",
  kinds: ["ServiceUser", "ApiKey", "RotationSchedule"],
  config: {
    serviceUserDays: {
      type: "integer",
      minimum: 1,
      default: 366,
      description: "Longest life of a service user, in days.",
    },
    apiKeyDays: { type: "integer", minimum: 1, default: 90, description: "Longest life of an API key, in days." },
  },
  validate({ kind, inputs, today }, { serviceUserDays, apiKeyDays }) {
    const most = kind === "ServiceUser" ? serviceUserDays : apiKeyDays;
    const lifetime = number(inputs, "lifetimeDays");
    if (lifetime !== undefined) {
      if (lifetime <= most) return undefined;
      return `lives ${countDays(lifetime)}; at most ${most} are allowed. Set lifetimeDays to at most ${most}.`;
    }
    const end = parseDay(inputs.endDate);
    if (end === undefined) return undefined; // the rule above
    const from = parseDay(inputs.issuedOn) ?? today;
    const days = daysBetween(from, end);
    if (days <= most) return undefined;
    const latest = addDays(from, most);
    return `ends on ${end}, ${countDays(days)} after ${from}; at most ${most} are allowed. Set endDate to ${latest} or an earlier day.`;
  },
};
