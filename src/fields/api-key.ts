import { NAME_PREFIX_MAX, NAME_PREFIX_SURE } from "./names";
import { kept, type TableOf } from "./row";

/** What a program writes of an API key, its user by its id; the comments are its documentation. */
export interface ApiKeyFields {
  /** The user it belongs to. Programs write `serviceUser`: a ServiceUser or an id. Another user replaces the key. */
  serviceUserId: string;
  /** The user's last day, `YYYY-MM-DD`, if serviceUser is an id. The key may not outlive it. A ServiceUser brings its own. */
  serviceUserEndDate?: string;
  /** Its last day, `YYYY-MM-DD`, valid to 23:59:59 UTC. Such a key never rotates by date. Changed in place. */
  endDate?: string;
  /** Its life in days, from the day it is made, capped at the user's end. A change moves the end in place. */
  lifetimeDays?: number;
  /** How many days before its end a run replaces it. Default a third of the lifetime, rounded up. */
  rotateBeforeDays?: number;
  /** Whether runs rotate it by date. Default true. */
  rotate?: boolean;
  /** Any change replaces the key. Default `{}`. */
  triggers?: Record<string, unknown>;
  /** How its generated name begins: at most 235 characters. Up to 44 are sure to be accepted. Default the Pulumi name. Used from the next rotation on. */
  namePrefix?: string;
  /** Whether it works. False disables it, reversibly. Default true. */
  enabled?: boolean;
  /** What a destroy does to it, and a rotation to the key that it replaces. Default `delete`. */
  onDestroy?: "delete" | "disable";
  /** Allows disabling or deleting the key that the provider itself runs with. Default false. */
  allowSelf?: boolean;
}

/** One row for each field of an API key. */
export const apiKeyFields = {
  serviceUserId: { ...kept, shape: { is: "user" }, required: true, creation: "sent", change: "replaces" },
  serviceUserEndDate: { ...kept, shape: { is: "day" }, inputs: "never", creation: "decides" },
  endDate: { ...kept, shape: { is: "end" }, creation: "sent", comparison: "requested", drift: "update" },
  lifetimeDays: { ...kept, shape: { is: "days" }, inputs: "declared", creation: "sent" },
  rotateBeforeDays: { ...kept, shape: { is: "days" }, inputs: "declared" },
  rotate: { ...kept, shape: { is: "flag" }, default: true },
  triggers: { ...kept, shape: { is: "values" }, default: {}, showsDefault: true, change: "replaces" },
  namePrefix: {
    ...kept,
    shape: { is: "name", most: NAME_PREFIX_MAX, sure: NAME_PREFIX_SURE },
    default: "key",
    creation: "sent",
  },
  enabled: { ...kept, shape: { is: "flag" }, default: true, showsDefault: true, creation: "sent", drift: "update" },
  onDestroy: { ...kept, shape: { is: "choice", of: ["delete", "disable"] }, default: "delete", destroy: "decides" },
  allowSelf: { ...kept, shape: { is: "flag" }, default: false, destroy: "decides" },
} as const satisfies TableOf<ApiKeyFields>;
