import { describe, expect, it } from "vitest";
import { rolesThatGrant } from "../../src/inventory/roles";
import { roles } from "./tenant";

const ids = (guess: ReturnType<typeof rolesThatGrant>) =>
  guess && { roles: guess.roles.map(({ id }) => id), others: guess.others.map(({ id }) => id) };
const app = (id: string, ...permissions: string[]) => ({ id, permissions });

describe("the roles that grant what a user is shown to do", () => {
  it.each([
    ["one role", [app("app-1", "READ")], { roles: ["role-1"], others: [] }],
    ["a wider role before several", [app("app-1", "WRITE", "READ")], { roles: ["role-2"], others: ["role-1"] }],
    [
      "a role of each application",
      [app("app-1", "READ"), app("app-2", "SIGN")],
      { roles: ["role-1", "role-3"], others: [] },
    ],
    ["no role where there is no permission", [app("app-1")], { roles: [], others: [] }],
    ["no role where there is no application", [], { roles: [], others: [] }],
    ["none that would grant more", [app("app-1", "WRITE")], undefined],
    ["none of another application", [app("app-2", "READ")], undefined],
  ])("are %s", (_title, applications, found) => {
    expect(ids(rolesThatGrant(applications, roles))).toEqual(found);
  });

  it("are not known where applications, their permissions or the roles are not shown", () => {
    expect(rolesThatGrant(undefined, roles)).toBeUndefined();
    expect(rolesThatGrant([{ id: "app-1" }], roles)).toBeUndefined();
    expect(rolesThatGrant([app("app-1", "READ")], undefined)).toBeUndefined();
    expect(rolesThatGrant([app("app-1", "READ")], [{ id: "r", name: "r", applicationId: "app-1" }])).toBeUndefined();
  });

  it("belong to an application by its name where its id is not shown", () => {
    const role = { id: "r", name: "r", applicationName: "Account Manager", permissions: ["READ"] };
    const shown = [{ id: "app-1", name: "Account Manager", permissions: ["READ"] }];
    expect(rolesThatGrant(shown, [role])?.roles).toEqual([role]);
    expect(rolesThatGrant(shown, [{ ...role, applicationName: "Other" }])).toBeUndefined();
  });
});
