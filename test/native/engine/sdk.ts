/**
 * What `pulumi package gen-sdk` would make for Node, as far as the scenarios need it: a module with the names of ours, whose
 * resources belong to the native host. One program text runs behind either host.
 */
import { schema } from "../../../src/native/schema";

const { resources = {} } = schema();
const outputsOf = (kind: string): string =>
  JSON.stringify(Object.keys(resources[`digicert-one:index:${kind}`]?.properties ?? {}));

export const nativeSdk = `
const pulumi = require("@pulumi/pulumi");
const PACKAGE = "digicert-one";
const token = (name) => PACKAGE + ":index:" + name;
const all = (names) => Object.fromEntries(names.map((name) => [name, undefined]));
const withUser = ({ serviceUser, ...args }) =>
  serviceUser === undefined ? args
  : typeof serviceUser === "object" && "endDate" in serviceUser && serviceUser instanceof exports.ServiceUser
    ? { serviceUserId: serviceUser.id, serviceUserEndDate: serviceUser.endDate, ...args }
    : { serviceUserId: serviceUser, ...args };
const aliased = (kind, opts = {}) => ({
  ...opts,
  aliases: [...(opts.aliases ?? []), { type: "pulumi-nodejs:dynamic/digicert-one:" + kind }],
});

exports.ServiceUser = class ServiceUser extends pulumi.CustomResource {
  constructor(name, args, opts) {
    const secrets = { additionalSecretOutputs: ["initialApiKey"] };
    super(token("ServiceUser"), name, { ...all(${outputsOf("ServiceUser")}), ...args }, { ...secrets, ...aliased("ServiceUser", opts) });
  }
};
exports.ApiKey = class ApiKey extends pulumi.CustomResource {
  constructor(name, args, opts) {
    const secrets = { additionalSecretOutputs: ["value"] };
    super(token("ApiKey"), name, { ...all(${outputsOf("ApiKey")}), ...withUser(args) }, { ...secrets, ...aliased("ApiKey", opts) });
  }
};
exports.RotatingApiKey = class RotatingApiKey extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super(token("RotatingApiKey"), name, { ...all(${outputsOf("RotatingApiKey")}), ...withUser(args) }, opts, true);
  }
};
/** Only to keep what a stack from the other host has. */
exports.StackIdentity = class StackIdentity extends pulumi.CustomResource {
  constructor(opts) {
    super(token("StackIdentity"), "digicert-one-stack-identity", {}, aliased("StackIdentity", opts));
  }
};
exports.Provider = class Provider extends pulumi.ProviderResource {
  constructor(name, args, opts) {
    super(PACKAGE, name, args, opts);
  }
};
const call = (name) => (args = {}, opts) => pulumi.runtime.invoke(token(name), args, opts);
for (const name of ["getRole", "getAccount", "getServiceUser"]) {
  exports[name] = call(name);
  exports[name + "Output"] = (args = {}, opts) => pulumi.output(args).apply((known) => call(name)(known, opts));
}
`;
