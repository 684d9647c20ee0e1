/** Ours behind the native host: the same service users, as a generated SDK registers them. */
const { users } = require("bench-objects");
const { ServiceUser } = require("./sdk");

for (const { name, args } of users()) new ServiceUser(name, args);
