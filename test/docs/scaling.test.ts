/** The calls that docs/explanation/scaling.md counts, counted again. */
import { afterEach, expect, it, vi } from "vitest";
import * as digicert from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { type DynamicProvider, EmbeddedStack } from "../../src/engine";
import * as provider from "../../src/provider";
import { readPage, root } from "./blocks";

const DAY = "2027-01-01";
const ROTATION_DAY = "2027-03-10";
const OVERLAP_OVER = "2027-03-20";
const NEXT_ROTATION_DAY = "2027-05-25";
const USERS = 3;

let emulator: Emulator | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await emulator?.close();
});

/** The provider that a constant text names, of these sources. */
const handlers = (text: string): DynamicProvider => {
  const name = /\.([a-zA-Z]+)\(\)$/.exec(text)?.[1];
  const found = Object.entries(provider).find(([each]) => each === name);
  if (!found) throw new Error(`no handlers for ${text}`);
  return found[1]();
};

type Kind = "ServiceUser" | "ApiKey" | "RotatingApiKey";

/** A stack of users, with a key of the kind for each; `changed` moves a field of the kind. */
async function openStack(kind: Kind) {
  const server = await startEmulator({ rateLimits: "off", seed: 1, now: DAY });
  emulator = server;
  vi.stubEnv("DIGICERT_ONE_BASE_URL", server.url);
  vi.stubEnv("DIGICERT_ONE_API_KEY", server.apiKey);
  vi.stubEnv("DIGICERT_ONE_AS_OF", DAY);
  const { roles } = await server.state();
  let changed = false;
  const program = () => {
    for (let at = 0; at < USERS; at += 1) {
      const serviceUser = new digicert.ServiceUser(`user-${at}`, {
        description: changed && kind === "ServiceUser" ? "changed" : "as made",
        email: "team@example.com",
        accountIds: [server.accountId],
        roleIds: [String(roles[0]?.id)],
      });
      const lifetimeDays = changed ? 100 : 90;
      if (kind === "ApiKey") new digicert.ApiKey(`key-${at}`, { serviceUser, lifetimeDays });
      if (kind === "RotatingApiKey")
        new digicert.RotatingApiKey(`key-${at}`, { serviceUser, lifetimeDays, overlapDays: 7 });
    }
  };
  const stack = await EmbeddedStack.createOrSelect({
    ...{ projectName: "scale", stackName: "dev", workDir: root, stateFile: false, host: "in-process" },
    ...{ loadProvider: handlers, program },
  });
  let seen = 0;
  return {
    async calls(operation: "up" | "preview" | "refresh" | "destroy"): Promise<number> {
      await stack[operation]();
      const { length } = await server.journal();
      const made = length - seen;
      seen = length;
      return made;
    },
    change: () => {
      changed = true;
    },
    async setDay(now: string) {
      vi.stubEnv("DIGICERT_ONE_AS_OF", now);
      await server.setClock(now);
    },
  };
}

/** Create, unchanged preview, refresh, change and destroy of a whole stack. */
async function lifeOf(kind: Kind): Promise<number[]> {
  const stack = await openStack(kind);
  const [create, preview, refresh] = [
    await stack.calls("up"),
    await stack.calls("preview"),
    await stack.calls("refresh"),
  ];
  stack.change();
  const life = [create, preview, refresh, await stack.calls("up"), await stack.calls("destroy")];
  await emulator?.close();
  return life;
}

const page = readPage("docs/explanation/scaling.md");
/** The numbers of a row. Empty cells stand for none, and the last number of a cell is the most. */
const rowOf = (title: string): number[] => {
  const line = page.split("\n").find((each) => each.startsWith(`| ${title} |`));
  if (line === undefined) throw new Error(`docs/explanation/scaling.md has no row ${title}`);
  const cells = line.split("|").slice(2, -1);
  return cells.map((cell) => Number(/(\d+)\D*$/.exec(cell)?.[1] ?? 0));
};

const WALK = 1;
const ONCE = [0, 0, WALK, 0, 1];

it("a service user takes the calls that the page says", async () => {
  const life = await lifeOf("ServiceUser");
  expect(life).toEqual(rowOf("`ServiceUser`").map((each, at) => each * USERS + (ONCE[at] ?? 0)));
  expect(rowOf("once for a run")).toEqual([0, 0, 0, 0, 1]);
});

it.each(["ApiKey", "RotatingApiKey"] as const)(
  "an %s takes the calls that the page says, beside its user's",
  async (kind) => {
    const life = await lifeOf(kind);
    const user = rowOf("`ServiceUser`");
    const listed = rowOf("once for each user that has keys in the stack");
    const key = rowOf(`\`${kind}\``);
    const each = key.map((calls, at) => calls + (user[at] ?? 0) + (listed[at] ?? 0));
    each[3] = key[3] ?? 0; // the user does not change
    if (kind === "RotatingApiKey") each[4] = (each[4] ?? 0) - 1; // no second key was made yet
    expect(life).toEqual(each.map((calls, at) => calls * USERS + (ONCE[at] ?? 0)));
  },
);

it("a rotation, and a retirement, take the calls that the page says", async () => {
  const counted = (words: RegExp) => Number(words.exec(page)?.[1]);
  const key = await openStack("ApiKey");
  await key.calls("up");
  await key.setDay(ROTATION_DAY);
  expect(await key.calls("up")).toBe(USERS * counted(/A rotation of an `ApiKey` takes (\d) calls/));
  await emulator?.close();
  const pair = await openStack("RotatingApiKey");
  await pair.calls("up");
  await pair.setDay(ROTATION_DAY);
  expect(await pair.calls("up")).toBe(USERS * counted(/A rotation of a pair takes (\d)/));
  await pair.setDay(OVERLAP_OVER);
  expect(await pair.calls("up")).toBe(USERS * counted(/Retiring its previous key takes (\d)/));
  await pair.setDay(NEXT_ROTATION_DAY);
  expect(await pair.calls("up")).toBe(USERS * counted(/and (\d) where an older key makes room/));
});
