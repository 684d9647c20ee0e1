import type { Emulator } from "../../src/emulator";
import type { Tenant } from "./program";
import { ROLES } from "./stage";

/** What a tenant is made of, for programs. */
export async function tenantOf(emulator: Emulator): Promise<Tenant> {
  const { roles } = await emulator.state();
  const ids = ROLES.map((name) => [name, String(roles.find((role) => role.name === name)?.id)]);
  return { accountId: emulator.accountId, roles: Object.fromEntries(ids) };
}
