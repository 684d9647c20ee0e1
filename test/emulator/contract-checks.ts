import { expect } from "vitest";
import type { Emulator } from "../../src/emulator";
import type { Breakage } from "../../src/emulator/core/variants";
import { call, makeKey, makeUser, newUser, opens, roleId } from "./harness";

/**
 * What the contract demands of whoever plays DigiCert ONE. Each check gets a fresh emulator whose clock stands at
 * 2027-01-10T12:00Z. `notices` names the leniency that it must fail under.
 */
export interface ContractCheck {
  readonly title: string;
  readonly notices?: Breakage;
  readonly run: (emulator: Emulator) => Promise<void>;
}

const duplicates: ContractCheck[] = [
  {
    title: "answers 409 duplicate_error with the published message for a nickname that is taken, whatever its case",
    notices: "no-409",
    run: async (emulator) => {
      await makeUser(emulator);
      const reply = await call(emulator, "POST", "/user", { body: newUser(emulator, { friendly_name: "CI" }) });
      expect(reply.status).toBe(409);
      expect(reply.codes).toEqual(["duplicate_error"]);
      expect(reply.messages).toEqual(["Nickname CI already exists. Enter a different nickname."]);
    },
  },
  {
    title: "answers 409 to a rename onto a taken nickname, and lets a user keep its own",
    notices: "no-409",
    run: async (emulator) => {
      await makeUser(emulator);
      const other = await makeUser(emulator, { friendly_name: "other" });
      const own = await call(emulator, "PUT", `/user/${other.id}`, {
        body: newUser(emulator, { friendly_name: "other" }),
      });
      expect(own.status).toBe(200);
      expect((await call(emulator, "PUT", `/user/${other.id}`, { body: newUser(emulator) })).status).toBe(409);
    },
  },
  {
    title: "answers 409 to a second key of one name for one user, and not for two users",
    notices: "no-409",
    run: async (emulator) => {
      const one = await makeUser(emulator);
      const two = await makeUser(emulator, { friendly_name: "two" });
      await makeKey(emulator, one.id, "release");
      await makeKey(emulator, two.id, "release");
      const reply = await call(emulator, "POST", "/api-access-token", { body: { user_id: one.id, name: "RELEASE" } });
      expect(reply.status).toBe(409);
      expect(reply.codes).toEqual(["duplicate_error"]);
    },
  },
  {
    title: "frees a name when its object is deleted",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const key = await makeKey(emulator, user.id, "release");
      expect((await call(emulator, "DELETE", `/api-access-token/${key.id}`)).status).toBe(204);
      await makeKey(emulator, user.id, "release");
      expect((await call(emulator, "DELETE", `/user/${user.id}`)).status).toBe(204);
      await makeUser(emulator);
    },
  },
];

const endDates: ContractCheck[] = [
  {
    title: "opens for a key to the end of its last day in UTC, and answers 401 a second later",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const { value } = await makeKey(emulator, user.id, "release", "2027-01-12");
      await emulator.setClock("2027-01-12T23:59:58Z");
      expect(await opens(emulator, value)).toBe(true);
      await emulator.setClock("2027-01-13T00:00:00Z");
      const reply = await call(emulator, "GET", "/user/me", { key: value });
      expect(reply.status).toBe(401);
      expect(reply.codes).toEqual(["invalid_api_key"]);
    },
  },
  {
    title: "answers 401 to every key of a user past its end date, until that is extended",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      const user = await makeUser(emulator, { end_date: "2027-02-01" });
      const { value } = await makeKey(emulator, user.id, "release");
      await emulator.setClock({ advance: "P40D" });
      expect([await opens(emulator, user.key), await opens(emulator, value)]).toEqual([false, false]);
      const body = newUser(emulator, { end_date: "2027-12-31" });
      expect((await call(emulator, "PUT", `/user/${user.id}`, { body })).status).toBe(200);
      expect(await opens(emulator, value)).toBe(true);
    },
  },
  {
    title: "lets no key outlive its user",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      const user = await makeUser(emulator, { end_date: "2027-02-01" });
      await makeKey(emulator, user.id, "fits", "2027-02-01");
      const body = { user_id: user.id, name: "too long", end_date: "2027-02-02" };
      const reply = await call(emulator, "POST", "/api-access-token", { body });
      expect(reply.status).toBe(400);
      expect(reply.codes).toEqual(["invalid_request"]);
    },
  },
  {
    title: "refuses an end date in the past and accepts today",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      await makeUser(emulator, { end_date: "2027-01-10" });
      const body = newUser(emulator, { friendly_name: "late", end_date: "2027-01-09" });
      expect((await call(emulator, "POST", "/user", { body })).status).toBe(400);
    },
  },
  {
    title: "moves or removes a key's end date until it has passed, and never after",
    notices: "ignore-end-dates",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const { id } = await makeKey(emulator, user.id, "release", "2027-01-12");
      const put = (end_date: string | undefined) =>
        call(emulator, "PUT", `/api-access-token/${id}`, {
          body: { name: "release", enabled: true, ...(end_date === undefined ? {} : { end_date }) },
        });
      expect((await put(undefined)).object).not.toHaveProperty("end_date");
      expect((await put("2027-01-20")).object.end_date).toBe("2027-01-20");
      await emulator.setClock("2027-01-21");
      expect((await call(emulator, "GET", `/api-access-token/${id}`)).object.status).toBe("EXPIRED");
      expect((await put("2027-03-01")).status).toBe(400);
    },
  },
];

