import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as digicert from "../../src";
import { createClient, resolveSettings } from "../../src/client";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack } from "../../src/engine";

const CHANGE = 'exports.handler=()=>require("change")';

/** A resource whose creation changes the server, and which gives back a nickname. */
class Change extends pulumi.CustomResource {
  declare readonly nickname: pulumi.Output<string>;
  constructor(name: string, nickname: string) {
    super("pulumi-nodejs:dynamic/test:Change", name, { nickname, __provider: CHANGE });
  }
}

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ rateLimits: "off", seed: 7, now: "2027-01-01T12:00:00Z" });
});
afterEach(() => emulator.close());

const settings = () => ({ baseUrl: emulator.url, apiKey: emulator.apiKey, rateLimits: "off" });

/** Not through a client of this process, which would drop its lists: the provider has a process of its own. */
const makeUser = (nickname: string) =>
  emulator.addUser({ user_type: "service", friendly_name: nickname, accounts: [emulator.accountId] });

const open = (program: () => unknown) =>
  EmbeddedStack.createOrSelect({
    projectName: "lookups",
    stackName: "dev",
    workDir: __dirname,
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    config: {
      "digicert-one:baseUrl": emulator.url,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
      "digicert-one:rateLimits": "off",
    },
    program,
    loadProvider: () => ({
      create: async (inputs) => {
        const { nickname } = inputs as { nickname: string };
        await makeUser(nickname);
        return { id: "changed", outs: { nickname } };
      },
      delete: async () => undefined,
    }),
  });

const asked = async (path: string) =>
  (await emulator.journal()).filter((entry) => entry.method === "GET" && entry.path === `/account/api/v1/${path}`)
    .length;

describe("the look-ups of one run", () => {
  it("share one reading of the roles, and the next run reads them again", async () => {
    const names = (await emulator.state()).roles.map(({ name }) => String(name)).slice(0, 5);
    expect(names).toHaveLength(5);
    const stack = await open(async () => ({
      ids: names.map((name) => digicert.getRoleOutput({ name }).id),
      plain: (await digicert.getRole({ name: names[0] ?? "" })).id,
    }));
    const up = await stack.up();
    expect(up.outputs.ids?.value).toHaveLength(5);
    expect(await asked("role")).toBe(1);
    await stack.up();
    expect(await asked("role")).toBe(2);
  });

  it("share nothing between other settings", async () => {
    const [name = ""] = (await emulator.state()).roles.map((role) => String(role.name));
    const stack = await open(() => {
      const provider = new digicert.Provider("other", settings());
      const found = [{}, { provider }, { provider }].map((options) => digicert.getRoleOutput({ name }, options).id);
      return { found };
    });
    await stack.up();
    expect(await asked("role")).toBe(2);
  });

  it("see what a resource of this run that they depend on has made", async () => {
    await makeUser("before");
    const stack = await open(() => {
      const before = digicert.getServiceUserOutput({ nickname: "before" });
      return {
        after: before.nickname.apply(() => {
          const { nickname } = new Change("change", "after");
          return digicert.getServiceUserOutput({ nickname }).nickname;
        }),
      };
    });
    expect((await stack.up()).outputs.after).toEqual({ value: "after", secret: false });
  });
});

describe("the result of a look-up", () => {
  it("is secret where an argument is, and not for the settings of its provider", async () => {
    await makeUser("ops");
    const stack = await open(() => {
      const provider = new digicert.Provider("explicit", settings());
      const look = (nickname: pulumi.Input<string>, options = {}) =>
        digicert.getServiceUserOutput({ nickname }, options).nickname;
      return {
        plain: look("ops"),
        plainWithProvider: look("ops", { provider }),
        secret: look(pulumi.secret("ops")),
        secretWithProvider: look(pulumi.secret("ops"), { provider }),
      };
    });
    expect((await stack.up()).outputs).toEqual({
      plain: { value: "ops", secret: false },
      plainWithProvider: { value: "ops", secret: false },
      secret: { value: "ops", secret: true },
      secretWithProvider: { value: "ops", secret: true },
    });
  });
});

describe("a service user that the API still shows as deleted", () => {
  it("is found neither by its id nor by its nickname", async () => {
    const forgetful = await startEmulator({ rateLimits: "off", seed: 7, variants: ["deleted-not-found"] });
    try {
      const { user } = (await forgetful.addUser({ user_type: "service", friendly_name: "ops" })) as {
        user: { id: string };
      };
      const client = createClient(resolveSettings({ env: {}, config: settingsAt(forgetful) }));
      const found = () =>
        inRun(forgetful, () => [
          digicert.getServiceUser({ id: user.id }),
          digicert.getServiceUser({ nickname: "ops" }),
        ]);
      expect(await found()).toEqual([user.id, user.id]);
      await client.serviceUsers.delete(user.id);
      expect(await found()).toEqual([
        expect.stringContaining(`The service user ${user.id} was deleted`),
        expect.stringContaining('No service user has the nickname "ops"'),
      ]);
    } finally {
      await forgetful.close();
    }
  });
});

const settingsAt = ({ url, apiKey }: Emulator) => {
  const values: Record<string, string> = { baseUrl: url, apiKey, rateLimits: "off" };
  return (name: string) => values[name];
};

/** What look-ups come to within one run: ids, or messages. */
async function inRun(at: Emulator, looks: () => Promise<{ id: string }>[]): Promise<string[]> {
  let came: string[] = [];
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "lookups",
    stackName: "deleted",
    workDir: __dirname,
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    config: {
      "digicert-one:baseUrl": at.url,
      "digicert-one:apiKey": { value: at.apiKey, secret: true },
      "digicert-one:rateLimits": "off",
    },
    program: async () => {
      came = await Promise.all(
        looks().map((look) =>
          look.then(
            ({ id }) => id,
            (error: unknown) => String(error),
          ),
        ),
      );
    },
  });
  await stack.preview();
  return came;
}
