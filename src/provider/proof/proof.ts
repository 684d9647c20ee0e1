/** Asks what is open about the sight of this process, once. The decisions are in reach.ts. */
import { messageOf } from "../../basics/unknown";
import { type ClientSettings, type DigiCertOneClient, keyIdOf } from "../../client";
import { isAuthenticationError, isNotFoundError } from "../../errors";
import { decideReach, type Question, type Self } from "./reach";
import type { Seen } from "./seen";

/** What handlers ask before they take a not-found for "gone". */
export interface Proof {
  /** The configured host and the keys, as messages name them; of a key the start of its SHA-256. */
  readonly host: string;
  readonly keys: string;
  /** Why it is not proved that this process sees one of these accounts; undefined once it is. */
  doubtOf(accounts: readonly string[]): Promise<string | undefined>;
  /** Whether calls are spread over several keys, each of which has to see the place. */
  readonly severalKeys: boolean;
  /** Whether the API still returns this user, deleted or not. Rejects where that stays unknown. */
  sees(userId: string): Promise<boolean>;
  /** The accounts of a user, the primary one first, as far as a response named them. */
  accountsOf(userId: string): readonly string[];
  /** The account of a user, asked for if no response named it yet; empty where none does. */
  accountOf(userId: string): Promise<string>;
}

/** Single reads of users until a walk of their list is the cheaper way. */
const SINGLE_READS = 3;

export function createProof(client: DigiCertOneClient, settings: ClientSettings, seen: Seen, host: string): Proof {
  const keys = settings.apiKeys.length === 0 ? [undefined] : settings.apiKeys;
  const severalKeys = keys.length > 1;
  let me: readonly Self[] | undefined;
  let accounts: string | undefined;
  let users: string | undefined;
  const asked = new Map<Question, Promise<void>>();

  async function selfOf(apiKey: string | undefined): Promise<Self> {
    const key = keyIdOf(apiKey);
    try {
      const user = await client.serviceUsers.me(severalKeys && apiKey !== undefined ? { apiKey } : {});
      const own = user.accountIds ?? (user.primaryAccountId === undefined ? [] : [user.primaryAccountId]);
      // Its own accounts are all within its reach; of another user's only one need be.
      if (!severalKeys) for (const id of own) seen.note({ accountIds: [id] });
      return { key, accounts: own };
    } catch (error) {
      return isAuthenticationError(error) ? { key, refused: true } : { key, failed: messageOf(error) };
    }
  }

  const questions: Record<Question, () => Promise<void>> = {
    me: async () => {
      me = await Promise.all(keys.map(selfOf));
    },
    accounts: async () => {
      accounts = await walked(client.accounts.list());
    },
    users: async () => {
      users = await walked(client.serviceUsers.list());
    },
  };

  function ask(question: Question): Promise<void> {
    const asking = asked.get(question) ?? questions[question]();
    asked.set(question, asking);
    return asking;
  }

  const found = new Map<string, Promise<boolean>>();

  async function find(userId: string): Promise<boolean> {
    if (found.size > SINGLE_READS) {
      await ask("users");
      if (seen.hasUser(userId)) return true;
    }
    try {
      await client.serviceUsers.get(userId);
      return true;
    } catch (error) {
      if (isNotFoundError(error)) return false;
      throw error;
    }
  }

  async function sees(userId: string): Promise<boolean> {
    if (userId === "" || seen.hasUser(userId)) return userId !== "";
    const known = found.get(userId);
    if (known !== undefined) return known;
    // Counted before it is asked, so that of many that ask at once all but the first few share a walk.
    const asking = Promise.resolve().then(() => find(userId));
    found.set(userId, asking);
    return asking;
  }

  return {
    host,
    keys: keys.map(keyIdOf).join(", "),
    severalKeys,
    async doubtOf(of) {
      for (;;) {
        const decision = decideReach(of, { named: seen.named(), severalKeys, me, accounts, users });
        if (decision.is !== "open") return decision.is === "proved" ? undefined : decision.why;
        await ask(decision.ask);
      }
    },
    sees,
    accountsOf: (userId) => seen.accountsOf(userId),
    async accountOf(userId) {
      // What the response names is noted on its way; a user that cannot be asked for leaves the account open.
      if (seen.accountsOf(userId).length === 0) await sees(userId).catch(() => false);
      return seen.accountsOf(userId)[0] ?? "";
    },
  };
}

/** Walks a list for what it names; returns why it could not be walked, or nothing. */
async function walked(list: AsyncIterable<unknown>): Promise<string> {
  try {
    for await (const _item of list);
    return "";
  } catch (error) {
    return messageOf(error);
  }
}
