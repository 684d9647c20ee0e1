/** The scenes of the demo, in their order. Each shows what happens, and checks what it says. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diary, working } from "./rotation.mjs";
import { programFile } from "./stack.mjs";
import { addDays } from "./tenant.mjs";

const commandLine = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "dist", "cli", "main.js");

/** The day before everything stops. */
export const FIRST_DAY = "2026-12-30";
const MONDAY = "2027-01-04";
const WEEKS = 11;

/** What a run did to resources of ours: `{ app: ["create"], … }`. */
function operations({ steps }) {
  const byName = {};
  for (const { op, name, type } of steps) {
    if (!type.includes("digicert-one") || op === "same") continue;
    byName[name] = [...(byName[name] ?? []), op];
  }
  return byName;
}

export async function midnight({ stage, tenant, world }) {
  stage.scene("The problem: everything stops at midnight");
  const lastDay = addDays(FIRST_DAY, 1);
  world.byHand = await tenant.makeByHand("release-bot", lastDay);
  stage.say(`Jane made the user "release-bot" and a key by hand. The key ends on ${lastDay}. Nobody wrote that down.`);
  const statuses = [];
  for (const instant of [`${FIRST_DAY}T09:00:00Z`, `${lastDay}T09:00:00Z`, `${lastDay}T23:59:59Z`]) {
    await tenant.emulator.setClock(instant);
    statuses.push(await tenant.use(world.byHand.key));
    stage.say(`${instant}  the release job calls DigiCert ONE: ${statuses.at(-1)}`);
  }
  const midnight = `${addDays(lastDay, 1)}T00:00:00Z`;
  await tenant.emulator.setClock(midnight);
  const after = await tenant.use(world.byHand.key);
  stage.say(`${midnight}  the release job calls DigiCert ONE: ${after}`);
  stage.check(
    "the key works to the last second of its last day",
    statuses.every((status) => status === 200),
  );
  stage.check("a second later it is refused with 401", after === 401, `it was answered with ${after}`);
}

export async function program({ stage, world }) {
  stage.scene("The program: a service user, and two keys that take turns");
  const text = readFileSync(programFile, "utf8");
  const pair = text.slice(text.indexOf("const user ="), text.indexOf("if (config"));
  stage.output(pair);
  world.overlapDays = Number(/overlapDays: (\d+)/.exec(pair)?.[1]);
  stage.check(
    "the program sets a lifetime, a window and an overlap",
    /lifetimeDays: 90/.test(pair) && world.overlapDays > 0,
  );
}

export async function firstRun({ stage, tenant, stack, world }) {
  stage.scene("The first run: preview, then up");
  await tenant.setDay(MONDAY);
  const seen = (await tenant.emulator.journal()).length;
  stage.command("pulumi preview");
  const preview = await stack.preview();
  stage.output(preview.text, /^ \+|to create/);
  const ours = preview.steps.filter(({ type }) => type.includes("digicert-one"));
  stage.check(
    "the preview shows what is new",
    preview.ok && ours.length === 7 && ours.every(({ op }) => op === "create"),
    preview.text,
  );
  const sent = (await tenant.emulator.journal()).slice(seen);
  stage.check(
    "it only looks up the account and the role",
    sent.length > 0 && sent.every(({ method, path }) => method === "GET" && /\/(role|account)(\?|$)/.test(path)),
    JSON.stringify(sent),
  );
  world.diary = diary({ stack, tenant });
  stage.command("pulumi up");
  const week = await world.diary.week(MONDAY, stack.up);
  const { result, did } = week[0].run;
  stage.check("up makes the user and its first key, A", result.ok && did.join() === "makes A", result.text);
  const { apiKey, endsAt, rotateOn } = await stack.outputs();
  stage.say(`endsAt    ${endsAt.value}`);
  stage.say(`rotateOn  ${rotateOn.value}`);
  stage.check("its end and the day of its rotation are outputs", endsAt.value === `${addDays(MONDAY, 90)}T23:59:59Z`);
  stage.check("its value is a secret output", apiKey.secret === true && apiKey.value !== "");
  world.shown = `${preview.text}${result.text}`;
}

