/** Which role is found by a name or a code, on servers that list roles in their own ways, and what is said where none is. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../src/client";
import { chooseRole, noSuchRole, type RoleQuery, wantedOf } from "../../src/client/role-choice";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import { type OnTheWay, refusal, through } from "../support/through";
import { clientOf, errorOf } from "./support/client";

it.each(["name", "code", "application"])("refuses a query whose %s is no text", (property) => {
  const query = { name: "Signer", ...(property === "code" && { name: undefined }), [property]: 5 } as RoleQuery;
  expect(() => wantedOf(query)).toThrow(`A role is found by texts, and ${property} is none`);
});

const started: Emulator[] = [];
afterAll(() => Promise.all(started.map((each) => each.close())));
async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 13, ...options });
  started.push(emulator);
  return emulator;
}

let plain: Emulator;
let strict: Emulator;
beforeAll(async () => {
  plain = await start();
  strict = await start({ variants: ["role-application-code"] });
});

/** Tenants by what they list without an application. */
const tenants: Readonly<Record<string, { emulator: () => Emulator; way?: OnTheWay }>> = {
  "every role": { emulator: () => plain },
  "Account Manager's roles alone": {
    emulator: () => plain,
    way: {
      show: (role, { path }) => (path === "/role" && role.application_code !== "account_manager" ? undefined : role),
    },
  },
  nothing: { emulator: () => strict },
};

function clientFor(tenant: string, way?: OnTheWay) {
  const { emulator, way: given } = tenants[tenant] ?? {};
  const url = emulator?.() ?? plain;
  const { fetch, sent } = through(way ?? given ?? {});
  return { client: clientOf(url.url, { apiKey: url.apiKey, rateLimits: "off" }, { fetch }), sent };
}

const MANAGER: RoleQuery = { name: "User manager" };
const SIGNER: RoleQuery = { name: "Document signer" };
const application = "document_trust_manager";

describe.each(Object.keys(tenants))("where a list without an application holds %s", (tenant) => {
  type Where = "in every tenant" | "in the whole list" | "nowhere";

  it.each<[string, RoleQuery, Where]>([
    ["of Account Manager", MANAGER, "in every tenant"],
    ["of Account Manager, in another case", { name: "USER MANAGER" }, "in every tenant"],
    ["of Account Manager, named", { ...MANAGER, application: "account_manager" }, "in every tenant"],
    ["of another application, named", { ...SIGNER, application }, "in every tenant"],
    ["of another, named in another case", { ...SIGNER, application: "Document_Trust_Manager" }, "in the whole list"],
    ["of another application", SIGNER, "in the whole list"],
    ["of an application that has none such", { ...SIGNER, application: "account_manager" }, "nowhere"],
    ["of an application that nobody knows", { ...SIGNER, application: "nowhere" }, "nowhere"],
  ])("finds a role %s, or says where it looked", async (_what, query, where) => {
    const { client, sent } = clientFor(tenant);
    if (where === "in every tenant" || (where === "in the whole list" && tenant === "every role")) {
      expect((await client.roles.find(query)).name.toLowerCase()).toBe(query.name?.toLowerCase());
      return;
    }
    const { message } = await errorOf(client.roles.find(query));
    expect(message).toMatch(/^No role has the name "Document signer"/);
    expect(sent.length).toBeGreaterThan(0);
    for (const { path } of sent) expect(message).toContain(`GET ${path} `);
  });

  it("asks once for each list, whatever it was answered", async () => {
    const { client, sent } = clientFor(tenant);
    const queries = [MANAGER, { name: "Auditor" }, { ...SIGNER, application }, SIGNER];
    for (const query of queries) await client.roles.find(query).catch(() => undefined);
    for await (const _role of client.roles.list()) break;
    const paths = sent.map(({ path }) => path);
    expect(paths).toEqual([...new Set(paths)]);
    expect(paths[0]).toBe("/role");
  });

  it("lists roles all the same, and those of an application", async () => {
    const { client } = clientFor(tenant);
    const names: string[] = [];
    for await (const role of client.roles.list()) names.push(role.name);
    expect(names).toContain("Account manager");
    expect(names.includes("Document signer")).toBe(tenant === "every role");
    const signers: Role[] = [];
    for await (const role of client.roles.list({ application })) signers.push(role);
    expect(signers).toMatchObject([{ name: "Document signer", applicationCode: application }]);
  });
});

