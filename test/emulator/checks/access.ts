import { expect } from "vitest";
import { call, makeKey, makeUser, newUser, opens, roleId } from "../harness";
import type { ContractCheck } from "./check";

/** Who may do what. */
export const access: readonly ContractCheck[] = [
  {
    title: "answers 401 without a key, with a wrong one, a disabled one, and one of a disabled or deleted user",
    run: async (emulator) => {
      for (const key of [null, "emu_wrong"]) {
        const reply = await call(emulator, "GET", "/user/me", { key });
        expect([reply.status, ...reply.codes]).toEqual([401, "invalid_api_key"]);
      }
      const user = await makeUser(emulator);
      const { id, value } = await makeKey(emulator, user.id, "release");
      expect(await opens(emulator, value)).toBe(true);
      await call(emulator, "PUT", `/api-access-token/${id}`, { body: { name: "release", enabled: false } });
      expect([await opens(emulator, value), await opens(emulator, user.key)]).toEqual([false, true]);
      await call(emulator, "PUT", `/user/${user.id}/disable`);
      expect(await opens(emulator, user.key)).toBe(false);
      await call(emulator, "PUT", `/user/${user.id}/enable`);
      expect(await opens(emulator, user.key)).toBe(true);
      await call(emulator, "DELETE", `/user/${user.id}`);
      expect(await opens(emulator, user.key)).toBe(false);
      expect((await emulator.state()).tokens.map((token) => token.user_id)).not.toContain(user.id);
    },
  },
  {
    title: "answers 403 access_denied to a user without the role, for itself and its own keys as well",
    run: async (emulator) => {
      const { key, id } = await makeUser(emulator);
      const calls: [string, string, unknown?][] = [
        ["GET", "/user"],
        ["POST", "/user", newUser(emulator, { friendly_name: "x" })],
        ["GET", "/role"],
        ["GET", "/account"],
        ["GET", "/audit-log"],
        ["GET", "/user/me"],
        ["GET", `/user/${id}`],
        ["GET", `/api-access-token?user_id=${id}`],
        ["POST", "/api-access-token", { user_id: id, name: "own" }],
      ];
      for (const [method, path, body] of calls) {
        const reply = await call(emulator, method, path, { key, body });
        expect([reply.status, ...reply.codes], path).toEqual([403, "access_denied"]);
      }
    },
  },
  {
    title: "lets a user with any role of Account Manager see itself and make its own keys, and nothing of others",
    run: async (emulator) => {
      const { key, id } = await makeUser(emulator, { roles: [await roleId(emulator, "Auditor")] });
      const other = await makeUser(emulator, { friendly_name: "other" });
      expect((await call(emulator, "GET", "/user/me", { key })).object.id).toBe(id);
      expect((await call(emulator, "GET", `/api-access-token?user_id=${id}`, { key })).list).toHaveLength(1);
      const body = { user_id: id, name: "own" };
      expect((await call(emulator, "POST", "/api-access-token", { key, body })).status).toBe(201);
      expect((await call(emulator, "GET", `/user/${other.id}`, { key })).status).toBe(403);
      expect((await call(emulator, "GET", `/api-access-token?user_id=${other.id}`, { key })).status).toBe(403);
    },
  },
  {
    title: "lets Read only look and not touch",
    run: async (emulator) => {
      const { key, id } = await makeUser(emulator, { roles: [await roleId(emulator, "Read only")] });
      expect((await call(emulator, "GET", "/user", { key })).list).toHaveLength(2);
      expect((await call(emulator, "DELETE", `/user/${id}`, { key })).status).toBe(403);
      const body = newUser(emulator, { friendly_name: "x" });
      expect((await call(emulator, "POST", "/user", { key, body })).status).toBe(403);
    },
  },
];
