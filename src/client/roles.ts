import { isInvalidRequestError, isNotFoundError } from "../errors/index";
import type { CallOptions } from "./calling/signals";
import { type Core, copiesOf, copyOf, type ListCall, sharedList } from "./core";
import type { Snapshot } from "./reading/snapshot";
import type { Role } from "./reading/types";
import { toRole } from "./reading/wire";
import { chooseRole, type Looked, noSuchRole, type RoleQuery, wantedOf } from "./role-choice";

/** The roles that can be given to users. */
export interface Roles {
  /**
   * The roles of every application, or of the one with this code, each once; shared by all reads since the last write. Where
   * the API lists no roles without an application, those of Account Manager.
   */
  list(options?: CallOptions & { application?: string }): AsyncIterable<Role>;
  /**
   * The role of a name or a code, the very spelling before another case of it. A DigiCertOneError that says where it looked
   * when there is none, and that asks for the application when there are several.
   */
  find(query: RoleQuery, options?: CallOptions): Promise<Role>;
  /** The role of this name or code, in any case; undefined if there is none. */
  findByName(name: string, options?: CallOptions): Promise<Role | undefined>;
}

/** The application whose roles are documented to be listed. */
const ACCOUNT_MANAGER = "account_manager";

/** Makes the roles. */
export function createRoles(core: Core): Roles {
  const lists = new Map<string | undefined, { what: ListCall; all: Snapshot<Role> }>();
  const refusals = new Map<string | undefined, Looked>();

  function listed(application?: string): { what: ListCall; all: Snapshot<Role> } {
    const doing = application === undefined ? "list the roles" : `list the roles of the application "${application}"`;
    const what = { doing, path: "/role", query: { application_code: application } };
    const made = lists.get(application) ?? { what, all: sharedList(core, what, toRole) };
    lists.set(application, made);
    return made;
  }

  /** One list; a refusal of the application, or of a list without one, is a way to have seen nothing, and is kept. */
  async function look(application: string | undefined, signal: AbortSignal | undefined): Promise<Looked> {
    const refusal = refusals.get(application);
    if (refusal !== undefined) return refusal;
    try {
      return { application, roles: await listed(application).all.all(signal) };
    } catch (error) {
      if (!isInvalidRequestError(error) && !isNotFoundError(error)) throw error;
      const nothing: Looked = { application, roles: [], refused: error };
      refusals.set(application, nothing);
      return nothing;
    }
  }

  /**
   * What is known to hold a role, one list after another: that of every application; that of the named one, since the first may
   * hold Account Manager's alone (evidence `role-application-code`); and Account Manager's where nothing else is listed.
   */
  async function* looks({ application }: RoleQuery, signal: AbortSignal | undefined): AsyncGenerator<Looked> {
    const bare = await look(undefined, signal);
    yield bare;
    if (application !== undefined) yield await look(application, signal);
    else if (bare.refused !== undefined) yield await look(ACCOUNT_MANAGER, signal);
  }

  async function search(query: RoleQuery, signal: AbortSignal | undefined): Promise<Role | Looked[]> {
    wantedOf(query);
    const looked: Looked[] = [];
    for await (const each of looks(query, signal)) {
      const role = chooseRole(each, query);
      if (role !== undefined) return copyOf(role);
      looked.push(each);
    }
    return looked;
  }

  return {
    async *list({ application, signal } = {}) {
      const { refused } = application === undefined ? await look(undefined, signal) : {};
      const { what, all } = listed(refused === undefined ? application : ACCOUNT_MANAGER);
      yield* copiesOf(core, what, all, signal);
    },
    async find(query, { signal } = {}) {
      const found = await search(query, signal);
      if (Array.isArray(found)) throw noSuchRole(query, found);
      return found;
    },
    async findByName(name, { signal } = {}) {
      const found = await search({ name }, signal);
      if (!Array.isArray(found)) return found;
      // No list was to be had: whether there is such a role is not known.
      if (found.every(({ refused }) => refused !== undefined)) throw noSuchRole({ name }, found);
      return undefined;
    },
  };
}