export async function rotation({ stage, stack, world }) {
  stage.scene("A rotation: two keys overlap, and nobody is refused");
  stage.say("`pulumi up` runs every Monday. Two consumers call every day.");
  stage.say("`build` reads the key after each run, `shop` reads it on Thursdays.");
  stage.say("Each letter is the key of a call that was answered. A cross would be a call that was refused.");
  const rotateOn = (await stack.outputs()).rotateOn.value;
  for (let n = 1; n < WEEKS; n++) {
    const monday = addDays(MONDAY, 7 * n);
    const first = world.rotatedOn === undefined && monday >= rotateOn;
    if (first) world.rotatedOn = monday;
    const up = first ? () => previewAndUp({ stage, stack, world }) : stack.up;
    const week = await world.diary.week(monday, up);
    stage.say(weekLine(week));
    world.shown += week[0].run.result.text;
  }
  checkRotation({ stage, world });
}

async function previewAndUp({ stage, stack, world }) {
  stage.command("pulumi preview");
  const preview = await stack.preview();
  const until = addDays(world.rotatedOn, world.overlapDays);
  const sentence = preview.messages.find((message) => message.includes("rotates, because")) ?? "";
  stage.output(sentence);
  stage.check(
    "the preview says what is due, and until when the old key works",
    sentence.includes(`works until ${until}`),
    preview.text,
  );
  stage.command("pulumi up");
  return stack.up();
}

/** One week: what the run did, and the seven calls of each consumer. */
function weekLine(week) {
  const calls = (consumer) =>
    week.map(({ calls }) => (calls[consumer].status === 200 ? calls[consumer].key : "✗")).join("");
  const did = week[0].run.did.join(", ");
  return `${week[0].day}  up ${(did === "" ? "changes nothing" : did).padEnd(16)} build ${calls("build")}   shop ${calls("shop")}`;
}

function checkRotation({ stage, world }) {
  const { days } = world.diary;
  const did = days.flatMap(({ day, run }) => (run?.did ?? []).map((each) => `${day} ${each}`));
  const [rotatedOn, retiredOn] = [world.rotatedOn, addDays(world.rotatedOn, world.overlapDays)];
  stage.check(
    `the run of ${rotatedOn} makes key B, and that of ${retiredOn} disables key A`,
    did.join() === `${MONDAY} makes A,${rotatedOn} makes B,${retiredOn} disables A`,
    did.join("\n"),
  );
  const overlap = days.filter((day) => working(day).length === 2);
  stage.check(`both keys work for ${overlap.length} days`, overlap.length === world.overlapDays);
  const apart = overlap.filter(({ calls }) => calls.build.key === "B" && calls.shop.key === "A");
  stage.check(`on ${apart.length} of them build uses B and shop still uses A`, apart.length === 3);
  const statuses = days.flatMap(({ calls }) => Object.values(calls).map(({ status }) => status));
  const refused = statuses.filter((status) => status !== 200).length;
  stage.check(
    `${statuses.length} calls, ${refused === 0 ? "not one" : refused} refused`,
    refused === 0 && statuses.length === 14 * WEEKS,
  );
}

export async function leak({ stage, tenant, stack, world }) {
  stage.scene("A leak: the key is revoked in one run");
  await tenant.setDay(addDays(MONDAY, 7 * WEEKS + 1));
  const leaked = world.diary.consumers.build.value;
  stage.say("Somebody finds key B in a public log.");
  stage.command('pulumi config set --path revoke.reason "B leaked"');
  await stack.setConfig("revoke", '{"reason":"B leaked"}');
  stage.command("pulumi up");
  const { result, did } = await world.diary.runNow(stack.up);
  stage.say(`up ${did.join(", ")}`);
  stage.check(
    "the run makes key C and deletes both older keys",
    result.ok && did.join() === "makes C,deletes A,deletes B",
    `${did}\n${result.text}`,
  );
  stage.check("whoever uses B is refused", (await tenant.use(leaked)) === 401);
  stage.check("build already has C, and is answered", (await tenant.use(world.diary.consumers.build.value)) === 200);
  world.shown += result.text;
}

