/** The states that `plan` is given: where they come from, and which are refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/reports";
import { apiKey, encrypted, resource, revealed, rotating, stackExport } from "./plan-fixture";
import { json, run } from "./plan-run";

describe("the states of a plan", () => {
  let folder = "";
  const file = (name: string, text: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plan-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("come from files, globs and standard input together, each once", async () => {
    const one = file("one.json", stackExport([apiKey("one")]));
    file("two.json", stackExport([apiKey("two")], 4));
    const { out } = await run([one, join(folder, "*.json"), "-", "--format", "json"], stackExport([apiKey("three")]));
    expect(JSON.parse(out).rows.map(({ name }: { name: string }) => name)).toEqual(["one", "three", "two"]);
  });

  it("are refused where two of them are exports of one stack, and not where two organizations have one of its name", async () => {
    const early = file("early.json", stackExport([apiKey("same")]));
    const late = file("late.json", stackExport([apiKey("same", { endDate: "2027-06-01" }), apiKey("new")]));
    await expect(run([early, late])).rejects.toThrow(
      `${early} and ${late} are two exports of one stack, keys/prod. Give the newer one alone.`,
    );
    const other = file("other.json", stackExport([{ ...apiKey("same"), id: "of-another-organization" }]));
    const { out } = await run([early, other, "--format", "json"]);
    expect(JSON.parse(out).rows).toHaveLength(2);
  });

  it("may be state files of a self-managed backend, deployed or not", async () => {
    const { deployment } = JSON.parse(stackExport([apiKey("ci")]));
    const rows = async (state: object) => JSON.parse((await run(["--format", "json"], JSON.stringify(state))).out).rows;
    expect(await rows({ version: 3, checkpoint: { stack: "s", latest: deployment } })).toHaveLength(1);
    expect(await rows({ version: 3, checkpoint: { stack: "s" } })).toEqual([]);
    expect(await rows({ version: 3, deployment: {} })).toEqual([]);
  });

  it.each<[string, string, string]>([
    ["empty", " \n", "standard input is empty."],
    ["no JSON", "Updating (prod):", "standard input is not JSON."],
    ["a truncated export", stackExport([apiKey("ci")]).slice(0, -40), "standard input is truncated or damaged: its"],
    ["a foreign JSON", '{"name":"x"}', "standard input is JSON, but no exported stack."],
    ["a list", "[]", "standard input is JSON, but no exported stack."],
    [
      "another version",
      '{"version":9,"deployment":{}}',
      "standard input has version 9, and this command reads 3 and 4.",
    ],
    ["no version", '{"deployment":{}}', "standard input has version none, and this command reads 3 and 4."],
    [
      "resources of another form",
      '{"version":3,"deployment":{"resources":{}}}',
      "standard input has no list of resources.",
    ],
    [
      "a PGP message",
      "-----BEGIN PGP MESSAGE-----\nabc",
      "standard input is encrypted or compressed. Decrypt it first.",
    ],
    ["binary data", "\u001f\uFFFD\u0008\u0000", "standard input is encrypted or compressed. Decrypt it first."],
    ["a sops file", '{"sops":{},"data":"ENC[x]"}', "standard input is encrypted by sops. Decrypt it first."],
  ])("are refused when they are %s", (_what, text, message) => expect(run([], text)).rejects.toThrow(message));

  it("are refused without a word of their content", async () => {
    const secret = "s3cr3t-value";
    const truncated = stackExport([apiKey("ci", { value: revealed(secret) })]).slice(0, -5);
    expect(truncated).toContain(secret);
    await expect(run([], truncated)).rejects.toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) }),
    );
    await expect(run([], `${secret} {`)).rejects.toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) }),
    );
  });

  it("are refused by name when they are missing, match nothing, or nothing was given", async () => {
    const missing = join(folder, "missing.json");
    await expect(run([missing])).rejects.toThrow(
      `${missing} cannot be read: ENOENT. Name the output of \`pulumi stack export\`.`,
    );
    const pattern = join(folder, "*.txt");
    await expect(run([pattern])).rejects.toThrow(`No file matches ${pattern}.`);
    await expect(run([])).rejects.toThrow(
      "No state was given. Name files, or run `pulumi stack export | digicert-one plan`.",
    );
  });

  it("are refused by property when what a plan needs is encrypted, or is no day", async () => {
    await expect(json([apiKey("ci", { endDate: encrypted })])).rejects.toThrow(
      "endDate of urn:pulumi:prod::keys::pulumi-nodejs:dynamic/digicert-one:ApiKey::ci is encrypted, and a plan is made from it. Give endDate a value that is not secret",
    );
    await expect(json([apiKey("ci", { endDate: "soon" })])).rejects.toThrow("is no calendar day.");
  });

  it("give away no secret, encrypted or revealed, in any form", async () => {
    const secret = "s3cr3t-value";
    const outputs = { value: revealed(secret), name: revealed(secret), status: revealed(secret) };
    const state = stackExport([
      resource("ServiceUser", "app", "id-app", { nickname: revealed(secret), initialApiKey: revealed(secret) }),
      apiKey("ci", outputs),
      ...rotating("pair").map((part) => ({
        ...part,
        outputs: { ...(part.outputs as object), value: revealed(secret) },
      })),
    ]);
    expect(state).toContain(secret);
    for (const format of FORMATS) {
      const { out } = await run(["--format", format], state);
      expect(out).not.toContain(secret);
      expect(out).toContain("ci");
    }
    expect(JSON.parse((await run(["--format", "json"], state)).out).rows[0].label).toBe("[secret]");
  });

  it("cannot break out of a table cell of a pull-request comment", async () => {
    const { out } = await run(["--format", "markdown"], stackExport([apiKey("a|b<img>[x](y) @team\nz")]));
    expect(out).toContain("a\\|b\\<img\\>\\[x\\](y) @\u200Bteam z");
  });
});
