/** The floor: resources by name whose provider does nothing. */
const pulumi = require("@pulumi/pulumi");
const { text, users } = require("bench-objects");

class User extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/bench:User", name, { __provider: text("still"), nickname: `${name}-dev`, ...args });
  }
}

for (const { name, args } of users()) new User(name, args);
