/** What people do to users beside Pulumi. */
import type { Emulator } from "../../src/emulator";

type Row = Record<string, unknown>;

/** The users that stacks made: all but those that the emulator starts with, who have no mark and no signer's name. */
export async function usersOf(emulator: Emulator): Promise<Row[]> {
  const { users } = await emulator.state();
  return users.filter(({ email }) => email === "team@example.com");
}

/** A PUT of the whole user with another description, as a person's tool sends it. */
export async function describeByHand(emulator: Emulator, id: string, description: string): Promise<void> {
  const user = (await usersOf(emulator)).find((each) => each.id === id) ?? {};
  const { friendly_name, email, accounts, primary_account_id, roles } = user;
  const response = await fetch(`${emulator.url}/account/api/v1/user/${id}`, {
    method: "PUT",
    headers: { "x-api-key": emulator.apiKey, "user-agent": "by-hand/1", "content-type": "application/json" },
    body: JSON.stringify({
      ...{ user_type: "service", access_scope: "account", friendly_name, description, email },
      ...{ accounts, primary_account_id, roles },
    }),
  });
  if (!response.ok) throw new Error(`a PUT by hand: ${response.status} ${await response.text()}`);
}
