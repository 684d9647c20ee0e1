/** Who is found by a nickname that several hold: in accounts of their own, and people too. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as digicert from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack } from "../../src/engine";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ rateLimits: "off", seed: 7 });
});
afterEach(() => emulator.close());

async function add(user: Record<string, unknown>): Promise<string> {
  const made = (await emulator.addUser({ friendly_name: "ops", ...user })) as unknown as { user: { id: string } };
  return made.user.id;
}

/** The id that the look-up comes to, or its message. */
async function found(args: digicert.GetServiceUserArgs): Promise<string> {
  let came = "";
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "lookups",
    stackName: "holders",
    workDir: __dirname,
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    config: {
      "digicert-one:baseUrl": emulator.url,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
      "digicert-one:rateLimits": "off",
    },
    program: async () => {
      came = await digicert.getServiceUser(args).then(({ id }) => id, String);
    },
  });
  await stack.preview();
  return came;
}

const service = { user_type: "service" };
const person = { user_type: "standard" };
const elsewhere = async () => ({ accounts: [(await emulator.addAccount({ name: "Second" })).id] });

describe("getServiceUser by a nickname", () => {
  it.each(["the person first", "the service user first"])(
    "finds the service user beside a person: %s",
    async (order) => {
      const other = await elsewhere();
      if (order === "the person first") await add({ ...person, ...other });
      const id = await add(service);
      if (order !== "the person first") await add({ ...person, ...other });
      expect(await found({ nickname: "ops" })).toBe(id);
      expect(await found({ nickname: "OPS" })).toBe(id);
    },
  );

  it("does not guess between service users of two accounts: it names both, and each is found by its id", async () => {
    const ids = [await add(service), await add({ ...service, ...(await elsewhere()) })];
    const message = await found({ nickname: "ops" });
    expect(message).toMatch(/2 service users have the nickname "ops".*Give the id of the one that is meant/s);
    for (const id of ids) {
      expect(message).toContain(id);
      expect(await found({ id })).toBe(id);
    }
  });

  it("finds the very name before another case of it", async () => {
    await add({ ...service, friendly_name: "Ops", ...(await elsewhere()) });
    const id = await add(service);
    expect(await found({ nickname: "ops" })).toBe(id);
  });

  it("says that a person holds it, where nobody else does", async () => {
    await add({ ...person, status: "LOCKED" });
    expect(await found({ nickname: "ops" })).toContain('"ops" is a standard user, not a service user');
  });
});
