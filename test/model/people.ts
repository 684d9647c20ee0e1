/** What people do beside Pulumi, and what breaks. */
import * as fc from "fast-check";
import type { Fault } from "../../src/emulator";
import { type Act, act, which } from "./act";
import { plusDays } from "./days";
import { type Model, nicknameOf, pick } from "./model";
import { byHand, type ServerKey, type ServerUser, serverState, wholeUser } from "./server";
import type { Recorded } from "./stage";
import type { Story } from "./story";

const recordsOf = ({ recorded }: Model, ...types: string[]): Recorded[] =>
  recorded.filter(({ type, id }) => types.some((each) => type.endsWith(`:${each}`)) && id !== "empty");
const usersOf = (model: Model) => recordsOf(model, "ServiceUser");
const hasUser = (model: Model) => usersOf(model).length > 0;

/** People take their time: what they make did not come with anything. */
async function later({ stage }: Story): Promise<void> {
  await stage.emulator.setClock({ advance: "PT10M" });
  // People find a way; faults are the provider's.
}

/** A user of ours as it is on the server now. */
async function findUser(model: Model, story: Story, number: number): Promise<ServerUser | undefined> {
  const record = pick(usersOf(model), number);
  return (await serverState(story.stage.emulator)).users.find(({ id }) => id === record?.id);
}

async function findKey(model: Model, story: Story, number: number, ...types: string[]): Promise<ServerKey | undefined> {
  const record = pick(recordsOf(model, ...types), number);
  return (await serverState(story.stage.emulator)).keys.find(({ id }) => id === record?.id);
}

/** Something that a person does to a user of ours. */
function toUser(
  name: string,
  does: (user: ServerUser, model: Model, story: Story) => Promise<unknown>,
  isDrift = true,
): Act {
  return act(
    `people ${name}`,
    which,
    (model) => hasUser(model) && !model.hasFaults,
    async (model, story, number) => {
      await later(story);
      const user = await findUser(model, story, number);
      if (user === undefined) return;
      await does(user, model, story);
      if (isDrift) model.unseen.add(user.id);
    },
  );
}

function toKey(
  name: string,
  types: string[],
  does: (key: ServerKey, model: Model, story: Story) => Promise<unknown>,
): Act {
  const can = (model: Model) => recordsOf(model, ...types).length > 0 && !model.hasFaults;
  return act(`people ${name}`, which, can, async (model, story, number) => {
    await later(story);
    const key = await findKey(model, story, number, ...types);
    if (key === undefined) return;
    await does(key, model, story);
    model.unseen.add(key.id);
  });
}

const put = (story: Story, user: ServerUser, change: Record<string, unknown>) =>
  byHand(story.stage.emulator, "PUT", `/user/${user.id}`, { ...wholeUser(user), ...change });

const putKey = (story: Story, key: ServerKey, change: Record<string, unknown>) =>
  byHand(story.stage.emulator, "PUT", `/api-access-token/${key.id}`, {
    name: key.name,
    enabled: key.enabled,
    ...(key.end_date !== undefined && { end_date: key.end_date }),
    ...change,
  });

const drift: Act[] = [
  toUser("delete a user", async (user, model, story) => {
    for (const [key, owner] of model.foreignKeys) if (owner === user.id) model.foreignKeys.delete(key);
    for (const { id } of (await serverState(story.stage.emulator)).keys.filter((key) => key.user_id === user.id)) {
      model.unseen.add(id);
    }
    await byHand(story.stage.emulator, "DELETE", `/user/${user.id}`);
  }),
  toUser("disable a user", (user, _model, story) => byHand(story.stage.emulator, "PUT", `/user/${user.id}/disable`)),
  toUser("change a description", (user, _model, story) =>
    put(story, user, { description: `Changed by hand ${user.description}` }),
  ),
  toUser("erase a mark", (user, _model, story) => put(story, user, { description: "Ours now" })),
  toUser("take roles away", (user, _model, story) => put(story, user, { roles: [] })),
  toUser("move a user's end", (user, model, story) => {
    model.movedEnds.add(user.id);
    return put(story, user, { end_date: plusDays(model.today, 500) });
  }),
  toUser(
    "add a key",
    async (user, model, story) => {
      const name = `by hand ${model.serial++}`;
      const key = await byHand(story.stage.emulator, "POST", "/api-access-token", { user_id: user.id, name });
      model.foreignKeys.set((key as { id: string }).id, user.id);
    },
    false,
  ),
  toKey("delete a key", ["ApiKey", "ApiKeySlot"], (key, _model, story) =>
    byHand(story.stage.emulator, "DELETE", `/api-access-token/${key.id}`),
  ),
  toKey("disable a key", ["ApiKey"], (key, _model, story) => putKey(story, key, { enabled: false })),
  toKey("move a key's end", ["ApiKey"], async (key, model, story) => {
    if (key.status === "EXPIRED") return;
    const nearer = plusDays(model.today, 5);
    if (key.end_date === undefined || key.end_date > nearer) await putKey(story, key, { end_date: nearer });
  }),
];

