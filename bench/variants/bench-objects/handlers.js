/** The two floors: handlers that do nothing, and handlers that make the calls of ours and nothing else. */
const { call } = require("./http");

const sorted = (props) => JSON.stringify(Object.entries(props).sort(([a], [b]) => (a < b ? -1 : 1)));
const inputsOf = ({ id: _, firstKeyId: __, ...inputs }) => inputs;

/** What no variant can do without: the inputs as they are, and whether they differ. */
const pure = {
  check: async (_olds, news) => ({ inputs: news, failures: [] }),
  diff: async (_id, olds, news) => ({ changes: sorted(inputsOf(olds)) !== sorted(news) }),
};

let made = 0;

exports.still = () => ({
  ...pure,
  create: async (inputs) => ({ id: `still-${++made}`, outs: inputs }),
  read: async (id, props) => ({ id, props, inputs: inputsOf(props) }),
  update: async (_id, _olds, news) => ({ outs: news }),
  delete: async () => undefined,
});

const bodyOf = ({ nickname, description, email, accountIds, roleIds, endDate }) => ({
  user_type: "service",
  access_scope: "account",
  friendly_name: nickname,
  description,
  email,
  accounts: accountIds,
  primary_account_id: accountIds[0],
  roles: roleIds,
  end_date: endDate,
});

/** One walk of the list for a whole refresh, and one look at ourselves for a whole destroy: as ours does it. */
let users;
let me;

exports.calling = () => ({
  ...pure,
  async create(inputs) {
    const user = await call("POST", "/user", bodyOf(inputs));
    await call("DELETE", `/api-access-token/${user.api_access_token.id}`);
    return { id: user.id, outs: inputs };
  },
  async read(id, props) {
    users ??= call("GET", "/user?user_type=service");
    const found = (await users).find((user) => user.id === id);
    return found === undefined ? {} : { id, props, inputs: inputsOf(props) };
  },
  async update(id, _olds, news) {
    await call("GET", `/user/${id}`);
    await call("PUT", `/user/${id}`, bodyOf(news));
    return { outs: news };
  },
  async delete(id) {
    await call("GET", `/user/${id}`);
    me ??= call("GET", "/user/me");
    await me;
    await call("GET", `/api-access-token?user_id=${id}`);
    await call("DELETE", `/user/${id}`);
  },
});
