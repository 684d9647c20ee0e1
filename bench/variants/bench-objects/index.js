/** What every variant declares: so many service users, alike but for their names. Linked into each program as a package. */

const env = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this program with \`npm run bench\``);
  return value;
};

/** Arguments of each user, by its name in the program. */
exports.users = () =>
  Array.from({ length: Number(env("BENCH_COUNT")) }, (_, at) => ({
    name: `user-${at}`,
    args: {
      description: env("BENCH_DESCRIPTION"),
      email: "team@example.com",
      accountIds: [env("BENCH_ACCOUNT")],
      roleIds: [env("BENCH_ROLE")],
      endDate: "2099-12-31",
    },
  }));

/** The text in state that names a provider of this package. */
exports.text = (provider) => `exports.handler=()=>require("bench-objects/handlers").${provider}()`;

/** The names of a user's keys. */
exports.keysOf = (user) => Array.from({ length: Number(env("BENCH_KEYS_EACH")) }, (_, at) => `${user}-key-${at}`);

/** The ids of users that somebody else has made. */
exports.existing = () => env("BENCH_EXISTING").split(",");
