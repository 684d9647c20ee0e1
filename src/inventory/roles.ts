/** Which roles a user has where the server shows what it may do, but not its roles: a guess that grants the same. */
import type { Role, UserApplication } from "../client/reading/types";

/** Roles that together grant what is shown. */
export interface GuessedRoles {
  readonly roles: readonly Role[];
  /** Roles that it may have besides, or instead: they grant nothing that is not shown. */
  readonly others: readonly Role[];
}

/** As few roles as grant just these permissions; undefined where none of those that are seen add up to them. */
export function rolesThatGrant(
  applications: readonly UserApplication[] | undefined,
  seen: readonly Role[] | undefined,
): GuessedRoles | undefined {
  if (applications === undefined) return undefined;
  const parts = applications.map((application) => rolesIn(application, seen ?? []));
  if (parts.some((part) => part === undefined)) return undefined;
  const found = parts.filter((part) => part !== undefined);
  return { roles: found.flatMap(({ roles }) => roles), others: found.flatMap(({ others }) => others) };
}

function rolesIn(application: UserApplication, seen: readonly Role[]): GuessedRoles | undefined {
  const shown = new Set(application.permissions);
  if (application.permissions === undefined) return undefined;
  const fitting = seen
    .filter((role) => isOf(role, application))
    .filter(({ permissions }) => permissions?.length && permissions.every((name) => shown.has(name)))
    .sort((one, other) => size(other) - size(one) || (one.name < other.name ? -1 : 1));
  const missing = new Set(shown);
  const chosen: Role[] = [];
  while (missing.size > 0) {
    const best = fitting.reduce<Role | undefined>(
      (most, role) => (gain(role, missing) > gain(most, missing) ? role : most),
      undefined,
    );
    if (best === undefined) return undefined;
    chosen.push(best);
    for (const name of best.permissions ?? []) missing.delete(name);
  }
  return { roles: chosen, others: fitting.filter((role) => !chosen.includes(role)) };
}

/** A role belongs to an application by its id, or else by its name. */
function isOf({ applicationId, applicationName }: Role, { id, name }: UserApplication): boolean {
  return applicationId === undefined ? applicationName !== undefined && applicationName === name : applicationId === id;
}

const size = ({ permissions }: Role): number => permissions?.length ?? 0;

const gain = (role: Role | undefined, missing: ReadonlySet<string>): number =>
  (role?.permissions ?? []).filter((name) => missing.has(name)).length;
