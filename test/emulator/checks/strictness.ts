import { expect } from "vitest";
import { call, makeUser, newUser } from "../harness";
import type { ContractCheck } from "./check";

/** What is refused because it is malformed. */
export const strictness: readonly ContractCheck[] = [
  {
    title: "refuses an unknown field in every body, naming it",
    notices: "accept-unknown-fields",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const bodies: [string, string, Record<string, unknown>][] = [
        ["POST", "/user", newUser(emulator, { friendly_name: "x", nickname: "x" })],
        ["PUT", `/user/${user.id}`, newUser(emulator, { status: "ACTIVE" })],
        ["POST", "/api-access-token", { user_id: user.id, name: "k", lifetime: 3 }],
        ["PUT", `/api-access-token/${user.keyId}`, { name: "k", enabled: true, user_id: user.id }],
      ];
      for (const [method, path, body] of bodies) {
        const reply = await call(emulator, method, path, { body });
        expect(reply.status, `${method} ${path}`).toBe(400);
        expect(reply.codes).toEqual(["invalid_request"]);
        expect(reply.messages.join()).toMatch(/"(nickname|status|lifetime|user_id)"/);
      }
    },
  },
  {
    title: "refuses an unknown query parameter",
    notices: "accept-unknown-fields",
    run: async (emulator) => {
      expect((await call(emulator, "GET", "/user?user_type=service")).status).toBe(200);
      expect((await call(emulator, "GET", "/user?usertype=service")).status).toBe(400);
      expect((await call(emulator, "GET", "/user?user_type=service&user_type=service")).status).toBe(400);
    },
  },
  {
    title: "refuses a body that is not declared as JSON, is none, or comes where none belongs",
    run: async (emulator) => {
      const body = newUser(emulator);
      const wrong = { body, headers: { "content-type": "text/plain" } };
      expect((await call(emulator, "POST", "/user", wrong)).status).toBe(400);
      expect((await call(emulator, "POST", "/user", { raw: "{" })).status).toBe(400);
      expect((await call(emulator, "POST", "/user", { raw: "[]" })).status).toBe(400);
      expect((await call(emulator, "POST", "/user", { raw: Buffer.from([0x22, 0xff, 0x22]) })).status).toBe(400);
      expect((await call(emulator, "PUT", "/user/me/enable", { body })).status).toBe(400);
      const charset = { body, headers: { "content-type": "application/json; charset=utf-8" } };
      expect((await call(emulator, "POST", "/user", charset)).status).toBe(201);
    },
  },
  {
    title: "refuses a call without a User-Agent",
    run: async (emulator) => {
      expect((await call(emulator, "GET", "/account", { headers: { "user-agent": null } })).status).toBe(400);
      expect((await call(emulator, "GET", "/account")).status).toBe(200);
    },
  },
  {
    title: "refuses bad names, impossible dates, unknown accounts and roles, each with a detail of its own",
    run: async (emulator) => {
      const bad = { friendly_name: "a/b", end_date: "2027-02-29" };
      const reply = await call(emulator, "POST", "/user", { body: newUser(emulator, bad) });
      expect(reply.status).toBe(400);
      expect(reply.messages).toHaveLength(2);
      for (const fields of [{ accounts: ["nowhere"] }, { roles: ["nobody"] }, { friendly_name: "a".repeat(256) }]) {
        expect((await call(emulator, "POST", "/user", { body: newUser(emulator, fields) })).status).toBe(400);
      }
    },
  },
  {
    title: "requires user_id to list keys, answers 404 to what is not there and 405 to a wrong method",
    run: async (emulator) => {
      expect((await call(emulator, "GET", "/api-access-token")).status).toBe(400);
      for (const path of ["/user/none", "/api-access-token/none", "/account/none", "/users", "/user/"]) {
        const reply = await call(emulator, "GET", path);
        expect(reply.status, path).toBe(404);
        expect(reply.codes).toEqual(["resource_not_found"]);
      }
      const reply = await call(emulator, "PATCH", "/user/me");
      expect([reply.status, reply.headers.allow]).toEqual([405, "GET, PUT, DELETE"]);
    },
  },
];
