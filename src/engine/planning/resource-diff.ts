import { contains, parsePath, resetPath } from "../model/paths";
import { equal, type Properties, unwrapSecrets, type Value } from "../model/values";
import type { Provider, ResourceChange } from "../provider/provider";

export interface ResourceDiff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  /** Top-level properties that differ. */
  readonly changedKeys: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export const NO_CHANGE: ResourceDiff = { changes: false, replaces: [], changedKeys: [], deleteBeforeReplace: false };

export function replaceBecause(key: string): ResourceDiff {
  return { changes: true, replaces: [key], changedKeys: [], deleteBeforeReplace: false };
}

/** Asks the provider; when it has no opinion the inputs are compared here (step_generator.go, diffResource). */
export async function decideDiff(provider: Provider, change: ResourceChange): Promise<ResourceDiff> {
  const response = await provider.diff(change);
  const { replaces, deleteBeforeReplace } = response;
  if (response.changes === "unknown") {
    const news = applyIgnoreChanges(change.newInputs, change.oldInputs, change.ignoreChanges).inputs;
    const changedKeys = differingKeys(change.oldInputs, news);
    return { changes: changedKeys.length > 0, replaces, changedKeys, deleteBeforeReplace };
  }
  return { changes: response.changes === "some", replaces, changedKeys: response.diffs, deleteBeforeReplace };
}

/** Without regard to what is secret; `__provider` counts. */
function differingKeys(olds: Properties, news: Properties): string[] {
  const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
  const plain = (value: Value | undefined): Value | undefined =>
    value === undefined ? undefined : unwrapSecrets(value);
  return [...keys].filter((key) => !equal(plain(olds[key]), plain(news[key])));
}

/** `replaceOnChanges` makes the changed properties it names force a replacement. */
export function withReplaceOnChanges(
  diff: ResourceDiff,
  paths: readonly string[],
  hasInitErrors: boolean,
): ResourceDiff {
  if (!diff.changes && !hasInitErrors) return diff;
  const parsed = paths.map(parsePath).filter((path) => path !== undefined);
  const named = (key: string) => parsed.some((path) => contains(path, [key]));
  const replaces = new Set([...diff.replaces, ...diff.changedKeys.filter(named)]);
  const initErrors = hasInitErrors && named("#initerror");
  if (initErrors) replaces.add("#initerror");
  return { ...diff, changes: diff.changes || initErrors, replaces: [...replaces] };
}

/** Sets the ignored properties back to their old values; names the paths that cannot be ignored. */
export function applyIgnoreChanges(
  news: Properties,
  olds: Properties,
  paths: readonly string[],
): { inputs: Properties; invalid: readonly string[] } {
  let inputs = news;
  const invalid: string[] = [];
  for (const text of paths) {
    const path = parsePath(text);
    if (path === undefined) invalid.push(text);
    else inputs = resetPath(path, olds, inputs);
  }
  return { inputs, invalid };
}
