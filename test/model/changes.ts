/** Programs that change. */
import * as fc from "fast-check";
import { type Act, act, which } from "./act";
import { distinctFrom, renamed } from "./edits";
import { changeKey, changeUser, keysOf, type Model, pairsOf, pick, recordOfUser, setProgram } from "./model";
import type { DeclaredKey, DeclaredUser } from "./program";
import { keyArguments, keyEnds, keyOf, pairOf, USER_NAMES, userArguments, userEnds, userOf } from "./programs";

const hasUser = ({ program }: Model) => program.length > 0;
const hasKey = ({ program }: Model) => keysOf(program).length > 0;
const hasPair = ({ program }: Model) => pairsOf(program).length > 0;
/** A name that a user bears or bore, or that the keys of a renamed user still show. */
const isUsed = ({ program }: Model, name: string) =>
  program.some(
    ({ name: own, alias, keys, pair }) =>
      [own, alias].includes(name) || [...keys, pair].some((each) => each?.name.startsWith(`${name}-`)),
  );

/** One argument of a user, and its new value; undefined takes it out. */
function userChange(argument: keyof typeof userArguments): Act {
  const drawn = fc.record({ user: which, value: userArguments[argument] as fc.Arbitrary<unknown> });
  return act(`change user ${argument}`, drawn, hasUser, async (model, _story, { user, value }) => {
    const chosen = pick(model.program, user);
    if (chosen === undefined) return;
    changeUser(model, chosen.name, (before) => {
      const { [argument]: _old, ...rest } = before;
      return distinctFrom(model.program, {
        ...rest,
        ...(value !== undefined && { [argument]: value }),
      } as DeclaredUser);
    });
  });
}

function keyChange(argument: keyof typeof keyArguments): Act {
  const drawn = fc.record({ key: which, value: keyArguments[argument] as fc.Arbitrary<unknown> });
  return act(`change key ${argument}`, drawn, hasKey, async (model, _story, { key, value }) => {
    const chosen = pick(keysOf(model.program), key);
    if (chosen === undefined) return;
    changeKey(model, chosen.key.name, (before) => {
      const { [argument]: _old, ...rest } = before;
      return { ...rest, ...(value !== undefined && { [argument]: value }) } as DeclaredKey;
    });
  });
}

const structural: Act[] = [
  act(
    "add user",
    fc.tuple(...USER_NAMES.map(userOf)),
    ({ program }) => program.length < 3,
    async (model, _story, given) => {
      const free = given.find(({ name }) => !isUsed(model, name));
      if (free !== undefined) setProgram(model, [...model.program, distinctFrom(model.program, free)]);
    },
  ),
  act("remove user", which, hasUser, async (model, _story, user) => {
    const chosen = pick(model.program, user);
    setProgram(
      model,
      model.program.filter((each) => each !== chosen),
    );
  }),
  act("rename user with an alias", which, hasUser, async (model, _story, user) => {
    const chosen = pick(model.program, user);
    // An alias names what is in state: what was never made needs none.
    if (chosen === undefined || recordOfUser(model, chosen) === undefined) return;
    const name = renamed(model, chosen.name);
    changeUser(model, chosen.name, (before) => ({ ...before, name, alias: before.name }));
  }),
  act("rename user without an alias", which, hasUser, async (model, _story, user) => {
    const chosen = pick(model.program, user);
    if (chosen === undefined) return;
    const name = renamed(model, chosen.name);
    changeUser(model, chosen.name, ({ alias: _alias, ...before }) => ({ ...before, name }));
  }),
  act("add key", fc.tuple(which, keyOf("key")), hasUser, async (model, _story, [user, key]) => {
    const chosen = pick(model.program, user);
    if (chosen === undefined || chosen.keys.length > 2) return;
    const name = renamed(model, `${chosen.name}-key`);
    changeUser(model, chosen.name, (before) => ({ ...before, keys: [...before.keys, { ...key, name }] }));
  }),
  act("remove key", which, hasKey, async (model, _story, key) => {
    const chosen = pick(keysOf(model.program), key);
    if (chosen === undefined) return;
    changeUser(model, chosen.user.name, (before) => ({
      ...before,
      keys: before.keys.filter((each) => each !== chosen.key),
    }));
  }),
  act("rename key with an alias", which, hasKey, async (model, _story, key) => {
    const chosen = pick(keysOf(model.program), key);
    if (chosen === undefined) return;
    const name = renamed(model, chosen.key.name);
    changeKey(model, chosen.key.name, (before) => ({ ...before, name, alias: before.name }));
  }),
  act("rename key without an alias", which, hasKey, async (model, _story, key) => {
    const chosen = pick(keysOf(model.program), key);
    if (chosen === undefined) return;
    const name = renamed(model, chosen.key.name);
    changeKey(model, chosen.key.name, ({ alias: _alias, ...before }) => ({ ...before, name }));
  }),
  act("change user end", fc.tuple(which, userEnds), hasUser, async (model, _story, [user, end]) => {
    const chosen = pick(model.program, user);
    if (chosen === undefined) return;
    changeUser(model, chosen.name, ({ endDate: _end, lifetimeDays: _life, ...before }) => ({ ...before, ...end }));
  }),
  act("change key end", fc.tuple(which, keyEnds), hasKey, async (model, _story, [key, end]) => {
    const chosen = pick(keysOf(model.program), key);
    if (chosen === undefined) return;
    changeKey(model, chosen.key.name, ({ endDate: _end, lifetimeDays: _life, ...before }) => ({ ...before, ...end }));
  }),
];

const pairs: Act[] = [
  act("add pair", fc.tuple(which, pairOf("pair")), hasUser, async (model, _story, [user, pair]) => {
    const chosen = pick(model.program, user);
    if (chosen === undefined || chosen.pair !== undefined) return;
    const name = renamed(model, `${chosen.name}-pair`);
    changeUser(model, chosen.name, (before) => ({ ...before, pair: { ...pair, name } }));
  }),
  act("remove pair", which, hasPair, async (model, _story, pair) => {
    const chosen = pick(pairsOf(model.program), pair);
    if (chosen !== undefined) changeUser(model, chosen.user.name, ({ pair: _pair, ...before }) => before);
  }),
  ...(["trigger", "revoke"] as const).map((property) =>
    act(`${property} pair`, which, hasPair, async (model, _story, pair) => {
      const chosen = pick(pairsOf(model.program), pair);
      if (chosen === undefined) return;
      const next = { ...chosen.pair, [property]: chosen.pair[property] + 1 };
      changeUser(model, chosen.user.name, (before) => ({ ...before, pair: next }));
    }),
  ),
];

export const changes: readonly Act[] = [
  ...structural,
  ...pairs,
  ...(Object.keys(userArguments) as (keyof typeof userArguments)[]).map(userChange),
  ...(Object.keys(keyArguments) as (keyof typeof keyArguments)[]).map(keyChange),
];
