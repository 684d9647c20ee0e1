/** Who dies when, in a run whose engine and provider are in this process. */
import { Agent } from "node:http";
import fetch from "node-fetch";
import type { DynamicProvider } from "../../src/provider/host/handlers";
import type { Kill } from "./stage";

type Fetch = typeof fetch;

/**
 * The connections of all runs: thousands of clients in one process, each with its own, would use up those that the
 * server allows before it closes idle ones. A create keeps to a fresh one.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/** One run that may be cut short. A run without a kill is one that nobody cuts short. */
export class Cut {
  requests = 0;
  struck = false;
  readonly #kill: Kill | undefined;
  readonly #onStrike: () => void;
  readonly #signal = new AbortController();
  #changes = 0;

  /** @param onStrike called in the very moment of the kill: what is stored then is what the next run finds */
  constructor(kill: Kill | undefined, onStrike: () => void) {
    this.#kill = kill;
    this.#onStrike = onStrike;
  }

  get signal(): AbortSignal {
    return this.#signal.signal;
  }

  get #isProviderDead(): boolean {
    return this.struck && this.#kill?.who === "provider";
  }

  engineAlive = (): Promise<boolean> => Promise.resolve(!(this.struck && this.#kill?.who === "engine"));

  #strike(): void {
    this.struck = true;
    this.#onStrike();
    if (this.#isProviderDead) this.#signal.abort();
  }

  /** Requests of the provider: counted, and gone with it. A host process whose engine died goes on. */
  fetch: Fetch = async (url, init) => {
    if (this.#isProviderDead) throw new Error("killed");
    this.requests += 1;
    const isHit = init?.method !== "GET" && this.#changes++ === this.#kill?.nth;
    if (isHit && this.#kill?.when === "before") this.#strike();
    if (this.#isProviderDead) throw new Error("killed");
    const response = await fetch(url, init?.method === "POST" ? init : { ...init, agent });
    if (isHit && this.#kill?.when === "after") this.#strike();
    if (this.#isProviderDead) throw new Error("killed");
    return response;
  };

  /** An engine that died asks for nothing more; a provider that died answers nothing more. */
  around(provider: DynamicProvider): DynamicProvider {
    const call = async <T>(run: () => Promise<T>): Promise<T> => {
      if (this.struck) throw new Error("the run was cut short");
      const answer = await run().catch((error: unknown) => {
        throw this.#isProviderDead ? new Error("the provider process was killed") : error;
      });
      if (this.#isProviderDead) throw new Error("the provider process was killed");
      return answer;
    };
    return {
      configure: (request) => provider.configure(request),
      check: (olds, news) => call(() => provider.check(olds, news)),
      diff: (id, olds, news) => call(() => provider.diff(id, olds, news)),
      create: (inputs) => call(() => provider.create(inputs)),
      read: (id, props) => call(() => provider.read(id, props)),
      update: (id, olds, news) => call(() => provider.update(id, olds, news)),
      delete: (id, props) => call(() => provider.delete(id, props)),
    };
  }
}