export async function adoption({ stage, tenant, stack, world }) {
  stage.scene("A taken nickname: adopt or fail");
  stage.say(`The program now declares "release-bot" as well. Jane's user has that nickname.`);
  await stack.setConfig("bot", "true");
  stage.command("pulumi up");
  const failed = await stack.up();
  const message = failed.messages.find((text) => text.includes("is held by")) ?? "";
  stage.output(message, /is held by|description|email|add:/);
  stage.check(
    "up fails, and names who holds the nickname",
    !failed.ok && message.includes(world.byHand.id),
    failed.text,
  );
  stage.check("the message shows the line to add", message.includes('add: onDuplicate: "adopt", adoptChanges: true'));
  stage.say("With that line:");
  await stack.setConfig("adopt", "true");
  stage.command("pulumi up");
  const up = await stack.up();
  stage.check(
    "the user is adopted, and gets a key that rotates",
    up.ok && Object.keys(operations(up)).join() === "release-bot",
    up.text,
  );
  const { users } = await tenant.emulator.state();
  const holders = users.filter(({ friendly_name }) => friendly_name === "release-bot");
  stage.check("it is Jane's user, not a second one", holders.length === 1 && holders[0].id === world.byHand.id);
  world.shown += `${failed.text}${up.text}`;
}

export async function plan({ stage, stack, folder, world }) {
  stage.scene("The plan: what comes when, as a table and as a page");
  const state = join(folder, "prod.json");
  const page = join(folder, "plan.html");
  writeFileSync(state, JSON.stringify(await stack.export()));
  const write = (...args) =>
    execFileSync(process.execPath, [commandLine, "plan", state, "--runs-every", "7d", ...args], { encoding: "utf8" });
  stage.command("pulumi stack export | npx digicert-one plan - --runs-every 7d");
  const table = write();
  stage.output(table);
  stage.check(
    "the table shows the next rotation of both keys",
    (table.match(/rotate \d{4}-/g) ?? []).length === 2,
    table,
  );
  stage.command("pulumi stack export | npx digicert-one plan - --format html > plan.html");
  writeFileSync(page, write("--format", "html"));
  const html = readFileSync(page, "utf8");
  stage.check(
    "the page names every user and key",
    ["app", "release-bot"].every((name) => html.includes(name)) && /^<!doctype html>/i.test(html),
  );
  const texts = [world.shown, table, html, readFileSync(state, "utf8")];
  const secrets = [...world.diary.values];
  stage.check(
    `no display, table, page or exported state shows one of the ${secrets.length} keys' values`,
    secrets.length === 3 && secrets.every((secret) => texts.every((text) => text !== "" && !text.includes(secret))),
  );
  stage.aside(`   Open it: ${page}`);
}

export async function destroy({ stage, tenant, stack, world }) {
  stage.scene("The end: what the program made goes, what it adopted stays");
  stage.command("pulumi destroy");
  const destroyed = await stack.destroy();
  stage.check("destroy succeeds", destroyed.ok, destroyed.text);
  stage.check("its keys are gone", (await tenant.keysOf("app-prod")).length === 0);
  const { users } = await tenant.emulator.state();
  stage.check(
    "Jane's user is still there",
    users.some(({ id }) => id === world.byHand.id),
  );
  stage.check(
    "the program's own is not",
    users.every(({ friendly_name }) => friendly_name !== "app-prod"),
  );
}
