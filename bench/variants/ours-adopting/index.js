/** Ours, taking over users that somebody else has made. */
const digicert = require("pulumi-digicert-one");
const { users } = require("bench-objects");

for (const [at, { name, args }] of users().entries()) {
  new digicert.ServiceUser(name, { ...args, nickname: `existing-${at}`, onDuplicate: "adopt", adoptChanges: true });
}
