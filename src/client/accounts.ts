import type { CallOptions } from "./calling/signals";
import { type Core, copiesOf, findNamed, pathOf, readAs, sharedList } from "./core";
import type { Account } from "./reading/types";
import { toAccount } from "./reading/wire";

/** The accounts that the key reaches. */
export interface Accounts {
  /** All accounts, each once, shared by all reads since the last write. */
  list(options?: CallOptions): AsyncIterable<Account>;
  /** One account, asked of the API. NotFoundError when the key does not reach it. */
  get(id: string, options?: CallOptions): Promise<Account>;
  /** The account of this name, in any case. */
  findByName(name: string, options?: CallOptions): Promise<Account | undefined>;
}

/** Makes the accounts. */
export function createAccounts(core: Core): Accounts {
  const what = { doing: "list the accounts", path: "/account" };
  const asAccount = (json: unknown): Account => {
    const account = toAccount(json);
    core.onAccounts({ accountIds: [account.id] });
    return account;
  };
  const all = sharedList(core, what, asAccount);
  return {
    list: ({ signal } = {}) => copiesOf(core, what, all, signal),
    async get(id, { signal } = {}) {
      const path = pathOf("account", id);
      const response = await core.send({ doing: `read the account ${id}`, kind: "read", method: "GET", path, signal });
      return readAs(core, response, asAccount);
    },
    findByName: async (name, { signal } = {}) => findNamed(await all.all(signal), name),
  };
}
