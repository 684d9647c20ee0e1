/** `digicert-one inventory` against the emulator: reads only, shows no secret, and never takes what it may not see for nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes";
import { walkTenant } from "../../src/cli/tenant/walk";
import { createClient, resolveSettings, type ServiceUser } from "../../src/client";
import { type Emulator, startEmulator } from "../../src/emulator";
import { call, makeKey, makeUser, roleId } from "../emulator/harness";
import { type InventoryRun, inventory, settingsOf } from "./inventory-fixture";
import { apiKey, stackExport } from "./plan-fixture";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ seed: 5, rateLimits: "off" });
});
afterEach(() => emulator.close());

interface Json {
  rows: { id: string; kind: string; label: string; managed: string }[];
  warnings: { code: string; text: string }[];
  inventory: {
    serviceUsers: { total: number; nobody: number };
    apiKeys: { total: number };
    people: number;
    isComplete: boolean;
  };
}

const jsonOf = ({ out }: InventoryRun): Json => JSON.parse(out);
const listed = async (...argv: string[]) => jsonOf(await inventory(emulator, ["--format", "json", ...argv]));

it("lists every service user and its keys by GET requests alone, and shows no value of a key", async () => {
  const one = await makeUser(emulator, { friendly_name: "one" });
  const more = await makeKey(emulator, one.id, "by hand");
  await emulator.clearJournal();
  const runs = await Promise.all([[], ["--format", "json"], ["--program"]].map((argv) => inventory(emulator, argv)));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  const { rows, inventory: counts } = jsonOf(runs[1] ?? { code: 1, out: "", err: "" });
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([one.id, one.keyId, more.id]));
  expect(counts).toMatchObject({ serviceUsers: { total: 2, nobody: 2 }, apiKeys: { total: 3 }, isComplete: true });
  const said = runs.map(({ out, err }) => out + err).join("");
  for (const secret of [emulator.apiKey, one.key, more.value]) expect(said).not.toContain(secret);
  expect(new Set((await emulator.journal()).map(({ method }) => method))).toEqual(new Set(["GET"]));
});

it("refuses two exports of one stack, as nothing tells which is the newer one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "inventory-"));
  const [early, late, other] = ["early.json", "late.json", "other.json"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(early, stackExport([apiKey("same")]));
  writeFileSync(late, stackExport([apiKey("same", { endDate: "2027-06-01" })]));
  writeFileSync(other, stackExport([{ ...apiKey("same"), id: "of-another-organization" }]));
  try {
    await expect(inventory(emulator, [early, late])).rejects.toThrow(
      `${early} and ${late} are two exports of one stack, keys/prod. Give the newer one alone.`,
    );
    expect((await inventory(emulator, [early, other])).code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("counts people, and shows nothing of them", async () => {
  await emulator.addUser({ friendly_name: "jane", email: "jane@example.com" });
  const { rows, inventory: counts } = await listed();
  expect(counts).toMatchObject({ people: 1, serviceUsers: { total: 1 } });
  expect(JSON.stringify(rows)).not.toContain("jane");
  const { out, err } = await inventory(emulator, ["--program"]);
  expect(out).toContain("//   1 user who is a person.");
  expect(out + err).not.toContain("jane");
});

it("passes over users that the API still shows as deleted", async () => {
  await emulator.close();
  emulator = await startEmulator({ seed: 5, rateLimits: "off", variants: ["deleted-not-found"] });
  const [gone, there] = [
    await makeUser(emulator, { friendly_name: "gone" }),
    await makeUser(emulator, { friendly_name: "there" }),
  ];
  await call(emulator, "DELETE", `/user/${gone.id}`);
  const { list } = await call(emulator, "GET", "/user");
  expect(list.find(({ id }) => id === gone.id)).toMatchObject({ status: "DELETED" });
  const { rows } = await listed();
  expect(rows.map(({ id }) => id)).toContain(there.id);
  expect(rows.map(({ id }) => id)).not.toContain(gone.id);
});

it("says at the end what it saw, and nothing meanwhile where nobody waits at a terminal", async () => {
  for (let index = 0; index < 101; index += 1)
    await emulator.addUser({ user_type: "service", friendly_name: `u ${index}` });
  const { err } = await inventory(emulator, ["--format", "json"]);
  expect(err).toMatch(/^Seen at \S+ with this key: 102 service users and 1 key, in 1 account\. [^\n]*\n$/);
});

describe("what the key may not see", () => {
  it("is an error where it may not list users", async () => {
    const { key } = await makeUser(emulator, { friendly_name: "auditor", roles: [await roleId(emulator, "Auditor")] });
    await expect(inventory(emulator, [], { apiKey: key })).rejects.toThrow("list the users");
  });

  it.each([
    ["keys", "/api-access-token", "The keys of 1 user were not listed"],
    ["accounts", "/account", "The accounts were not listed"],
    ["roles", "/role", "The roles were not listed"],
  ])("is named where it may not list %s, and the list is not complete", async (_what, path, text) => {
    await emulator.addFault({ match: { path }, kind: "status", status: 403 });
    const run = await inventory(emulator, ["--format", "json", "--fail-on", "incomplete"]);
    expect(run.code).toBe(EXIT.found);
    const { warnings, inventory: counts } = jsonOf(run);
    expect(counts.isComplete).toBe(false);
    expect(warnings.find(({ code }) => code === "not-seen")?.text).toContain(text);
    expect((await inventory(emulator, ["--program"])).err).toContain(`warning: ${text}`);
  });

  it("is named where nobody says whom it runs as, and then no user passes for another", async () => {
    await emulator.addFault({ match: { path: "/user/me" }, kind: "status", status: 403 });
    const { warnings } = await listed();
    expect(warnings.map(({ text }) => text)).toContainEqual(expect.stringContaining("GET /user/me"));
  });

  it("is not taken for nothing where the server fails: the command fails too", async () => {
    await emulator.addFault({ match: { path: "/api-access-token" }, kind: "foreign", status: 404, form: "json" });
    await expect(inventory(emulator, [])).rejects.toThrow("list the API keys");
  });
});

describe("exit codes", () => {
  it.each([
    ["unmanaged", EXIT.found],
    ["incomplete", EXIT.ok],
    ["incomplete,warning", EXIT.found],
  ])("--fail-on %s exits with %i where a user is managed by nobody", async (what, code) => {
    expect((await inventory(emulator, ["--fail-on", what])).code).toBe(code);
  });

  it.each([
    [["--program", "--format", "json"], "leave out --format and --within"],
    [["--program", "--within", "7d"], "leave out --format and --within"],
    [["--applications"], "--applications belongs to --program"],
    [["--fail-on", "due"], "Allowed choices are unmanaged, incomplete, warning."],
  ])("%j is a wrong call, and asks nothing", async (argv, message) => {
    await emulator.clearJournal();
    const run = await inventory(emulator, argv);
    expect(run.code).toBe(EXIT.usage);
    expect(run.err).toContain(message);
    expect(await emulator.journal()).toEqual([]);
  });
});

it("names the applications of every user where it is told to", async () => {
  const roles = [await roleId(emulator, "Auditor")];
  const { id } = await makeUser(emulator, { friendly_name: "one", roles });
  const named = 'applicationIds: [applications["Account Manager"]],';
  expect((await inventory(emulator, ["--program"])).out).not.toContain(named);
  const { out } = await inventory(emulator, ["--program", "--applications"]);
  expect(out).toContain(named);
  expect(out).toContain(`adoptId: "${id}"`);
});

describe("users that a list shows in part", () => {
  const settings = () => resolveSettings({ env: settingsOf(emulator) });
  const part = ({ roleIds: _roles, accountIds: _accounts, ...rest }: ServiceUser): ServiceUser => rest;

  /** A client whose list shows less than a user that is read alone, of those that `isShown` says. */
  async function walk(isShown: (user: ServiceUser) => boolean) {
    const client = createClient(settings());
    const read: string[] = [];
    const { serviceUsers } = client;
    async function* list() {
      for await (const user of serviceUsers.list()) yield part(user);
    }
    const get = async (id: string) => {
      read.push(id);
      const user = await serviceUsers.get(id);
      return isShown(user) ? user : part(user);
    };
    try {
      const { accounts, roles, apiKeys } = client;
      const tenant = await walkTenant(
        { accounts, roles, apiKeys, serviceUsers: { ...serviceUsers, list, get } },
        { host: "h", settings: settings(), progress: () => undefined },
      );
      return { read, users: tenant.users.map(({ user }) => user) };
    } finally {
      client.close();
    }
  }

  it("are read one by one", async () => {
    await makeUser(emulator, { friendly_name: "one" });
    const { users, read } = await walk(() => true);
    expect(users.map(({ roleIds }) => roleIds?.length)).toHaveLength(2);
    expect(users.every(({ roleIds, accountIds }) => roleIds && accountIds)).toBe(true);
    expect(new Set(read).size).toBe(2);
  });

  it("are left as they are where the first shows no more by itself", async () => {
    await makeUser(emulator, { friendly_name: "one" });
    const { users, read } = await walk(() => false);
    expect(users).toHaveLength(2);
    expect(read).toHaveLength(1);
  });
});
