/** Programs of one user or one key on the in-process engine, against one emulator: what docs/reference/lifecycle.md is held to. */
import { vi } from "vitest";
import * as digicert from "../../src";
import { tokenUpdateRequest, userUpdateRequest } from "../../src/contract";
import type { Emulator } from "../../src/emulator";
import { type DynamicProvider, EmbeddedStack } from "../../src/engine";
import * as provider from "../../src/provider";
import type { Props } from "../../src/provider/host/state";
import { addDays } from "../../src/rotation";
import { root } from "./blocks";

/** The first day of everything. */
export const START = "2026-11-22";

type Kind = "ServiceUser" | "ApiKey";
type Class = Kind | "RotatingApiKey";
type Wire = Record<string, unknown>;

/** Names on the wire that are not the argument's own in snake case. */
const WIRE: Readonly<Record<string, string>> = {
  nickname: "friendly_name",
  accountIds: "accounts",
  roleIds: "roles",
  applicationIds: "applications",
};
const wireName = (argument: string): string =>
  WIRE[argument] ?? argument.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The end of the provider's constant text: which handlers it names. */
const handlers = (text: string): DynamicProvider => {
  const name = /\.([a-zA-Z]+)\(\)$/.exec(text)?.[1];
  const found = Object.entries(provider).find(([each]) => each === name);
  if (!found) throw new Error(`no handlers for ${text}`);
  return found[1]();
};

export class LifecycleWorld {
  private readonly emulator: Emulator;
  /** Ids by the words that the tables use for them. */
  private readonly ids: ReadonlyMap<string, string>;
  private count = 0;

  private constructor(emulator: Emulator, ids: ReadonlyMap<string, string>) {
    this.emulator = emulator;
    this.ids = ids;
  }

  static async start(emulator: Emulator): Promise<LifecycleWorld> {
    const second = await emulator.addAccount({ name: "Second" });
    const { roles } = await emulator.state();
    const ids = new Map([
      ["first account", emulator.accountId],
      ["second account", second.id],
      ["first role", String(roles[2]?.id)],
      ["second role", String(roles[3]?.id)],
      ["first application", String(roles[0]?.application_id)],
      ["second application", String(roles.at(-1)?.application_id)],
    ]);
    const world = new LifecycleWorld(emulator, ids);
    for (const name of ["first user", "second user"]) ids.set(name, String((await world.makeByHand(name)).id));
    return world;
  }

  /** Creates with some arguments, then previews and carries out others; what each showed, and whether anything was written. */
  async change(kind: Class, before: Props, after: Props, { daysLater = 0, inOverlap = false } = {}) {
    const { stack, set } = await this.open(kind);
    set(before);
    await stack.up();
    if (inOverlap) {
      set({ ...before, triggers: { overlap: true } });
      await stack.up();
      set({ ...after, triggers: { overlap: true } });
    } else set(after);
    await this.turnTo(addDays(START, daysLater));
    try {
      const preview = opOf(await stack.preview());
      await this.emulator.clearJournal();
      const up = opOf(await stack.up());
      const wrote = (await this.emulator.journal()).some(({ method }) => method !== "GET");
      return { preview, up, wrote, working: await this.working(stack) };
    } finally {
      await this.turnTo(START);
    }
  }

  /**
   * Which arguments reach DigiCert ONE as they are, and which of them a run puts back after somebody changed them there.
   * @param changes for each argument the value that is declared, and the one that somebody writes
   */
  async drift(kind: Kind, changes: ReadonlyMap<string, { from: unknown; to: unknown }>) {
    const { stack, set } = await this.open(kind);
    const owned = kind === "ApiKey" ? { serviceUser: "first user" } : {};
    set({ ...owned, ...Object.fromEntries([...changes].map(([argument, { from }]) => [argument, from])) });
    await stack.up();
    const [resource] = (await stack.decryptedState()).filter(({ type }) => type.includes(`:${kind}`));
    const id = String(resource?.id);
    const sent: string[] = [];
    const putBack: string[] = [];
    for (const [argument, { from, to }] of changes) {
      const field = wireName(argument);
      const is = (await this.wire(kind, id))[field];
      const wanted = this.real(from);
      // The owner's mark follows the description, and a nickname gets a number of its own.
      const isText = argument === "description" || argument === "nickname";
      if (isText ? new RegExp(`^${wanted}[ -]`).test(String(is)) : same(is, wanted)) sent.push(argument);
      const other = isText ? String(is).replace(String(from), String(to)) : this.real(to);
      await this.changeByHand(kind, id, field, other);
      if (same((await this.wire(kind, id))[field], is)) throw new Error(`${argument} was not changed by hand`);
      await stack.refresh();
      const preview = opOf(await stack.preview());
      await stack.up();
      if (preview === "update" && same(withoutNonce((await this.wire(kind, id))[field]), withoutNonce(is)))
        putBack.push(argument);
    }
    return { sent: sent.sort(), putBack: putBack.sort() };
  }

