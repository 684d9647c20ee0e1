/**
 * `npm run demo`: a guided tour in under a minute. An emulator of DigiCert ONE is started, and the quickstart program is
 * taken through its life. Everything that is said is checked; one thing that is not so ends the tour with exit code 1.
 */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator } from "pulumi-digicert-one/testing";
import { cliVersion, openStack } from "./stack.mjs";

const HELP = `Usage: npm run demo [-- --engine cli|embedded]

Takes the quickstart program through preview, up, a change, a duplicate, a rotation and destroy, against an emulator.
  --engine cli|embedded   default: the Pulumi CLI when one is on PATH, else the embedded engine`;

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const failures = [];
let checks = 0;

function say(text) {
  console.log(text === "" ? "" : `   ${text}`);
}

function chapter(title) {
  console.log(`\n== ${title}`);
}

function check(statement, holds, detail = "") {
  checks += 1;
  console.log(`   ${holds ? "ok  " : "FAIL"} ${statement}`);
  if (holds) return;
  failures.push(statement);
  if (detail !== "") console.log(String(detail).replace(/^/gm, "        "));
}

/** What a run did to resources of ours: `{ "ci-signing": ["create"], … }`. */
function operations(run) {
  const byName = {};
  for (const { op, name, type } of run.steps) {
    if (!type.includes("digicert-one") || op === "same") continue;
    byName[name] = [...(byName[name] ?? []), op];
  }
  return byName;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const addDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function excerpt(text, pattern) {
  const lines = text.split("\n").filter((line) => pattern.test(line));
  for (const line of new Set(lines.map((line) => line.trim()))) say(`| ${line}`);
}

function makeProject() {
  const folder = mkdtempSync(join(tmpdir(), "digicert-one-demo-"));
  for (const file of ["index.ts", "package.json", "tsconfig.json"]) {
    cpSync(join(root, "examples", "quickstart", file), join(folder, file));
  }
  writeFileSync(join(folder, "Pulumi.yaml"), "name: digicert-one-demo\nruntime: nodejs\n");
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

async function tour(engine) {
  const emulator = await startEmulator({ seed: 7 });
  const folder = makeProject();
  try {
    const stack = await openStack({
      folder,
      useCli: engine === "cli",
      // The quickstart is type-checked by the tests; here it only runs.
      env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
      config: {
        "digicert-one:baseUrl": emulator.url,
        "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
      },
    });
    const world = { emulator, stack, before: await census(emulator) };
    await createChapter(world);
    await changeChapter(world);
    await duplicateChapter(world);
    await rotationChapter(world);
    await destroyChapter(world);
    await midnightChapter(world);
  } finally {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Who and what exists, by id. */
async function census(emulator) {
  const { users, tokens } = await emulator.state();
  return { users: users.map(({ id }) => id).sort(), tokens: tokens.map(({ id }) => id).sort() };
}

/** Calls of a run, look-ups (reads of the role and account lists) left out. */
async function managedCalls(emulator, from) {
  const journal = await emulator.journal();
  return journal.slice(from).filter(({ path }) => !/\/(role|account)(\?|$)/.test(path));
}

/** What the first run makes. */
const CREATED = { "digicert-one-stack-identity": ["create"], "ci-signing": ["create"], ci: ["create"] };

async function createChapter(world) {
  const { emulator, stack } = world;
  chapter("A service user and its API key, declared in a Pulumi program");
  const seen = (await emulator.journal()).length;
  const preview = await stack.preview();
  check(
    "preview shows both as new, and the stack's identity, which marks its users",
    same(operations(preview), CREATED),
    preview.text,
  );
  check("preview made no call for them", (await managedCalls(emulator, seen)).length === 0);

  const up = await stack.up();
  check("up creates both", up.ok && same(operations(up), CREATED), up.text);
  const calls = await managedCalls(emulator, seen);
  check(
    "and those calls are in the same journal",
    calls.some(({ method }) => method === "POST"),
  );
  const { users, tokens } = await emulator.state();
  world.user = users.find(({ friendly_name }) => friendly_name === "ci-signing-demo");
  world.keys = tokens.filter(({ user_id }) => user_id === world.user?.id);
  check("DigiCert ONE has the user, with one key: the one that comes with every user is gone", world.keys.length === 1);

  const outputs = await stack.outputs();
  world.endDate = addDays(90);
  say(`userEndsAt    ${outputs.userEndsAt?.value}`);
  say(`keyEndsAt     ${outputs.keyEndsAt?.value}`);
  say(`keyRotatesOn  ${outputs.keyRotatesOn?.value}`);
  check("end dates are outputs", outputs.keyEndsAt?.value === `${world.endDate}T23:59:59Z`);
  check("and so is the day of the rotation", outputs.keyRotatesOn?.value === addDays(60));
  check("the key's value is a secret output", outputs.apiKey?.secret === true && outputs.apiKey.value !== "");
  world.keyValue = outputs.apiKey?.value ?? "";
  check("which no display showed", world.keyValue !== "" && !`${preview.text}${up.text}`.includes(world.keyValue));

  const again = await stack.preview();
  check("a second preview shows no change", again.ok && same(operations(again), {}), again.text);
}

async function changeChapter({ emulator, stack }) {
  chapter("A changed description");
  await stack.setConfig("description", "Signs every release");
  const preview = await stack.preview();
  excerpt(preview.text, /description/);
  check("preview shows an update in place", same(operations(preview), { "ci-signing": ["update"] }), preview.text);
  const up = await stack.up();
  const { users } = await emulator.state();
  check(
    "up changes it in DigiCert ONE",
    up.ok && users.some(({ description }) => String(description).startsWith("Signs every release (pulumi: ")),
    up.text,
  );
}

async function duplicateChapter(world) {
  const { emulator, stack } = world;
  chapter("A nickname that is taken: adopt or fail");
  const made = await makeByHand(emulator, world.user);
  say(`somebody made "release-bot" by hand: ${made.id}`);
  await stack.setConfig("releaseBot", "true");
  const failed = await stack.up();
  const message = failed.messages.join("\n");
  excerpt(message, /release-bot|adopt/i);
  check("up fails, and names who holds the nickname", !failed.ok && message.includes(made.id), failed.text);
  check("with the line that settles it", message.includes('onDuplicate: "adopt"'));
  await stack.setConfig("adopt", "true");
  const up = await stack.up();
  check("with that line it is adopted", up.ok && same(operations(up), { "release-bot": ["create"] }), up.text);
  const { users } = await emulator.state();
  const holders = users.filter(({ friendly_name }) => friendly_name === "release-bot");
  check("the same user, not a second one", holders.length === 1 && holders[0]?.id === made.id);
  world.adopted = made;
}

async function makeByHand(emulator, like) {
  const response = await fetch(`${emulator.url}/account/api/v1/user`, {
    method: "POST",
    headers: { "x-api-key": emulator.apiKey, "content-type": "application/json", "user-agent": "by-hand/1.0" },
    body: JSON.stringify({
      user_type: "service",
      access_scope: "account",
      friendly_name: "release-bot",
      description: "made by hand",
      email: "somebody@example.com",
      accounts: like.accounts,
      primary_account_id: like.accounts[0],
      roles: like.roles,
    }),
  });
  const user = await response.json();
  if (!response.ok) throw new Error(`the emulator refused a user made by hand: ${JSON.stringify(user)}`);
  return { id: user.id, key: user.api_access_token.token };
}

async function rotationChapter({ stack, endDate }) {
  chapter("A rotation, seen before it happens");
  const day = addDays(61);
  stack.setEnv("DIGICERT_ONE_AS_OF", day);
  const preview = await stack.preview();
  stack.setEnv("DIGICERT_ONE_AS_OF", undefined);
  say(`the preview as of ${day}:`);
  excerpt(preview.text, /endDate|issuedOn/);
  const replaced = operations(preview).ci ?? [];
  check(
    "as of that day the key is due: it is replaced",
    preview.ok && replaced.some((op) => op.includes("replace")),
    preview.text,
  );
  check("the preview names its present end", preview.text.includes(endDate));
  const today = await stack.preview();
  check("as of today nothing is due", today.ok && same(operations(today), {}), today.text);
}

async function destroyChapter({ emulator, stack, before, adopted }) {
  chapter("Destroy");
  const destroy = await stack.destroy();
  check("destroy succeeds", destroy.ok, destroy.text);
  const after = await census(emulator);
  const leftUsers = after.users.filter((id) => !before.users.includes(id));
  check("what the program made is gone; what it adopted is left alone", same(leftUsers, [adopted.id]));
  check("no key is left but the adopted user's own", after.tokens.length === before.tokens.length + 1);
}

async function midnightChapter({ emulator }) {
  chapter("Why all this: everything stops at midnight");
  const headers = { "x-api-key": emulator.apiKey, "user-agent": "by-hand/1.0", "content-type": "application/json" };
  const api = `${emulator.url}/account/api/v1`;
  const endDate = addDays(1);
  const me = await (await fetch(`${api}/user/me`, { headers })).json();
  const response = await fetch(`${api}/api-access-token`, {
    method: "POST",
    headers,
    body: JSON.stringify({ user_id: me.id, name: "forgotten", end_date: endDate }),
  });
  const { token } = await response.json();
  const use = async () => (await fetch(`${api}/user/me`, { headers: { ...headers, "x-api-key": token } })).status;
  await emulator.setClock(`${endDate}T23:59:59Z`);
  check(`a key nobody rotated works at 23:59:59 UTC on its last day, ${endDate}`, (await use()) === 200);
  await emulator.setClock(`${addDays(2)}T00:00:00Z`);
  check("a second later it is refused with 401", (await use()) === 401);
}

function parseEngine(args) {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(HELP);
    process.exit(0);
  }
  const at = args.indexOf("--engine");
  const engine = at < 0 ? undefined : args[at + 1];
  if ((at < 0 && args.length > 0) || (at >= 0 && engine !== "cli" && engine !== "embedded")) {
    console.error(HELP);
    process.exit(2);
  }
  return engine;
}

// Settings of the person's own shell would lead elsewhere than to the emulator.
for (const name of Object.keys(process.env)) if (name.startsWith("DIGICERT_ONE_")) delete process.env[name];

const asked = parseEngine(process.argv.slice(2));
const version = asked === "embedded" ? undefined : cliVersion();
if (asked === "cli" && version === undefined) {
  console.error("--engine cli: there is no `pulumi` on PATH. Install the Pulumi CLI, or use --engine embedded.");
  process.exit(2);
}
console.log(
  version === undefined ? "Engine: embedded (no Pulumi CLI on PATH is needed)" : `Engine: Pulumi CLI ${version}`,
);
const startedAt = Date.now();
await tour(version === undefined ? "embedded" : "cli");
const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
if (failures.length > 0 || checks === 0) {
  console.error(`\n${failures.length} of ${checks} checks failed after ${seconds} s:\n- ${failures.join("\n- ")}`);
  process.exit(1);
}
console.log(`\nAll ${checks} checks hold. ${seconds} s.`);
