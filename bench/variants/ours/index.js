/** Ours: service users of this package. */
const digicert = require("pulumi-digicert-one");
const { users } = require("bench-objects");

for (const { name, args } of users()) new digicert.ServiceUser(name, args);
