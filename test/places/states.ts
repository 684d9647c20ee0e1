/** What people do with exported states: move a resource, rename a stack, take resources out. */
import { PROJECT, type Seat } from "./seat";

interface Row {
  urn: string;
  type: string;
  id?: string;
  provider?: string;
  parent?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
}

interface State {
  deployment: { resources?: Row[] };
}

const parsed = (text: string): State => JSON.parse(text) as State;
const rowsOf = (text: string): Row[] => parsed(text).deployment.resources ?? [];

function withRows(text: string, rows: readonly Row[]): string {
  const state = parsed(text);
  return JSON.stringify({ ...state, deployment: { ...state.deployment, resources: rows } });
}

/** What a set of resources takes along: whatever depends on one of it, and the whole of a pair. */
function closed(rows: readonly Row[], chosen: (row: Row) => boolean): Row[] {
  const urns = new Set(rows.filter(chosen).map(({ urn }) => urn));
  const needs = ({ parent, dependencies = [] }: Row) => [parent, ...dependencies].some((urn) => urns.has(urn ?? ""));
  const isPairOf = ({ urn, type }: Row) =>
    type === "digicert-one:index:RotatingApiKey" && rows.some((row) => row.parent === urn && urns.has(row.urn));
  for (let size = -1; size !== urns.size; ) {
    size = urns.size;
    for (const row of rows) if (needs(row) || isPairOf(row)) urns.add(row.urn);
  }
  return rows.filter(({ urn }) => urns.has(urn));
}

/** `pulumi state delete`: what is taken out lives on. */
export async function takeOut(seat: Seat, chosen: (row: { id?: string; type: string }) => boolean): Promise<void> {
  if (seat.state === undefined) return;
  const rows = rowsOf(seat.state);
  const gone = new Set(closed(rows, chosen));
  await seat.write(
    withRows(
      seat.state,
      rows.filter((row) => !gone.has(row)),
    ),
  );
}

/** `pulumi stack rename`. */
export async function rename(seat: Seat, name: string): Promise<void> {
  const { state, stackName } = seat;
  seat.stackName = name;
  if (state !== undefined) await seat.write(renamedText(state, stackName, name));
}

/** Names of stacks stand in URNs, and in the name of the stack's own resource. */
const renamedText = (text: string, from: string, to: string): string =>
  text.replaceAll(`urn:pulumi:${from}::`, `urn:pulumi:${to}::`).replaceAll(`${PROJECT}-${from}"`, `${PROJECT}-${to}"`);

/** `pulumi state move`: a user and its keys, with the providers that they need; the identity stays. */
export async function move(from: Seat, to: Seat, userName: string): Promise<boolean> {
  if (from.state === undefined) return false;
  const rows = rowsOf(from.state);
  const moving = closed(rows, ({ urn, type }) => type.endsWith(":ServiceUser") && urn.endsWith(`::${userName}`));
  if (moving.length === 0) return false;
  const base = to.state === undefined ? withRows(renamedText(from.state, from.stackName, to.stackName), []) : to.state;
  const there = rowsOf(base);
  const renamed = (list: readonly Row[]) =>
    JSON.parse(renamedText(JSON.stringify(list), from.stackName, to.stackName)) as Row[];
  const missing = (type: string) =>
    there.some((row) => row.type === type) ? [] : renamed(rows.filter((row) => row.type === type));
  const needed = [...missing("pulumi:pulumi:Stack"), ...missing("pulumi:providers:pulumi-nodejs")];
  const all = [...needed, ...there];
  const stack = all.find(({ type }) => type === "pulumi:pulumi:Stack");
  const provider = all.find(({ type }) => type === "pulumi:providers:pulumi-nodejs");
  const known = new Set([...all, ...renamed(moving)].map(({ urn }) => urn));
  const arrived = renamed(moving).map(
    (row): Row => ({
      ...row,
      ...(stack !== undefined && { parent: stack.urn }),
      ...(provider !== undefined && { provider: `${provider.urn}::${provider.id}` }),
      dependencies: (row.dependencies ?? []).filter((urn) => known.has(urn)),
      propertyDependencies: Object.fromEntries(
        Object.entries(row.propertyDependencies ?? {}).map(([name, urns]) => [
          name,
          urns.filter((urn) => known.has(urn)),
        ]),
      ),
    }),
  );
  await to.write(withRows(base, [...all, ...arrived]));
  const left = new Set(moving);
  await from.write(
    withRows(
      from.state,
      rows.filter((row) => !left.has(row)),
    ),
  );
  return true;
}
