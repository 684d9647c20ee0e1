/** The emulator of DigiCert ONE with its clock, and who calls it without Pulumi: people, and consumers with a key. */
import { startEmulator } from "pulumi-digicert-one/testing";

export const addDays = (day, days) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Starts an emulator whose clock stands at nine in the morning of a day. */
export async function openTenant(day) {
  const emulator = await startEmulator({ seed: 7, now: `${day}T09:00:00Z` });
  const request = async (method, path, { key = emulator.apiKey, body } = {}) => {
    const response = await fetch(`${emulator.url}/account/api/v1/${path}`, {
      method,
      headers: { "x-api-key": key, "content-type": "application/json", "user-agent": "by-hand/1.0" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    emulator,
    /** Moves the clock of the API, and the day of previews and runs. */
    setDay: async (to) => {
      process.env.DIGICERT_ONE_AS_OF = to;
      await emulator.setClock(`${to}T09:00:00Z`);
    },
    /** Calls the API with a key, as its consumer does: the status. */
    use: async (key) => (await request("GET", "user/me", { key })).status,
    /** The keys of a user, oldest first. */
    keysOf: async (nickname) => {
      const { users, tokens } = await emulator.state();
      const { id } = users.find(({ friendly_name }) => friendly_name === nickname) ?? {};
      return tokens
        .filter(({ user_id }) => user_id === id)
        .map(({ name, enabled, created_at, end_date }) => ({ name, enabled, createdAt: created_at, endDate: end_date }))
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    },
    /** What a person does by hand: a service user, and a key that ends on a day. */
    makeByHand: async (nickname, endDate) => {
      const { roles, accounts } = await emulator.state();
      const made = async (path, body) => {
        const answer = await request("POST", path, { body });
        if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
      };
      const user = await made("user", {
        user_type: "service",
        access_scope: "account",
        friendly_name: nickname,
        description: "Made by hand",
        email: "jane@example.com",
        accounts: [accounts[0].id],
        primary_account_id: accounts[0].id,
        roles: [roles.find(({ name }) => name === "Certificate manager").id],
      });
      const { token } = await made("api-access-token", {
        user_id: user.id,
        name: `${nickname}-key`,
        end_date: endDate,
      });
      return { id: user.id, key: token };
    },
  };
}
