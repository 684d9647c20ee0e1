/** Thin serialised handlers: what is serialised only calls a package. It makes the calls of ours, with bare node:http. */
const pulumi = require("@pulumi/pulumi");
const { users } = require("bench-objects");

const provider = {
  check: (olds, news) => require("bench-objects/handlers").calling().check(olds, news),
  diff: (id, olds, news) => require("bench-objects/handlers").calling().diff(id, olds, news),
  create: (inputs) => require("bench-objects/handlers").calling().create(inputs),
  read: (id, props) => require("bench-objects/handlers").calling().read(id, props),
  update: (id, olds, news) => require("bench-objects/handlers").calling().update(id, olds, news),
  delete: (id) => require("bench-objects/handlers").calling().delete(id),
};

class User extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(provider, name, { nickname: `${name}-dev`, ...args }, undefined, "bench", "User");
  }
}

for (const { name, args } of users()) new User(name, args);
