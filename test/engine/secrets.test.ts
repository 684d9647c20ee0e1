import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { errors, failing, makeWorld, URN, type World } from "./support";

const PROGRAM = `
  const a = res("a", { password: pulumi.secret("swordfish-1"), size: 1 }, { additionalSecretOutputs: ["token"] });
  module.exports = { token: a.token, made: a.made, deep: { inner: a.token } };
`;

function stateText(world: World): string {
  return readFileSync(join(world.folder, "state.json"), "utf8");
}

describe("secrets", () => {
  it("are encrypted in state, each once, and open with the passphrase", async () => {
    const world = await makeWorld(PROGRAM, { host: "in-process" });
    const up = await world.stack.up();
    const text = stateText(world);
    expect(text).not.toContain("swordfish-1");
    expect(text).not.toContain("token-of-a");
    expect(text).toContain("made-a");
    // The input, the output of its name, the token; and two outputs of the stack.
    expect(text.match(/"ciphertext"/g)).toHaveLength(5);
    const [a] = (await world.stack.decryptedState()).filter((state) => state.urn === URN("a"));
    expect(a?.outputs).toMatchObject({ password: "swordfish-1", token: "token-of-a" });
    expect(up.outputs.token).toEqual({ value: "token-of-a", secret: true });
    expect(up.outputs.deep).toEqual({ value: { inner: "token-of-a" }, secret: true });
    expect(up.outputs.made).toEqual({ value: "made-a", secret: false });
  });

  it("stay closed to another passphrase", async () => {
    const world = await makeWorld(PROGRAM, { host: "in-process" });
    await world.stack.up();
    const other = await world.open({ passphrase: "wrong" });
    await expect(other.outputs()).rejects.toThrow("incorrect passphrase");
  });

  it("reach no line of the display, whoever writes it", async () => {
    const world = await makeWorld(
      `const cfg = new pulumi.Config();
       const a = res("a", { password: cfg.requireSecret("password") }, { additionalSecretOutputs: ["token"] });
       a.token.apply((token) => pulumi.log.warn("the token is " + token));
       pulumi.log.info("the password is " + cfg.require("password"));
       module.exports = { token: a.token };`,
      { host: "in-process", config: { password: { value: "config-hush", secret: true } } },
    );
    const lines: string[] = [];
    const up = await world.stack.up({ onOutput: (line) => lines.push(line) });
    expect(lines.join("\n")).toContain("the token is [secret]");
    expect(lines.join("\n")).toContain("the password is [secret]");
    expect(lines.join("\n")).toContain("+ token: [secret]");
    expect(`${up.stdout}${lines.join("\n")}`).not.toMatch(/config-hush|token-of-a/);

    world.program(`res("a", { password: pulumi.secret("changed-hush"), failUpdate: true, name: "changed-hush" });`);
    const failed = await failing(world.stack.up());
    expect(errors(failed)).toEqual(["update of [secret] refused"]);
    expect(failed.steps.find((step) => step.name === "a")?.diff).toContainEqual({
      path: "password",
      kind: "update",
      old: "[secret]",
      new: "[secret]",
    });
    expect(failed.stdout).not.toContain("changed-hush");
  });

  it("reach the display in no spelling: no line of one, none as JSON, no rest of a longer one", async () => {
    const pem =
      "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASC\nBKgwggSkAgEAAoIBAQC7\n-----END PRIVATE KEY-----\n";
    const secret = (value: string) => ({ value, secret: true });
    const world = await makeWorld(
      `const pem = new pulumi.Config().require("pem");
       pulumi.log.info("as JSON " + JSON.stringify({ pem }));
       pulumi.log.warn("a line " + pem.split("\\n")[1]);
       pulumi.log.warn("encoded " + Buffer.from(pem).toString("base64"));
       pulumi.log.info("longer hunter2!-and-the-rest");
       pulumi.log.info("and public");
       throw new Error("bad key " + JSON.stringify(pem));`,
      {
        host: "in-process",
        config: { pem: secret(pem), short: secret("hunter2!"), long: secret("hunter2!-and-the-rest") },
      },
    );
    const failed = await failing(world.stack.up());
    const all = failed.stdout + errors(failed).join("\n");
    for (const start of ["as JSON", "a line [secret]", "encoded [secret]", "longer [secret]", "bad key", "and public"])
      expect(all).toContain(start);
    expect(all).not.toMatch(/MIIEvg|BKgwgg|and-the-rest|LS0tLS1CRUdJTi/);
  });

  it("move with the state: export, import, no change", async () => {
    const world = await makeWorld(PROGRAM, { host: "in-process" });
    await world.stack.up();
    const exported = await world.stack.exportStack();
    const other = await world.open({ stateFile: join(world.folder, "other.json") });
    await other.importStack(exported);
    expect((await other.preview()).summary.resourceChanges).toEqual({ same: 2 });
    expect(await other.outputs()).toEqual(await world.stack.outputs());
  });
});

