import { NAME_MAX, NAME_SURE } from "./names";
import { kept, type Row, type TableOf } from "./row";

/** What a program writes of a service user; the comments are its documentation. */
export interface ServiceUserFields {
  /** Its unique name in DigiCert ONE (friendly name): letters, digits, spaces, dashes and underscores, at most 255. Up to 64 are sure to be accepted. Default `<name>-<stack>`, then carried from run to run. Changed in place. */
  nickname?: string;
  /** What it is for. DigiCert ONE also holds the owner's mark behind it; outputs leave the mark out. Changed in place. */
  description?: string;
  /** Whom to ask about it. DigiCert ONE sends no mail about end dates to this address. Changed in place. */
  email: string;
  /** Ids of the accounts it belongs to, in any order. The first becomes the primary account of a new user. Changed in place. */
  accountIds: string[];
  /** Its primary account, one of accountIds. Default the first of accountIds for a new user; later, the one that DigiCert ONE shows. Changed in place. */
  primaryAccountId?: string;
  /** Ids of its roles. Changed in place. */
  roleIds: string[];
  /** Ids of the applications (managers) it may use. `getRole` returns one as `applicationId`. For tenants that require them; sent and compared only while declared. Changed in place. */
  applicationIds?: string[];
  /** Its last day, `YYYY-MM-DD`, valid to 23:59:59 UTC. All its keys end with it. Default none. Changed in place. */
  endDate?: string;
  /** Its life in days, instead of endDate. Runs extend it in place as the end comes near. */
  lifetimeDays?: number;
  /** How many days before its end a run extends it. Default a third of lifetimeDays, rounded up. */
  extendBeforeDays?: number;
  /** Whether it works. False disables it and all its keys, reversibly. Default true. */
  enabled?: boolean;
  /** What to do about a taken nickname: `fail` names its holder and the line to add; `adopt` takes the user over. Default `fail`. */
  onDuplicate?: "fail" | "adopt";
  /** Lets an adoption change roles, accounts, the primary account, applications, enabled or the nickname, or end the user earlier. Without it such an adoption fails. Default false. */
  adoptChanges?: boolean;
  /** The owner to take it over from, as the error names it: `<org>/<project>/<stack>/<name>`, with ` #<hash>` if the text before it is our own. */
  adoptFrom?: string;
  /** The id of a service user to take over, whatever its nickname. It replaces `pulumi import`, which dynamic resources cannot use. */
  adoptId?: string;
  /** What destroying does: `delete`, `disable`, or `retain`. Default `delete`, and `retain` once adopted. */
  onDestroy?: "delete" | "disable" | "retain";
  /** Deletes it even if it holds enabled keys that this resource did not make. Default false. */
  forceDestroy?: boolean;
  /** The key that the API makes with every service user: `delete` it at once, or `keep` it as a secret output. Default `delete`. */
  initialKey?: "delete" | "keep";
  /** Allows disabling, stripping or deleting the user that the provider itself runs as. Default false. */
  allowSelf?: boolean;
}

/** What stands in DigiCert ONE, by the name it has there, and is put back after somebody changed it. */
const whole = {
  inputs: "always",
  creation: "sent",
  written: true,
  change: "in place",
  comparison: "state",
  drift: "update",
  destroy: "none",
} as const satisfies Partial<Row>;

/** One row for each field of a service user. */
export const serviceUserFields = {
  nickname: { ...whole, shape: { is: "name", most: NAME_MAX, sure: NAME_SURE }, adoption: "guarded" },
  description: { ...whole, shape: { is: "note" }, default: "", adoption: "reported" },
  email: { ...whole, shape: { is: "email" }, required: true, adoption: "reported" },
  accountIds: { ...whole, shape: { is: "ids", least: 1, order: "kept" }, required: true, adoption: "guarded" },
  primaryAccountId: { ...whole, shape: { is: "text" }, inputs: "declared", adoption: "guarded" },
  roleIds: { ...whole, shape: { is: "ids", least: 0, order: "sorted" }, required: true, adoption: "guarded" },
  applicationIds: {
    ...whole,
    shape: { is: "ids", least: 1, order: "sorted" },
    inputs: "declared",
    adoption: "guarded",
  },
  endDate: { ...whole, shape: { is: "end" }, comparison: "requested", adoption: "guarded" },
  lifetimeDays: { ...kept, shape: { is: "days" }, inputs: "declared", creation: "sent" },
  extendBeforeDays: { ...kept, shape: { is: "days" }, inputs: "declared" },
  enabled: {
    ...kept,
    shape: { is: "flag" },
    default: true,
    showsDefault: true,
    creation: "sent",
    drift: "update",
    adoption: "guarded",
  },
  onDuplicate: { ...kept, shape: { is: "choice", of: ["fail", "adopt"] }, default: "fail", creation: "decides" },
  adoptChanges: { ...kept, shape: { is: "flag" }, default: false, creation: "decides" },
  adoptFrom: { ...kept, shape: { is: "text" }, default: "", creation: "decides" },
  adoptId: { ...kept, shape: { is: "text" }, default: "", creation: "decides" },
  onDestroy: {
    ...kept,
    shape: { is: "choice", of: ["delete", "disable", "retain"] },
    default: "",
    destroy: "decides",
  },
  forceDestroy: { ...kept, shape: { is: "flag" }, default: false, destroy: "decides" },
  initialKey: { ...kept, shape: { is: "choice", of: ["delete", "keep"] }, default: "delete", creation: "decides" },
  allowSelf: { ...kept, shape: { is: "flag" }, default: false, destroy: "decides" },
} as const satisfies TableOf<ServiceUserFields>;

/** What outputs of a user stand for where a state lacks them. */
export const SERVICE_USER_OUTPUTS = {
  adopted: false,
  initialApiKeyId: "",
  initialApiKey: "",
  initialApiKeyEndDate: "",
} as const;
