/** As Pulumi's guides write a dynamic provider: a class that uses a client, serialised with it into every resource. */
const pulumi = require("@pulumi/pulumi");
const { users } = require("bench-objects");
const { Client } = require("./client");

class UserProvider {
  client() {
    const { DIGICERT_ONE_BASE_URL: baseUrl, DIGICERT_ONE_API_KEY: apiKey } = process.env;
    return new Client({ baseUrl, apiKey });
  }

  async diff(_id, olds, news) {
    const names = ["nickname", "description", "email", "accountIds", "roleIds", "endDate"];
    return { changes: names.some((name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name])) };
  }

  async create(inputs) {
    const user = await this.client().createUser(inputs);
    return { id: user.id, outs: { ...inputs, status: user.status, initialApiKey: user.initialApiKey } };
  }

  async read(id, props) {
    const user = await this.client().getUser(id);
    return { id, props: { ...props, ...user } };
  }

  async update(id, olds, news) {
    const user = await this.client().updateUser(id, news);
    return { outs: { ...olds, ...news, status: user.status } };
  }

  async delete(id) {
    await this.client().deleteUser(id);
  }
}

class User extends pulumi.dynamic.Resource {
  constructor(name, args) {
    const props = { nickname: `${name}-dev`, status: undefined, initialApiKey: undefined, ...args };
    super(new UserProvider(), name, props, { additionalSecretOutputs: ["initialApiKey"] }, "bench", "User");
  }
}

for (const { name, args } of users()) new User(name, args);
