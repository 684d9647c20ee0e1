import { expect, it } from "vitest";
import type { DigicertStage } from "./stage";
import { census, changed, describeDigicert } from "./stage";

const program = `
const user = new digicert.ServiceUser("ci", { nickname: "ci", description: "Signs", email, accountIds, roleIds, endDate: "2099-12-31" });
const key = new digicert.ApiKey("ci", { serviceUser: user, endDate: "2099-06-30" });
`;

interface WireUser {
  id: string;
  friendly_name: string;
  description: string;
  email: string;
  end_date?: string;
  accounts: { id: string }[];
  primary_account_id: string;
  roles: { id: string }[];
}
/** What a request may say: ids, where an answer shows objects. */
type UserChanges = Partial<Omit<WireUser, "accounts" | "roles"> & { accounts: string[]; roles: string[] }>;
interface WireToken {
  id: string;
  name: string;
  user_id: string;
  end_date?: string;
  status: string;
}

/** One argument changed beside Pulumi, and the one property that a refresh must then report. */
const drifts: [property: string, resource: string, change: (stage: DigicertStage, ids: Ids) => Promise<void>][] = [
  ["nickname", "ServiceUser ci", (stage, ids) => put(stage, ids, { friendly_name: "renamed by hand" })],
  [
    "description",
    "ServiceUser ci",
    (stage, ids) => put(stage, ids, (user) => ({ description: user.description.replace("Signs", "Reads") })),
  ],
  ["email", "ServiceUser ci", (stage, ids) => put(stage, ids, { email: "else@example.com" })],
  ["endDate", "ServiceUser ci", (stage, ids) => put(stage, ids, { end_date: "2099-12-30" })],
  ["roleIds", "ServiceUser ci", (stage, ids) => put(stage, ids, { roles: [] })],
  ["enabled", "ServiceUser ci", async (stage, { user }) => void (await stage.byHand("PUT", `/user/${user}/disable`))],
  ["endDate", "ApiKey ci", (stage, ids) => putKey(stage, ids, { end_date: "2099-06-29" })],
  ["enabled", "ApiKey ci", (stage, ids) => putKey(stage, ids, { enabled: false })],
];

interface Ids {
  user: string;
  key: string;
}

async function put(
  stage: DigicertStage,
  { user: id }: Ids,
  over: UserChanges | ((user: WireUser) => UserChanges),
): Promise<void> {
  const user = (await stage.byHand("GET", `/user/${id}`)) as WireUser;
  const { friendly_name, description, email, end_date, primary_account_id } = user;
  const [accounts, roles] = [user.accounts, user.roles].map((each) => each.map(({ id }) => id));
  const changes = typeof over === "function" ? over(user) : over;
  await stage.byHand("PUT", `/user/${id}`, {
    user_type: "service",
    access_scope: "account",
    ...{ friendly_name, description, email, end_date, accounts, primary_account_id, roles },
    ...changes,
  });
}

async function putKey(
  stage: DigicertStage,
  { key: id }: Ids,
  over: Partial<WireToken> & { enabled?: boolean },
): Promise<void> {
  const { name, end_date, status } = (await stage.byHand("GET", `/api-access-token/${id}`)) as WireToken;
  await stage.byHand("PUT", `/api-access-token/${id}`, { name, end_date, enabled: status !== "DISABLED", ...over });
}

describeDigicert("an argument changed beside Pulumi", (makeStage) => {
  // Drift that refresh does not show is drift that nobody repairs; each refresh sees the latest change alone.
  it("is reported by refresh, that one and no other, and put right by the next up", { timeout: 240_000 }, async () => {
    const stage = await makeStage(program);
    const { stack, emulator } = stage;
    await stack.up();
    const declared = await emulator.state();
    const user = declared.users.find((each) => each.friendly_name === "ci");
    const key = declared.tokens.find((each) => each.user_id === user?.id);
    const ids = { user: String(user?.id), key: String(key?.id) };

    expect(drifts).toHaveLength(8);
    for (const [property, resource, change] of drifts) {
      await change(stage, ids);
      const before = await inputs(stage);
      const refresh = await stack.refresh();
      const after = await inputs(stage);
      expect(refresh.resourceChanges.update, `${resource}.${property}\n${refresh.stdout}`).toBe(1);
      expect(refresh.stdout).toMatch(new RegExp(`[~+-] ?${property}\\b`));
      expect(differing(before, after), `${resource}.${property}`).toEqual([`${resource}.${property}`]);
    }

    expect(changed(await stack.up())).toEqual({ "ServiceUser ci": ["update"], "ApiKey ci": ["update"] });
    const { users, tokens } = await census(emulator);
    expect({ users: users.map(withoutNonce), tokens }).toEqual({
      users: declared.users.map(withoutNonce),
      tokens: declared.tokens,
    });
    expect((await stack.refresh()).resourceChanges).not.toHaveProperty("update");
  });

  // Gone objects are made again; twice the same user would be a second identity nobody knows of.
  it("that is deleted beside Pulumi is made again, once", async () => {
    const stage = await makeStage(program);
    const { stack, emulator } = stage;
    await stack.up();
    const user = (await emulator.state()).users.find((each) => each.friendly_name === "ci");
    await stage.byHand("DELETE", `/user/${String(user?.id)}`);
    expect((await stack.refresh()).resourceChanges.delete).toBe(2);
    expect(changed(await stack.up())).toEqual({ "ServiceUser ci": ["create"], "ApiKey ci": ["create"] });
    const { users, tokens } = await emulator.state();
    const again = users.filter((each) => each.friendly_name === "ci");
    expect(again).toHaveLength(1);
    expect(tokens.filter((each) => each.user_id === again[0]?.id)).toHaveLength(1);
  });
});

/** Each write of a user draws a nonce of its own. */
function withoutNonce<T extends { description?: unknown }>(user: T): T {
  return { ...user, description: String(user.description).replace(/\.[a-z0-9]+\)$/, ".nonce)") };
}

/** Inputs in state, by resource and property. */
async function inputs({ stack }: DigicertStage): Promise<Record<string, string>> {
  const { deployment } = await stack.exportStack();
  const rows = (deployment.resources ?? []).flatMap(({ type, urn, inputs: props }) =>
    Object.entries((props ?? {}) as object).map(([property, value]) => [
      `${type.split(":").pop()} ${urn.split("::").pop()}.${property}`,
      JSON.stringify(value),
    ]),
  );
  return Object.fromEntries(rows) as Record<string, string>;
}

function differing(before: Record<string, string>, after: Record<string, string>): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]).sort();
}