const others: Act[] = [
  act(
    "people take a nickname",
    fc.tuple(which, fc.boolean()),
    ({ program, hasFaults }) => program.length > 0 && !hasFaults,
    async (model, story, [number]) => {
      const { emulator, tenant } = story.stage;
      const wanted = pick(model.program, number);
      if (wanted === undefined) return;
      const name = nicknameOf(model, wanted);
      await later(story);
      const isTaken = (await serverState(emulator)).users.some((user) => user.friendly_name === name);
      if (isTaken) return;
      const body = { user_type: "service", access_scope: "account", description: "By hand", email: "a@example.com" };
      const where = { accounts: [tenant.accountId], primary_account_id: tenant.accountId, roles: [] };
      const made = (await byHand(emulator, "POST", "/user", { friendly_name: name, ...body, ...where })) as ServerUser;
      const { users, keys } = await serverState(emulator);
      const user = users.find(({ id }) => id === made.id);
      if (user !== undefined) model.foreignUsers.set(made.id, user);
      for (const key of keys) if (key.user_id === made.id) model.foreignKeys.set(key.id, made.id);
    },
  ),
  act(
    "time passes",
    fc.constantFrom(1, 3, 8, 20, 40),
    () => true,
    async (model, story, days) => {
      model.today = plusDays(model.today, days);
      await story.stage.setToday(model.today);
    },
  ),
];

const requests = fc.constantFrom<NonNullable<Fault["match"]>>(
  {},
  { method: "POST" },
  { method: "POST", path: "/user" },
  { method: "POST", path: "/api-access-token" },
  { method: "PUT" },
  { method: "DELETE" },
  { method: "GET", path: "/user/*" },
  { method: "GET" },
);

function fault(name: string, kinds: readonly Fault[]): Act {
  const drawn = fc.record({
    fault: fc.constantFrom(...kinds),
    match: requests,
    times: fc.constantFrom(undefined, 1, 2),
    nth: fc.constantFrom(undefined, undefined, 2),
    next: fc.constantFrom("up", "up --refresh", "refresh", "nothing"),
  });
  return act(
    `fault: ${name}`,
    drawn,
    () => true,
    async (model, story, { fault: kind, match, times, nth, next }) => {
      await story.stage.emulator.addFault({
        ...kind,
        match: { ...match, ...(nth !== undefined && { nth }) },
        ...(times !== undefined && { times }),
      });
      model.hasFaults = true;
      if (next === "refresh") await story.run(model, "refresh");
      else if (next !== "nothing") await story.run(model, "up", next === "up" ? {} : { refresh: true });
    },
  );
}

const faults: Act[] = [
  fault("server errors", [
    { kind: "status", status: 500 },
    { kind: "status", status: 503, retryAfter: 1 },
  ]),
  fault("too many requests", [{ kind: "status", status: 429, retryAfter: 2 }]),
  fault("dropped before", [{ kind: "drop-before" }]),
  fault("dropped after", [{ kind: "drop-after" }]),
  fault("garbled answers", [{ kind: "truncate" }, { kind: "html", status: 502 }]),
  act(
    "faults end",
    fc.constant(null),
    ({ hasFaults }) => hasFaults,
    async (model, story) => {
      await story.stage.emulator.clearFaults();
      model.hasFaults = false;
      await story.run(model, "up");
    },
  ),
];

export const people: readonly Act[] = [...drift, ...others];
export const troubles: readonly Act[] = faults;
