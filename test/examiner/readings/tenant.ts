/** A tenant that shows a bit of everything to whoever reads, and what `doctor` reads there. */
import { afterEach } from "vitest";
import { API_PREFIX } from "../../../src/contract";
import type { Finding } from "../../../src/examiner/readings";
import type { Emulator } from "../../../src/testing";
import { checksOf } from "../doctor/doctor-fixture";
import { NOW, startTenant } from "../verify/fixture";

const open: Emulator[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** Where a tenant is, and a key of it. */
export interface Tenant {
  readonly emulator: Emulator;
  readonly env: Record<string, string>;
}

/**
 * Users on, off and with an end, a key with an end and one that is deleted, an entry of the audit log.
 * @param role of the user whose key is used, instead of the administrator's
 */
export async function tenantWith(variants: readonly string[], role?: string): Promise<Tenant> {
  const emulator = await startTenant({ seed: 5, variants });
  open.push(emulator);
  const { roles, users } = await emulator.state();
  const roleIds = roles.filter(({ name }) => name === (role ?? "Read only")).map(({ id }) => id);
  const user = { user_type: "service", roles: roleIds };
  await emulator.addUser({ ...user, friendly_name: "off", status: "DISABLED" });
  const other = await emulator.addUser({ ...user, friendly_name: "ci", end_date: "2099-12-31", apiKey: true });
  const headers = { "x-api-key": emulator.apiKey, "content-type": "application/json" };
  const key = (name: string) => ({ user_id: users[0]?.id, name, end_date: "2099-06-30" });
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${emulator.url}${API_PREFIX}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  await call("POST", "/api-access-token", key("lasting"));
  const made = (await (await call("POST", "/api-access-token", key("deleted"))).json()) as { id: string };
  await call("DELETE", `/api-access-token/${made.id}`);
  const apiKey = role === undefined ? emulator.apiKey : (other.apiKey ?? "");
  return { emulator, env: { DIGICERT_ONE_BASE_URL: emulator.url, DIGICERT_ONE_API_KEY: apiKey } };
}

/** What `doctor` reads there, fact by fact. */
export async function readBy({ env }: Tenant): Promise<Map<string, Finding>> {
  const { of } = await checksOf(env, { nowMs: Date.parse(NOW) });
  const { readings: all } = of("readings") as unknown as { readings: Finding[] };
  return new Map(all.map((each) => [each.fact, each]));
}
