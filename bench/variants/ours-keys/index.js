/** A fleet of ours: keys, four to a service user. */
const digicert = require("pulumi-digicert-one");
const { keysOf, users } = require("bench-objects");

for (const { name, args } of users()) {
  const serviceUser = new digicert.ServiceUser(name, args);
  for (const key of keysOf(name)) new digicert.ApiKey(key, { serviceUser, lifetimeDays: 90 });
}