const strictness: ContractCheck[] = [
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

const access: ContractCheck[] = [
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

const objects: ContractCheck[] = [
  {
    title: "answers a creation with the user, its assignments and its first key, whose value is shown only there",
    run: async (emulator) => {
      const roles = [await roleId(emulator, "Certificate manager")];
      const body = newUser(emulator, { end_date: "2027-12-31", roles });
      const created = await call(emulator, "POST", "/user", { body });
      expect(created.status).toBe(201);
      const { api_access_token: token, ...user } = created.object;
      expect(user).toMatchObject({
        ...body,
        accounts: [{ id: emulator.accountId, name: "Emulator account" }],
        roles: [{ id: roles[0], name: "Certificate manager" }],
        status: "ACTIVE",
        primary_account_id: emulator.accountId,
      });
      expect(token).toMatchObject({ end_date: "2027-12-31", token: expect.stringMatching(/^emu_/) });
      const read = await call(emulator, "GET", `/user/${user.id}`);
      expect(read.object).toEqual(user);
      const listed = await call(emulator, "GET", "/user?user_type=service");
      expect(listed.list.find((one) => one.id === user.id)).toEqual(user);
      expect(`${read.text}${listed.text}`).not.toContain("emu_");
    },
  },
  {
    title: "replaces the whole user on PUT, erasing what is omitted",
    run: async (emulator) => {
      const roles = [await roleId(emulator, "Auditor")];
      const user = await makeUser(emulator, { end_date: "2027-12-31", roles });
      const body = { friendly_name: "renamed", email: "b@example.com", accounts: [emulator.accountId] };
      const reply = await call(emulator, "PUT", `/user/${user.id}`, { body });
      expect(reply.object).toMatchObject({
        ...body,
        accounts: [{ id: emulator.accountId }],
        description: "",
        roles: [],
      });
      expect(reply.object).not.toHaveProperty("end_date");
    },
  },
  {
    title: "gives a user the applications that a request names, or else those of its roles, and knows no others",
    run: async (emulator) => {
      const { roles } = await emulator.state();
      const of = (code: string) => roles.find((role) => role.application_code === code)?.application_id;
      const fields = { roles: [await roleId(emulator, "Auditor")], applications: [of("document_trust_manager")] };
      const made = await call(emulator, "POST", "/user", { body: newUser(emulator, fields) });
      expect(made.object.applications).toMatchObject([
        { id: of("document_trust_manager"), name: "Document Trust Manager", permissions: [] },
      ]);
      const others = newUser(emulator, { friendly_name: "roles", roles: fields.roles });
      expect((await call(emulator, "POST", "/user", { body: others })).object.applications).toMatchObject([
        { id: of("account_manager"), name: "Account Manager", permissions: ["VIEW_AM_AUDIT_LOG"] },
      ]);
      const body = newUser(emulator, { friendly_name: "x", applications: ["nonsense"] });
      expect((await call(emulator, "POST", "/user", { body })).messages.join()).toContain('"nonsense"');
    },
  },
  {
    title: "shows the value of a key in the answer to its creation and never again",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const body = { user_id: user.id, name: "release", end_date: "2027-02-01" };
      const created = await call(emulator, "POST", "/api-access-token", { body });
      const { token, ...rest } = created.object;
      expect([created.status, token]).toEqual([201, expect.stringMatching(/^emu_/)]);
      expect(rest).toMatchObject({ ...body, status: "ACTIVE" });
      expect(rest).not.toHaveProperty("enabled");
      const read = await call(emulator, "GET", `/api-access-token/${rest.id}`);
      expect(read.object).toEqual(rest);
      const list = await call(emulator, "GET", `/api-access-token?user_id=${user.id}`);
      expect(list.list).toContainEqual(rest);
      expect(list.list).toHaveLength(2);
    },
  },
  {
    title: "lists roles by application with their permissions, and accounts with what is documented",
    run: async (emulator) => {
      const all = (await call(emulator, "GET", "/role")).list;
      const some = (await call(emulator, "GET", "/role?application_code=account_manager")).list;
      expect(some.length).toBeGreaterThan(0);
      expect(some.length).toBeLessThan(all.length);
      expect((await call(emulator, "GET", "/role?application_code=nonsense")).status).toBe(400);
      const [account] = (await call(emulator, "GET", "/account")).list;
      expect(account).toMatchObject({ id: emulator.accountId, active: true, sign_in_methods: ["standard"] });
      expect((await call(emulator, "GET", `/account/${emulator.accountId}`)).object).toEqual(account);
    },
  },
  {
    title: "writes every change to the audit log under the caller's name, and finds it again",
    run: async (emulator) => {
      const user = await makeUser(emulator);
      const key = await makeKey(emulator, user.id, "release");
      await call(emulator, "DELETE", `/api-access-token/${key.id}`);
      const find = async (query: string) => (await call(emulator, "GET", `/audit-log${query}`)).list;
      expect((await find("?sort=asc")).map((entry) => `${entry.action} ${entry.resource_type}`)).toEqual([
        "CREATE USER",
        "CREATE API_ACCESS_TOKEN",
        "DELETE API_ACCESS_TOKEN",
      ]);
      expect((await find(`?resource_id=${key.id}`)).map((entry) => entry.action)).toEqual(["DELETE", "CREATE"]);
      expect(await find("?action=DELETE&resource_types=API_ACCESS_TOKEN,USER")).toHaveLength(1);
      expect(await find("?user_name=Emulator%20administrator&from=2027-01-10&to=2027-01-10")).toHaveLength(3);
      expect(await find("?to=2027-01-09")).toHaveLength(0);
      expect((await call(emulator, "GET", "/audit-log?from=yesterday")).status).toBe(400);
    },
  },
  {
    title: "takes a signing request of the caller's own, within its life, and enables it",
    run: async (emulator) => {
      const { key, id } = await makeUser(emulator, { end_date: "2027-03-01" });
      const csr = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";
      const post = (body: unknown) => call(emulator, "POST", "/client-auth-certificate", { key, body });
      const made = await post({ nickname: "laptop", csr, end_date: "2027-02-01" });
      expect(made.status).toBe(201);
      expect(made.object).toMatchObject({ user_id: id, nickname: "laptop", enabled: true, end_date: "2027-02-01" });
      expect((await post({ nickname: "long", csr, end_date: "2027-03-02" })).status).toBe(400);
      expect((await post({ nickname: "none", csr: "x" })).status).toBe(400);
      const path = `/client-auth-certificate/${made.object.id}/enable`;
      expect((await call(emulator, "PUT", path, { key })).status).toBe(200);
      expect((await call(emulator, "PUT", path)).status).toBe(404);
    },
  },
];

/** Everything the contract demands. */
export const contractChecks: readonly ContractCheck[] = [
  ...duplicates,
  ...endDates,
  ...strictness,
  ...access,
  ...objects,
];
