/** What the responses to this process have shown: users, and the accounts that they stand in. */
import type { NamedAccounts } from "../../client";

/**
 * The accounts of users, the primary one first, by host and id. All handlers of a process share them, so that a key that is
 * minted for a user made just now can say where it lives without another call. They prove nothing.
 */
export type AccountMemory = Map<string, readonly string[]>;

/** The memory of this process. */
export const processMemory: AccountMemory = new Map();

/** What the handlers of one kind have been shown by the API. */
export class Seen {
  private readonly host: string;
  private readonly memory: AccountMemory;
  private readonly lists = new Map<string, readonly string[]>();
  private readonly users = new Set<string>();

  constructor(host: string, memory: AccountMemory) {
    this.host = host;
    this.memory = memory;
  }

  note({ userId, accountIds, primaryAccountId }: NamedAccounts): void {
    if (accountIds !== undefined) this.lists.set([...accountIds].sort().join(" "), accountIds);
    if (userId === undefined) return;
    this.users.add(userId);
    const primary = primaryAccountId === undefined ? [] : [primaryAccountId];
    const accounts = [...new Set([...primary, ...(accountIds ?? [])])];
    if (accounts.length > 0) this.memory.set(`${this.host} ${userId}`, accounts);
  }

  /** Every list of accounts that a response named. */
  named(): Iterable<readonly string[]> {
    return this.lists.values();
  }

  hasUser(userId: string): boolean {
    return this.users.has(userId);
  }

  /** The accounts of a user, the primary one first, as far as a response to this process named them. */
  accountsOf(userId: string): readonly string[] {
    return this.memory.get(`${this.host} ${userId}`) ?? [];
  }
}
