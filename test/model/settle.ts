/** The end of every story: nothing is broken any more, people let go, and everything must come right. */
import { plusDays } from "./days";
import { toBeSwept } from "./left";
import { type Model, nicknameOf } from "./model";
import { byHand, serverState } from "./server";
import type { Story } from "./story";
import { sweepOf } from "./sweep";

export async function settle(model: Model, story: Story): Promise<void> {
  story.log.push("--- everything is put right");
  await story.stage.emulator.clearFaults();
  model.hasFaults = false;
  await letGo(model, story);
  model.today = plusDays(model.today, 8); // every overlap is over
  await story.stage.setToday(model.today);
  relieve(model);
  await sweepAway(model, story); // keys that broken runs left would hold up the deletion of their users
  const report = await story.run(model, "up", { refresh: true });
  if (!report.ok) story.fail("the last up", report.errors, report);
}

/** People give back what they took: nicknames, and keys on users of ours. */
async function letGo(model: Model, story: Story): Promise<void> {
  const { emulator } = story.stage;
  const { users, keys } = await serverState(emulator);
  const own = new Set(model.recorded.map(({ id }) => id));
  const names = new Set(model.program.map((user) => nicknameOf(model, user).toLowerCase()));
  for (const user of users) {
    if (own.has(user.id) || !names.has(user.friendly_name.toLowerCase())) continue;
    await byHand(emulator, "DELETE", `/user/${user.id}`);
    model.foreignUsers.delete(user.id);
  }
  for (const id of model.foreignKeys.keys()) {
    if (keys.some((key) => key.id === id)) await byHand(emulator, "DELETE", `/api-access-token/${id}`).catch(() => {});
    model.foreignKeys.delete(id);
  }
}

/** A program that nothing stands in the way of: nothing ends soon, nobody holds its names, users may go. */
function relieve(model: Model): void {
  const far = plusDays(model.today, 3_000);
  model.program = model.program.map((user) => ({
    ...user,
    nickname: `settled ${user.name}`,
    ...(user.endDate !== undefined && { endDate: far }),
    keys: user.keys.map((key) => ({ ...key, ...(key.endDate !== undefined && { endDate: far }) })),
  }));
}

async function sweepAway(model: Model, story: Story): Promise<void> {
  const { emulator } = story.stage;
  const { stored } = await story.stage.state();
  const wanted = toBeSwept(await serverState(emulator), stored);
  const swept = await sweepOf(emulator, stored, model.today, "--delete", "--yes");
  const listed = swept.map(({ id }) => id).sort();
  if (JSON.stringify(listed) !== JSON.stringify(wanted)) story.fail(`sweep lists ${listed}, not`, wanted);
  story.counts.add("swept away", listed.length);
  const wrong = swept.filter(({ keep, outcome }) => (keep === undefined) !== (outcome === "deleted"));
  story.fail(
    "sweep --delete",
    wrong.map((row) => JSON.stringify(row)),
  );
  const rest = toBeSwept(await serverState(emulator), stored);
  const kept = swept.filter(({ keep }) => keep !== undefined).map(({ id }) => id);
  story.fail(
    "sweep --delete left",
    rest.filter((id) => !kept.includes(id)),
  );
}
