/** The applications of a user: those that a request names, or else those of its roles. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { call, newUser } from "./harness";

let emulator: Emulator;
let manager: Record<string, unknown>;
let signer: Record<string, unknown>;
beforeAll(async () => {
  emulator = await startEmulator({ seed: 3 });
  const { roles } = await emulator.state();
  const [one = {}, other = {}] = ["User manager", "Document signer"].map((name) => roles.find((r) => r.name === name));
  [manager, signer] = [one, other];
});
afterAll(() => emulator.close());

const shown = (body: Readonly<Record<string, unknown>>): unknown =>
  (body.applications as { id: string; permissions: string[] }[]).map(({ id, permissions }) => [id, permissions.length]);

it("are those that are named, and those of the roles where none are", async () => {
  const put = async (id: unknown, fields: Record<string, unknown>) =>
    (await call(emulator, "PUT", `/user/${id}`, { body: newUser(emulator, { roles: [manager.id], ...fields }) }))
      .object;
  const body = newUser(emulator, {
    roles: [manager.id],
    applications: [signer.application_id, manager.application_id],
  });
  const made = (await call(emulator, "POST", "/user", { body })).object;
  expect(shown(made)).toEqual([
    [signer.application_id, 0],
    [manager.application_id, 4],
  ]);
  expect(shown(await put(made.id, { applications: [signer.application_id] }))).toEqual([[signer.application_id, 0]]);
  expect(shown(await put(made.id, {}))).toEqual([[manager.application_id, 4]]);
});

it("exist", async () => {
  const body = newUser(emulator, { friendly_name: "none", applications: ["nowhere"] });
  const reply = await call(emulator, "POST", "/user", { body });
  expect(reply).toMatchObject({ status: 400, messages: ['applications: unknown application "nowhere"'] });
});
