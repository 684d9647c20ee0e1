import type { ActiveFault, Fault } from "../core/faults";
import type { JournalEntry } from "../core/journal";
import type { stateOf } from "../core/state";

/** Everything the emulator holds, as it is kept: references are ids, and `enabled` is there. Never a key's value. */
export type State = ReturnType<typeof stateOf>;

/** The management API as functions. */
export interface Management {
  /** Everything the emulator holds now. */
  state(): Promise<State>;
  /** The calls it got, oldest first. */
  journal(): Promise<JournalEntry[]>;
  clearJournal(): Promise<void>;
  /** Moves the clock: to an instant or a day, or forward by a duration such as `P40D`. */
  setClock(to: string | { advance: string }): Promise<void>;
  addFault(fault: Fault): Promise<ActiveFault>;
  clearFaults(): Promise<void>;
  /** Back to the beginning; address and keys of the start stay. */
  reset(): Promise<void>;
  /** Makes a user that the API cannot make, such as a person. */
  addUser(user: Record<string, unknown>): Promise<AddedUser>;
  /** Makes an account; `reachable: false` keeps it from the administrator. */
  addAccount(account: { name: string; reachable?: boolean }): Promise<{ id: string; name: string }>;
}

/** What `addUser` returns. */
export interface AddedUser {
  readonly user: { readonly id: string } & Record<string, unknown>;
  /** Present when `apiKey: true` was asked for. */
  readonly apiKey?: string;
}

/** Calls the management port of a running emulator. */
export function createManagementHandle(managementUrl: string): Management {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const content =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(`${managementUrl}${path}`, { method, ...content });
    if (!response.ok) throw new Error(`${method} ${path} of the emulator: ${response.status} ${await response.text()}`);
    return response;
  };
  const give = async (method: string, path: string, body?: unknown): Promise<void> => {
    await (await call(method, path, body)).arrayBuffer();
  };
  // The emulator of this very package responds: its shapes are the types of its own functions.
  const get = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await (await call(method, path, body)).json()) as T;
  return {
    state: () => get<State>("GET", "/state"),
    journal: () => get<JournalEntry[]>("GET", "/journal"),
    clearJournal: () => give("DELETE", "/journal"),
    setClock: (to) => give("POST", "/clock", typeof to === "string" ? { now: to } : to),
    addFault: (fault) => get<ActiveFault>("POST", "/faults", fault),
    clearFaults: () => give("DELETE", "/faults"),
    reset: () => give("POST", "/reset"),
    addUser: (user) => get<AddedUser>("POST", "/users", user),
    addAccount: (account) => get<{ id: string; name: string }>("POST", "/accounts", account),
  };
}