describe("a role that is not found", () => {
  it("is looked for in Account Manager where no list comes without an application; the message says all of it", async () => {
    const { client } = clientFor("nothing");
    const { message } = await errorOf(client.roles.find(SIGNER));
    expect(message).toMatch(
      /as far as this key can see: GET \/role was refused \(400 application_code: is required\); GET \/role\?application_code=account_manager shows 5 roles of account_manager\. Roles there are: "Account manager", "Auditor", .*"User manager"\. If it is of an application that is not among these, name that by its code: application\.$/,
    );
    expect(await client.roles.findByName("Document signer")).toBeUndefined();
  });

  it("shows as many of those there are as fit into a message, and the one that may be meant", () => {
    const roles = Array.from({ length: 50 }, (_, index): Role => ({ id: `r${index}`, name: `role ${index + 10}` }));
    const { message } = noSuchRole({ code: "X" }, [{ application: undefined, roles }]);
    expect(message).toContain('No role has the code "X", as far as this key can see: GET /role shows 50 roles.');
    expect(message).toContain('"role 23", and 36 more.');
    const near = noSuchRole({ name: "rolle 17" }, [{ application: undefined, roles }]);
    expect(near.remedy).toMatch(/^Did you mean "role 17"\? Roles there are: "role 10", /);
    expect(message).not.toContain("role 50");
  });

  it("is not known to be missing where every list is refused: the refusal says why", async () => {
    const { client } = clientFor("every role", { refuse: () => refusal(400, "invalid_request", "Not today.") });
    for (const asked of [client.roles.find(MANAGER), client.roles.findByName("User manager")]) {
      expect(await errorOf(asked)).toMatchObject({ name: "InvalidRequestError", serverMessage: "Not today." });
    }
  });

  it("passes on what is no answer about roles", async () => {
    const { client } = clientFor("every role", { refuse: () => refusal(403, "access_denied", "No.") });
    expect(await errorOf(client.roles.find(MANAGER))).toMatchObject({ name: "PermissionError" });
  });
});

describe("a role of a list", () => {
  const roles: Role[] = [
    { id: "1", name: "Signer", code: "SSM_SIGNER", applicationCode: "ssm", applicationName: "Software Trust Manager" },
    { id: "2", name: "signer", code: "DTM_SIGNER", applicationCode: "dtm", applicationId: "a-2" },
    { id: "3", name: "SSM_AUDITOR", applicationCode: "ssm" },
    { id: "4", name: "Reader", code: "READER", applicationCode: "ssm" },
    { id: "5", name: "READER", applicationCode: "dtm" },
    { id: "6", name: "Both", applicationCode: "ssm" },
    { id: "7", name: "both", applicationCode: "dtm" },
    { id: "8", name: "Twin", applicationCode: "ssm" },
    { id: "9", name: "Twin", applicationCode: "ssm" },
  ];
  const list = { application: undefined, roles };

  it.each<[string, RoleQuery, string | undefined]>([
    ["the very name before another case", { name: "Signer" }, "1"],
    ["the very name in its other spelling", { name: "signer" }, "2"],
    ["a name, by a code", { code: "SSM_AUDITOR" }, "3"],
    ["a code, by a name", { name: "DTM_SIGNER" }, "2"],
    ["a code in another case", { code: "ssm_signer" }, "1"],
    ["the name that is spelled so before the code", { name: "READER" }, "5"],
    ["the code that is spelled so before the name", { code: "READER" }, "4"],
    ["a name in another case, of an application by its code", { name: "BOTH", application: "SSM" }, "6"],
    ["of an application by its name", { name: "SIGNER", application: "software trust manager" }, "1"],
    ["of an application by its id", { name: "SIGNER", application: "a-2" }, "2"],
    ["none of another application", { name: "Signer", application: "none" }, undefined],
    ["none", { name: "Nobody" }, undefined],
  ])("is found: %s", (_what, query, id) => {
    expect(chooseRole(list, query)?.id).toBe(id);
    expect(chooseRole({ ...list, roles: [...roles].reverse() }, query)?.id).toBe(id);
  });

  it("is of the application that was asked for, whether it shows that or not", () => {
    const bare = { application: "dtm", roles: [{ id: "1", name: "Signer" }] };
    expect(chooseRole(bare, { name: "Signer", application: "dtm" })?.id).toBe("1");
    expect(chooseRole({ ...bare, application: undefined }, { name: "Signer", application: "dtm" })).toBeUndefined();
  });

  it("is asked for by its application where several have the name, and by its id where that does not tell", () => {
    expect(() => chooseRole(list, { name: "BOTH" })).toThrow(
      '2 roles have the name "BOTH": 6 (application ssm), 7 (application dtm). Say of which application: application.',
    );
    for (const query of [{ name: "Twin" }, { name: "Twin", application: "ssm" }]) {
      expect(() => chooseRole(list, query)).toThrow("Give the id of the one that is meant to roleIds.");
    }
  });

  it("is not looked for by nothing, nor by a name and a code", async () => {
    const { client, sent } = clientFor("every role");
    for (const query of [{}, { name: "Signer", code: "SSM_SIGNER" }]) {
      expect(await errorOf(client.roles.find(query))).toMatchObject({
        name: "ConfigurationError",
        remedy: "Give one of the two.",
      });
    }
    expect(sent).toEqual([]);
  });
});
