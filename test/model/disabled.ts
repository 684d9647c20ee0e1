/** Users that stay disabled although the program declares them enabled. */
import type { ServerUser } from "./server";
import type { Recorded } from "./stage";

/**
 * Urns of users that somebody else disabled, and that a run which did not read them left so while it changed something
 * else: the next preview shows that they are enabled again.
 */
export function leftDisabled(
  program: readonly { readonly name: string; readonly enabled: boolean }[],
  records: readonly Recorded[],
  users: readonly ServerUser[],
): string[] {
  const wanted = new Set(program.filter(({ enabled }) => enabled).map(({ name }) => name));
  const disabled = new Set(users.filter(({ enabled }) => !enabled).map(({ id }) => id));
  return records
    .filter(({ type, urn, id, condemned }) => {
      const name = urn.split("::").at(-1) ?? "";
      return type.endsWith(":ServiceUser") && !condemned && wanted.has(name) && disabled.has(id);
    })
    .map(({ urn }) => urn);
}
