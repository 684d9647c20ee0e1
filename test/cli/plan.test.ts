import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EXIT } from "../../src/cli/exit-codes";
import { FORMATS } from "../../src/reports";
import { apiKey, type Resource, rotating, stackExport, user } from "./plan-fixture";
import { json, run } from "./plan-run";

const fleet = () => [
  user("app", { endDate: "2027-12-31", email: "app@example.com" }),
  apiKey("ci"),
  apiKey("old", {
    issuedOn: "2026-12-15",
    endDate: "2027-03-15",
    requestedEndDate: "2027-03-15",
    rotateOn: "2027-02-13",
  }),
  ...rotating("pair"),
];

describe("digicert-one plan", () => {
  it("shows each user and key with what the next run does and why", async () => {
    expect((await run(["--as-of", "2027-03-01"], stackExport(fleet()))).out).toMatchInlineSnapshot(`
      "NAME  KIND          ENDS        ROTATES     RETIRES     NEXT
      old   key           2027-03-15  2027-03-01  -           rotate 2027-03-01
        due since 2027-02-13: ends in 14 days, on 2027-03-15, and rotates 30 days before
      ci    key           2027-04-01  2027-03-02  -           rotate 2027-03-02
      pair  previous key  2027-04-01  -           2027-03-09  retire 2027-03-09
      pair  current key   2027-05-31  2027-05-01  2027-05-08  rotate 2027-05-01
      app   user          2027-12-31  -           -           end 2027-12-31
        fixed end date

      As of 2027-03-01 (UTC), 5 users and keys of keys/prod: 1 to rotate; next on 2027-03-02, in 1 day; 0
        warnings.
      "
    `);
  });

  it("writes the same as a table for a pull request", async () => {
    expect(
      (await run(["--format", "markdown", "--as-of", "2027-03-10"], stackExport(fleet()))).out,
    ).toMatchInlineSnapshot(`
      "### Key rotation

      As of 2027-03-10 (UTC), 5 users and keys of keys/prod: 2 to rotate, 1 to retire; next on 2027-04-02, in 23 days; 1 warning.

      | Stack | Name | Kind | Status | Ends | Days | Rotates | Retires | Next | Why |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      | keys/prod | ci | key | ACTIVE | 2027-04-01 | 22 | 2027-03-10 | - | rotate 2027-03-10 | due since 2027-03-02: ends in 22 days, on 2027-04-01, and rotates 30 days before |
      | keys/prod | old | key | ACTIVE | 2027-03-15 | 5 | 2027-03-10 | - | rotate 2027-03-10 | due since 2027-02-13: ends in 5 days, on 2027-03-15, and rotates 30 days before |
      | keys/prod | pair | previous key | ACTIVE | 2027-04-01 | 22 | - | 2027-03-10 | retire 2027-03-10 | the overlap ended on 2027-03-09 |
      | keys/prod | pair | current key | ACTIVE | 2027-05-31 | 82 | 2027-05-01 | 2027-05-08 | rotate 2027-05-01 | rotates on 2027-05-01 |
      | keys/prod | app | user | ACTIVE | 2027-12-31 | 296 | - | - | end 2027-12-31 | fixed end date |

      - ⚠️ keys/prod pair (previous): The previous key should have been disabled 1 day ago, on 2027-03-09. Run an update.

      \`\`\`mermaid
      gantt
        dateFormat YYYY-MM-DD
        axisFormat %Y-%m-%d
        inclusiveEndDates
        section keys/prod
          key ci :2027-01-01, 2027-04-01
          rotates ci :milestone, 2027-03-10, 0d
          key old :2026-12-15, 2027-03-15
          rotates old :milestone, 2027-03-10, 0d
          previous key pair :crit, 2027-01-01, 2027-04-01
          disabled pair :milestone, 2027-03-10, 0d
          current key pair :2027-03-02, 2027-05-31
          rotates pair :milestone, 2027-05-01, 0d
          disabled pair :milestone, 2027-05-08, 0d
          user app :2026-12-01, 2027-12-31
      \`\`\`
      "
    `);
  });

  it("writes JSON that its published schema describes, and that schema refuses anything else", async () => {
    const schema = z.fromJSONSchema(
      JSON.parse(readFileSync(join(__dirname, "../../docs/reference/schemas/plan.schema.json"), "utf8")),
    );
    const resources = [...fleet(), apiKey("open", { endDate: "", lifetimeDays: undefined })];
    const plan = await json(resources, "--runs-every", "31d");
    expect(plan.rows.length).toBe(6);
    expect(schema.parse(plan)).toEqual(plan);
    expect(schema.safeParse({ ...plan, asOf: "today" }).success).toBe(false);
    expect(schema.safeParse({ ...plan, rows: [{ ...plan.rows[0], action: "panic" }] }).success).toBe(false);
    expect(schema.safeParse({ ...plan, extra: 1 }).success).toBe(false);
  });

  it("takes the day from --as-of, from DIGICERT_ONE_AS_OF, or from the clock, in this order", async () => {
    const asOf = async (args: string[], env = {}) =>
      JSON.parse((await run(["--format", "json", ...args], stackExport([]), env)).out).asOf;
    const env = { DIGICERT_ONE_AS_OF: "2027-06-01" };
    expect(await asOf(["--as-of", "2027-07-01"], env)).toBe("2027-07-01");
    expect(await asOf([], env)).toBe("2027-06-01");
    expect(await asOf([])).toBe("2027-03-01");
  });

  it("shows both keys of a pair, and retires the previous one when its overlap is over", async () => {
    const rows = async (asOf: string, retirement = {}) =>
      (await json(rotating("pair", {}, retirement), "--as-of", asOf)).rows;
    expect(await rows("2027-03-08")).toMatchObject([
      { name: "pair", role: "previous", action: "none", retiresOn: "2027-03-09", label: "pair-2027-04-01-11111111" },
      { name: "pair", role: "current", action: "none", rotatesOn: "2027-05-01", label: "pair-2027-05-31-22222222" },
    ]);
    expect((await rows("2027-03-09"))[0]).toMatchObject({ role: "previous", action: "retire" });
    expect((await rows("2027-03-09", { retiredKeyId: "key-1" }))[0]).toMatchObject({
      action: "none",
      status: "DISABLED",
    });
  });

  it("names the service user of each row, by its id where no state holds it", async () => {
    const users = async (resources: Resource[]) =>
      (await json(resources)).rows.map(({ name, user }: { name: string; user: string | null }) => [name, user]);
    const app = user("app", { nickname: "ci-signing", endDate: "2027-12-31" });
    const parts = [apiKey("ci"), ...rotating("pair")];
    const named = (who: string) => ["ci", "pair", "pair"].map((name) => [name, who]);
    expect(await users([app, ...parts])).toEqual([...named("ci-signing"), ["app", "ci-signing"]]);
    expect(await users(parts)).toEqual(named("id-app"));
    expect(await users([apiKey("ci", { serviceUserId: "" })])).toEqual([["ci", null]]);
  });

  it("expects a pair whose key could not be made to be finished by the next run", async () => {
    const resources = rotating("pair").filter(({ id }) => id !== "key-2");
    const current = (await json(resources)).rows.find(({ role }: { role: string }) => role === "current");
    expect(current).toMatchObject({ action: "rotate", reason: "the key could not be made before" });
  });

  it("reckons with the end that the next run gives to the user", async () => {
    const capped = apiKey("ci", { endDate: "2027-03-20", requestedEndDate: "2027-03-20" });
    const owner = (outputs: object) => user("app", { endDate: "2027-03-20", ...outputs });
    const ci = async (resources: Resource[]) =>
      (await json(resources)).rows.find(({ name }: { name: string }) => name === "ci");
    expect(await ci([owner({ lifetimeDays: 300 }), capped])).toMatchObject({ action: "extend" });
    expect(await ci([owner({}), capped])).toMatchObject({ action: "none", reason: "due, but rotating gains no life" });
    expect(await ci([capped])).toMatchObject({ action: "none", reason: "due, but rotating gains no life" });
  });

  it("goes by the end that the server granted where that is less than was asked", async () => {
    const granted = apiKey("ci", { endDate: "2027-03-10", rotateOn: "2027-02-08" });
    expect((await json([granted])).rows[0]).toMatchObject({ action: "rotate" });
    expect((await json([granted], "--as-of", "2027-02-07")).rows[0]).toMatchObject({
      action: "none",
      rotatesOn: "2027-02-08",
    });
  });

  it("leaves out what a replacement has yet to delete", async () => {
    const doomed = { ...apiKey("ci"), delete: true };
    expect((await json([doomed])).rows).toEqual([]);
    expect((await json([apiKey("ci")])).rows).toHaveLength(1);
  });

  it("shows only what comes within the asked time", async () => {
    const names = async (...args: string[]) =>
      (await json(fleet(), ...args)).rows.map(({ name }: { name: string }) => name);
    expect(await names("--within", "1d")).toEqual(["old", "ci"]);
    expect(await names("--within", "400")).toHaveLength(5);
  });

  it("exits with 2 for what is due or warned of, only when asked", async () => {
    const due = stackExport([
      apiKey("old", { issuedOn: "2026-12-15", endDate: "2027-03-15", requestedEndDate: "2027-03-15" }),
    ]);
    const warned = stackExport([apiKey("fixed", { lifetimeDays: undefined, endDate: "2027-03-15" })]);
    const calm = stackExport([apiKey("ci")]);
    expect((await run([], due)).code).toBe(0);
    expect((await run(["--fail-on", "due"], due)).code).toBe(EXIT.found);
    expect((await run(["--fail-on", "warning"], due)).code).toBe(0);
    expect((await run(["--fail-on", "warning"], warned)).code).toBe(EXIT.found);
    expect((await run(["--fail-on", "due"], warned)).code).toBe(0);
    expect((await run(["--fail-on", "due,warning"], warned)).code).toBe(EXIT.found);
    expect((await run(["--fail-on", "due,warning"], calm)).code).toBe(0);
  });

  it("refuses options it cannot read", async () => {
    const state = stackExport([]);
    await expect(run(["--as-of", "2027-02-30"], state)).rejects.toThrow("Write a day as YYYY-MM-DD.");
    await expect(run(["--within", "soon"], state)).rejects.toThrow("Write a number of days, such as 7d.");
    await expect(run(["--runs-every", "0d"], state)).rejects.toThrow("Write a number of days, such as 7d.");
    await expect(run(["--fail-on", "anything"], state)).rejects.toThrow("Allowed choices are due, warning.");
    await expect(run(["--format", "xml"], state)).rejects.toThrow(`Allowed choices are ${FORMATS.join(", ")}.`);
  });
});
