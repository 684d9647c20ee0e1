import type { CallOptions } from "./calling/signals";
import { type Core, copiesOf, findNamed, sharedList } from "./core";
import type { Role } from "./reading/types";
import { toRole } from "./reading/wire";

/** The roles of Account Manager. */
export interface Roles {
  /** All roles, each once, shared by all reads since the last write. */
  list(options?: CallOptions): AsyncIterable<Role>;
  /** The role of this name, in any case. */
  findByName(name: string, options?: CallOptions): Promise<Role | undefined>;
}

/** Makes the roles. */
export function createRoles(core: Core): Roles {
  // Without the parameter it is not known whether the list holds all roles (evidence role-application-codes).
  const what = { doing: "list the roles", path: "/role", query: { application_code: "account_manager" } };
  const all = sharedList(core, what, toRole);
  return {
    list: ({ signal } = {}) => copiesOf(core, what, all, signal),
    findByName: async (name, { signal } = {}) => findNamed(await all.all(signal), name),
  };
}