  /** What becomes of an object when its stack is destroyed. */
  async destroyed(kind: Kind, onDestroy: unknown, adopted: boolean): Promise<string> {
    const { stack, set } = await this.open(kind);
    const nickname = `destroyed-${this.count}`;
    if (adopted) await this.makeByHand(nickname);
    const choice = onDestroy === undefined ? {} : { onDestroy };
    set(
      kind === "ApiKey"
        ? { serviceUser: "first user", lifetimeDays: 90, ...choice }
        : {
            ...{ nickname, email: "a@example.com", accountIds: ["first account"], roleIds: ["first role"] },
            ...(adopted && { onDuplicate: "adopt", forceDestroy: true }),
            ...choice,
          },
    );
    await stack.up();
    const [resource] = (await stack.decryptedState()).filter(({ type }) => type.includes(`:${kind}`));
    await stack.destroy();
    const left = await this.wire(kind, String(resource?.id)).catch(() => undefined);
    if (left === undefined) return "deleted";
    return left.enabled === false ? "disabled" : "retained";
  }

  /** The day of the program and of the server: an overlap counts from the day that the server says. */
  private async turnTo(day: string): Promise<void> {
    vi.stubEnv("DIGICERT_ONE_AS_OF", day);
    await this.emulator.setClock(`${day}T12:00:00Z`);
  }

  /** How many keys of a stack work. */
  private async working(stack: EmbeddedStack): Promise<number> {
    const ids = (await stack.decryptedState()).map(({ id }) => id);
    const { tokens } = await this.emulator.state();
    return tokens.filter(({ id, status }) => status === "ACTIVE" && ids.includes(String(id))).length;
  }

  /** A stack of its own whose program declares one resource with whatever was set last. */
  private async open(kind: Class) {
    this.count += 1;
    let args: Props = {};
    const stack = await EmbeddedStack.createOrSelect({
      projectName: "lifecycle",
      stackName: `s${this.count}`,
      workDir: root,
      stateFile: false,
      host: "in-process",
      loadProvider: handlers,
      program: () => {
        if (kind === "ApiKey") new digicert.ApiKey("ci", args as unknown as digicert.ApiKeyArgs);
        else if (kind === "ServiceUser") new digicert.ServiceUser("ci", args as unknown as digicert.ServiceUserArgs);
        else new digicert.RotatingApiKey("ci", args as unknown as digicert.RotatingApiKeyArgs);
      },
      config: {
        "digicert-one:baseUrl": this.emulator.url,
        "digicert-one:apiKey": { value: this.emulator.apiKey, secret: true },
        "digicert-one:rateLimits": "off",
      },
    });
    // Nicknames are unique, and each row has a user of its own.
    const own = `-${this.count}`;
    const set = (next: Props) => {
      args = this.real(next) as Props;
      if (typeof args.nickname === "string" && !args.nickname.includes("-")) args.nickname += own;
    };
    return { stack, set };
  }

  /** Words of the tables replaced by what they stand for. */
  private real(value: unknown): unknown {
    if (typeof value === "string") return this.ids.get(value) ?? value;
    if (Array.isArray(value)) return value.map((item) => this.real(item));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.real(item)]));
  }

  /** An object as it stands in DigiCert ONE. */
  private async wire(kind: Kind, id: string): Promise<Wire> {
    const { users, tokens } = await this.emulator.state();
    const found = (kind === "ApiKey" ? tokens : users).find((each) => each.id === id);
    if (!found) throw new Error(`there is no ${kind} ${id}`);
    return found;
  }

  private async changeByHand(kind: Kind, id: string, field: string, value: unknown): Promise<void> {
    const whole = { ...(await this.wire(kind, id)), [field]: value };
    if (kind === "ApiKey") await this.call("PUT", `/api-access-token/${id}`, writable(tokenUpdateRequest, whole));
    else if (field === "enabled") await this.call("PUT", `/user/${id}/${value ? "enable" : "disable"}`);
    else await this.call("PUT", `/user/${id}`, writable(userUpdateRequest, whole));
  }

  private async makeByHand(nickname: string): Promise<Wire> {
    return this.call("POST", "/user", {
      user_type: "service",
      access_scope: "account",
      friendly_name: nickname,
      description: "made by hand",
      email: "a@example.com",
      accounts: [this.ids.get("first account")],
      primary_account_id: this.ids.get("first account"),
      roles: [this.ids.get("first role")],
    });
  }

  private async call(method: string, path: string, body?: unknown): Promise<Wire> {
    const response = await fetch(`${this.emulator.url}/account/api/v1${path}`, {
      method,
      headers: {
        "x-api-key": this.emulator.apiKey,
        "user-agent": "by-hand/1.0",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} by hand: ${response.status} ${text}`);
    return text === "" ? {} : (JSON.parse(text) as Wire);
  }
}

/** What of an object may be written. */
const writable = (request: { shape: object }, whole: Wire): Wire =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => name in request.shape));

/** Each write of a user draws a nonce of its own. */
const withoutNonce = (value: unknown) => (typeof value === "string" ? value.replace(/\.[a-z0-9]+\)$/, ")") : value);

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What a run did to the one resource of ours, a pair's parts being one, beside the identity of the stack. */
function opOf({ steps }: { steps: readonly { op: string; type: string }[] }): string {
  const ops = steps.filter(({ type }) => /digicert-one:(?!StackIdentity$)/.test(type)).map(({ op }) => op);
  if (ops.some((op) => op.includes("replace"))) return "replace";
  return [...new Set(ops.filter((op) => op !== "same"))].join("+") || "none";
}
