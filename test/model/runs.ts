/** What people do with Pulumi. */
import * as fc from "fast-check";
import { type Act, act, which } from "./act";
import { keysOf, type Model, pick, recordAt, recordOfUser, text } from "./model";
import { STACK, urnOf } from "./program";
import type { Kill } from "./stage";
import type { Story } from "./story";

const always = () => true;
const nothing = fc.constant(null);

/** Users and keys of the program, with their urns; with `made`, those that are in state. */
function resources(model: Model, made = false): { urn: string; user?: string; key?: string }[] {
  const users = model.program.filter((user) => !made || recordAt(model, urnOf("ServiceUser", user.name)) !== undefined);
  const keys = keysOf(model.program).filter(
    ({ key }) => !made || recordAt(model, urnOf("ApiKey", key.name)) !== undefined,
  );
  return [
    ...users.map(({ name }) => ({ urn: urnOf("ServiceUser", name), user: name })),
    ...keys.map(({ key }) => ({ urn: urnOf("ApiKey", key.name), key: key.name })),
  ];
}

/** A kill, perhaps in a run that replaces something: such a run always has something to do. */
const kills = (who: Kill["who"]) =>
  fc.record({
    replace: fc.option(which, { nil: undefined, freq: 2 }),
    kill: fc.record<Kill>({
      who: fc.constant(who),
      nth: fc.nat({ max: 3 }),
      when: fc.constantFrom<Kill["when"]>("before", "after"),
    }),
  });

const killed = (who: Kill["who"]): Act =>
  act(
    `up, the ${who} is killed`,
    kills(who),
    ({ hasFaults }) => !hasFaults,
    async (model, story, { replace, kill }) => {
      const chosen = replace === undefined ? undefined : pick(resources(model, true), replace);
      await story.run(model, "up", chosen === undefined ? {} : { replace: [chosen.urn] }, kill);
    },
  );

async function replaceOne(model: Model, story: Story, number: number): Promise<void> {
  const chosen = pick(resources(model, true), number);
  if (chosen === undefined) return;
  const { urn } = chosen;
  const idOf = () => model.recorded.find((each) => each.urn === urn && !each.condemned)?.id;
  const before = idOf();
  const user = model.program.find(({ name }) => name === chosen.user);
  const record = user === undefined ? undefined : recordOfUser(model, user);
  // The check of a replacement knows nothing of before: a generated nickname is generated anew, of the present name.
  const isAsRecorded =
    record !== undefined &&
    user !== undefined &&
    text(record, "nickname") === (user.nickname ?? `${user.name}-${STACK}`);
  const wasKnown = before !== undefined && !model.unseen.has(before) && !model.isBlind && !model.lags;
  const { ok } = await story.run(model, "up", { replace: [urn] });
  if (!ok || !wasKnown) return;
  if (chosen.key !== undefined && idOf() === before) story.fail("replace", [`${urn} is the same key as before`]);
  if (isAsRecorded && idOf() !== before) story.fail("replace", [`${urn} is not the user it was`]);
}

export const runs: readonly Act[] = [
  act("up", nothing, always, (model, story) => story.run(model, "up")),
  act("up --refresh", nothing, always, (model, story) => story.run(model, "up", { refresh: true })),
  act("refresh", nothing, always, (model, story) => story.run(model, "refresh")),
  act("preview", nothing, always, (model, story) => story.preview(model)),
  act(
    "up --target",
    which,
    (model) => model.program.length > 0,
    async (model, story, number) => {
      const chosen = pick(resources(model), number);
      if (chosen !== undefined) await story.run(model, "up", { target: [chosen.urn] });
    },
  ),
  act("up --replace", which, (model) => resources(model, true).length > 0, replaceOne),
  act(
    "destroy",
    nothing,
    ({ recorded }) => recorded.length > 0,
    (model, story) => story.run(model, "destroy"),
  ),
  killed("engine"),
  killed("provider"),
];
