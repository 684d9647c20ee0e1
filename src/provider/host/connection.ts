/** What makes calls for the handlers of one kind: a client, and what its responses prove. Loaded with the first call. */
import { type ClientDeps, type ClientSettings, createClient, type DigiCertOneClient } from "../../client";
import { isAuthenticationError, registerSecret } from "../../errors";
import { createProof, type Proof } from "../proof/proof";
import { type AccountMemory, processMemory, Seen } from "../proof/seen";

export interface Connection {
  readonly settings: ClientSettings;
  readonly client: DigiCertOneClient;
  readonly proof: Proof;
  /** Ids of the users that the provider runs as. */
  askOwnUsers(): Promise<ReadonlySet<string>>;
}

/** Where a client is to speak to, and what the process remembers of that place. */
interface Target {
  readonly settings: ClientSettings;
  readonly host: string;
  readonly memory: AccountMemory | undefined;
}

export function connect({ settings, host, memory = processMemory }: Target, deps: ClientDeps): Connection {
  for (const secret of settings.apiKeys) registerSecret(secret);
  const seen = new Seen(host, memory);
  const client = createClient(settings, { onAccounts: (named) => seen.note(named), ...deps });
  const proof = createProof(client, settings, seen, host);
  return { settings, client, proof, askOwnUsers: () => usersOf(client, settings.apiKeys) };
}

/**
 * The users of keys; without a key it is the client certificate that speaks for one. A key that the API refuses runs as
 * nobody. Any other failure leaves open whose key it is, and is passed on.
 */
async function usersOf(client: DigiCertOneClient, apiKeys: readonly string[]): Promise<ReadonlySet<string>> {
  const asked = apiKeys.length === 0 ? [{}] : apiKeys.map((apiKey) => ({ apiKey }));
  const users = await Promise.all(
    asked.map((options) =>
      client.serviceUsers.me(options).catch((error: unknown) => {
        if (isAuthenticationError(error)) return undefined;
        throw error;
      }),
    ),
  );
  return new Set(users.flatMap((user) => (user ? [user.id] : [])));
}
