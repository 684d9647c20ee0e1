/** The floor that makes the calls of ours: resources by name, bare node:http. */
const pulumi = require("@pulumi/pulumi");
const { text, users } = require("bench-objects");

class User extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/bench:User", name, { __provider: text("calling"), nickname: `${name}-dev`, ...args });
  }
}

for (const { name, args } of users()) new User(name, args);
