import { expect } from "vitest";
import { call, makeKey, makeUser, newUser, roleId } from "../harness";
import type { ContractCheck } from "./check";

/** What the objects look like, and what a change does to them. */
export const objects: readonly ContractCheck[] = [
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
      expect(
        (await find("?sort=asc")).map((entry) => `${entry.action} ${(entry.resource as { type: string }).type}`),
      ).toEqual(["CREATE USER", "CREATE API_ACCESS_TOKEN", "DELETE API_ACCESS_TOKEN"]);
      expect((await find(`?resource_id=${key.id}`)).map((entry) => entry.action)).toEqual(["DELETE", "CREATE"]);
      expect(await find("?action=DELETE&resource_types=API_ACCESS_TOKEN,USER")).toHaveLength(1);
      expect(await find("?user_name=Emulator%20administrator&from=2027-01-10&to=2027-01-10")).toHaveLength(3);
      expect(await find("?to=2027-01-09")).toHaveLength(0);
      for (const from of ["yesterday", "2027-02-30", "2027-13-01"])
        expect((await call(emulator, "GET", `/audit-log?from=${from}`)).status, from).toBe(400);
      expect((await call(emulator, "GET", "/audit-log?from=2027-02-28")).status).toBe(200);
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