describe("the display", () => {
  it("shows signs, differing properties, unknown values and a summary", async () => {
    const world = await makeWorld(
      `const a = res("a", { size: 1, tags: { x: 1, old: true } }); res("f", { forceSize: 1 }); res("z", {});`,
      { host: "in-process" },
    );
    await world.stack.up();
    world.program(
      `const a = res("a", { size: 2, tags: { x: 1, new: "y" } }); res("f", { forceSize: 2 }); res("n", { of: res("m", {}).made });`,
    );
    const { stdout } = await world.stack.preview();
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "Previewing update (dev):",
        " ~  pulumi-nodejs:dynamic/test:Res a update",
        "      ~ size: 1 => 2",
        '      + tags.new: "y"',
        "      - tags.old: true",
        " ++ pulumi-nodejs:dynamic/test:Res f create-replacement [replaces: forceSize]",
        " +- pulumi-nodejs:dynamic/test:Res f replace [replaces: forceSize]",
        " -- pulumi-nodejs:dynamic/test:Res f delete-replaced",
        " -  pulumi-nodejs:dynamic/test:Res z delete",
        "    + 2 to create",
        "    ~ 1 to update",
        "    - 1 to delete",
        "    +- 1 to replace",
        "    1 unchanged",
      ]),
    );
    expect(stdout).not.toContain("__provider");
  });

  // Pulumi's own shows the same resources, properties and counts: `a updated [diff: +extra~deep,size]`, `gone deleted`.
  it("shows of a refresh what was found to differ, what is gone, and no secret", async () => {
    const world = await makeWorld(
      `res("a", { size: 1, deep: { list: [1, 2] }, password: pulumi.secret("swordfish") }); res("gone", {});`,
      { host: "in-process" },
    );
    await world.stack.up();
    world.outside({ a: { size: 9, deep: { list: [1, 3] }, extra: "new", password: "cuttlefish" }, gone: "gone" });
    const { stdout, summary } = await world.stack.refresh();
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "Refreshing (dev):",
        " ~  pulumi-nodejs:dynamic/test:Res a update",
        "      ~ deep.list[1]: 2 => 3",
        '      + extra: "new"',
        "      ~ password: [secret] => [secret]",
        "      ~ size: 1 => 9",
        " -  pulumi-nodejs:dynamic/test:Res gone delete",
        "    ~ 1 updated",
        "    - 1 deleted",
        "    1 unchanged",
      ]),
    );
    expect(summary.resourceChanges).toEqual({ same: 1, update: 1, delete: 1 });
    expect(stdout).not.toMatch(/swordfish|cuttlefish/);
  });

  it("shows every check failure of a resource, with property and value", async () => {
    const world = await makeWorld(`res("a", { faults: ["too big", "too late"] });`, { host: "in-process" });
    const result = await failing(world.stack.preview());
    expect(errors(result)).toEqual([
      `pulumi-nodejs:dynamic/test:Res resource 'a': property faults value {["too big","too late"]} has a problem: too big`,
      `pulumi-nodejs:dynamic/test:Res resource 'a': property faults value {["too big","too late"]} has a problem: too late`,
    ]);
    expect(result.stdout).toContain("    error: pulumi-nodejs:dynamic/test:Res resource 'a': property faults");
  });

  it("shows the reasons of a half-made resource", async () => {
    const world = await makeWorld(`res("a", { halfMade: true });`, { host: "in-process" });
    const result = await failing(world.stack.up());
    expect(errors(result)).toEqual(["2 errors occurred:\n\t* not ready\n\t* try again\n"]);
    expect(result.steps.at(-1)).toMatchObject({ op: "create", name: "a", failed: true });
  });
});
