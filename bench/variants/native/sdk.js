/** A service user as `pulumi package gen-sdk` writes its class for Node. A test compares the names and defaults with the schema. */
const pulumi = require("@pulumi/pulumi");

/** Every argument is registered, with the defaults that the schema lets an SDK fill in. */
exports.inputs = {
  accountIds: undefined,
  adoptChanges: false,
  adoptFrom: undefined,
  adoptId: undefined,
  allowSelf: false,
  applicationIds: undefined,
  description: undefined,
  email: undefined,
  enabled: true,
  endDate: undefined,
  extendBeforeDays: undefined,
  forceDestroy: false,
  initialKey: "delete",
  lifetimeDays: undefined,
  nickname: undefined,
  onDestroy: undefined,
  onDuplicate: "fail",
  primaryAccountId: undefined,
  roleIds: undefined,
};

/** Outputs that are no arguments are declared as undefined. */
exports.outputs = {
  adopted: undefined,
  createdAt: undefined,
  endsAt: undefined,
  initialApiKey: undefined,
  initialApiKeyEndDate: undefined,
  initialApiKeyId: undefined,
  status: undefined,
};

exports.options = {
  aliases: [{ type: "pulumi-nodejs:dynamic/digicert-one:ServiceUser" }],
  additionalSecretOutputs: ["initialApiKey"],
};

exports.ServiceUser = class ServiceUser extends pulumi.CustomResource {
  constructor(name, args) {
    super("digicert-one:index:ServiceUser", name, { ...exports.inputs, ...exports.outputs, ...args }, exports.options);
  }
};
