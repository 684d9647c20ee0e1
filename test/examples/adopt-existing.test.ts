import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EngineRunError } from "../../src/engine";
import { makeScratch, openExample, opens } from "./support";

describe("examples/adopt-existing", () => {
  const scratch = makeScratch("adopt-existing");
  let emulator: Emulator;
  let scannerId = "";

  beforeAll(async () => {
    emulator = await startEmulator();
    const { roles } = await emulator.state();
    const role = (name: string) => [String(roles.find((each) => each.name === name)?.id)];
    const service = { user_type: "service" };
    await emulator.addUser({ ...service, friendly_name: "release-bot", roles: role("Certificate manager") });
    const { user } = await emulator.addUser({ ...service, friendly_name: "old scanner", roles: role("Auditor") });
    scannerId = user.id;
  });
  afterAll(async () => {
    await emulator.close();
    scratch.remove();
  });

  const open = (id: string) =>
    openExample("adopt-existing", {
      scratch: scratch.folder,
      emulator,
      program: () => import("../../examples/adopt-existing/index.js"),
      config: { scannerId: id },
    });
  const users = async () => (await emulator.state()).users.map(({ friendly_name }) => friendly_name).sort();

  it("fails where nobody has the id, and adopts nobody", async () => {
    const stack = await open("00000000-0000-4000-8000-000000000000");
    const error = await stack.up().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineRunError);
    expect(String(error)).toContain("Correct adoptId");
    expect(await users()).toContain("old scanner");
  });

  it("takes both users over, makes none, and leaves them when the stack is destroyed", async () => {
    const before = await users();
    const stack = await open(scannerId);
    const run = await stack.up();
    expect(run.steps.filter(({ type }) => type.includes("digicert-one:"))).toHaveLength(4); // identity, two users, a key
    expect(run.outputs.adopted).toEqual({ secret: false, value: true });
    const key = run.outputs.apiKey?.value;
    expect(await opens(emulator, key)).toBe(true);
    const renamed = before.map((name) => (name === "old scanner" ? "scanner" : name)).sort();
    expect(renamed).not.toEqual(before);
    expect(await users()).toEqual(renamed);
    await stack.destroy();
    expect(await users()).toEqual(renamed);
    expect(await opens(emulator, key)).toBe(false);
  });
});
