import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { Readable } from "node:stream";
import type fetch from "node-fetch";
import { Response } from "node-fetch";
import { afterEach, describe, expect, it } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/index";
import { clientOf } from "./support/client";
import { json, startServer } from "./support/server";

const open: { close(): Promise<void> }[] = [];
async function emulate(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 11, ...options });
  open.push(emulator);
  return emulator;
}
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const clientFor = (emulator: Emulator) => clientOf(emulator.url, { apiKey: emulator.apiKey, rateLimits: "off" });

interface Owned {
  readonly id: string;
  readonly keyId: string;
}

async function fleet(emulator: Emulator, size: number): Promise<Owned[]> {
  const client = clientFor(emulator);
  const made = await Promise.all(
    Array.from({ length: size }, (_, i) =>
      client.serviceUsers.create(
        {
          nickname: `user-${i}`,
          description: "d",
          email: "a@example.com",
          accountIds: [emulator.accountId],
          roleIds: [],
        },
        { find: () => false },
      ),
    ),
  );
  client.close();
  return made.map((user) => ({ id: user.id, keyId: user.initialApiKey?.id ?? "" }));
}

async function calls(emulator: Emulator): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for (const { method, path } of await emulator.journal()) {
    const shape = `${method} ${path.replace(/\?.*/, "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}")}`;
    counted.set(shape, (counted.get(shape) ?? 0) + 1);
  }
  return counted;
}

const LIST_USERS = "GET /account/api/v1/user";
const LIST_KEYS = "GET /account/api/v1/api-access-token";

describe("reads are batched", () => {
  it.each([
    ["in one answer", {}, 1],
    ["in pages", { pageSize: 40 }, 3],
  ])(
    "a refresh of 100 users with 100 keys walks the user list once (%s) and lists each user's keys once",
    async (_name, options, pages) => {
      const emulator = await emulate(options);
      const owned = await fleet(emulator, 100);
      const before = await calls(emulator);
      const client = clientFor(emulator);
      // As an engine does it: many at a time, in no particular order, users and keys mixed.
      const users = await Promise.all(owned.map(({ id }) => client.serviceUsers.get(id, { shared: true })));
      const keys = await Promise.all(owned.map(({ id, keyId }) => client.apiKeys.get(keyId, { userId: id })));
      await Promise.all(owned.map(({ id, keyId }) => client.apiKeys.get(keyId, { userId: id })));
      expect(users.map((user) => user.id)).toEqual(owned.map(({ id }) => id));
      expect(keys.map((key) => key.id)).toEqual(owned.map(({ keyId }) => keyId));
      const after = await calls(emulator);
      const made = (shape: string) => (after.get(shape) ?? 0) - (before.get(shape) ?? 0);
      expect(made(LIST_USERS)).toBe(pages);
      expect(made(LIST_KEYS)).toBe(100);
      expect(made(`${LIST_USERS}/{id}`)).toBeLessThanOrEqual(3);
      expect(made(`${LIST_KEYS}/{id}`)).toBe(0);
      client.close();
    },
  );

  it("any write of the process drops what was read, also one by another client of it", async () => {
    const emulator = await emulate();
    const [first] = await fleet(emulator, 1);
    const reader = clientFor(emulator);
    const find = async () => (await reader.serviceUsers.findByNickname("USER-0"))?.description;
    expect(await find()).toBe("d");
    expect(await find()).toBe("d");
    const listsBefore = (await calls(emulator)).get(LIST_USERS);
    expect(listsBefore).toBe(1);
    const writer = clientFor(emulator);
    const input = {
      nickname: "user-0",
      description: "changed",
      email: "a@example.com",
      accountIds: [emulator.accountId],
      roleIds: [],
    };
    await writer.serviceUsers.update(first?.id ?? "", input);
    expect(await find()).toBe("changed");
    expect((await calls(emulator)).get(LIST_USERS)).toBe(2);
  });

  it("a read that is not shared always asks the API, and so does one for an id that the list lacks", async () => {
    const emulator = await emulate();
    const owned = await fleet(emulator, 5);
    const client = clientFor(emulator);
    const single = async () => (await calls(emulator)).get(`${LIST_USERS}/{id}`) ?? 0;
    for (const { id } of owned) await client.serviceUsers.get(id);
    expect(await single()).toBe(5);
    for (const { id } of owned) await client.serviceUsers.get(id, { shared: true });
    const missing = "00000000-0000-4000-8000-000000000000";
    await expect(client.serviceUsers.get(missing, { shared: true })).rejects.toMatchObject({ name: "NotFoundError" });
    await expect(client.apiKeys.get(missing, { userId: owned[0]?.id ?? "" })).rejects.toMatchObject({
      name: "NotFoundError",
    });
  });

  it("a walk that fails is not kept", async () => {
    let down = true;
    const server = await startServer((_request, response) =>
      json(response, down ? 403 : 200, down ? {} : [{ id: "u1", friendly_name: "x" }]),
    );
    open.push(server);
    const client = clientOf(server.url);
    await expect(client.serviceUsers.findByNickname("x")).rejects.toMatchObject({ status: 403 });
    down = false;
    await expect(client.serviceUsers.findByNickname("X")).resolves.toMatchObject({ id: "u1" });
  });
});

describe("chunked answers", () => {
  it("200 sequential reads go over one socket, without a false failure", async () => {
    const emulator = await emulate({ variants: ["chunked"] });
    const [owned] = await fleet(emulator, 1);
    let sockets = 0;
    // A relay in front of the emulator, which counts connections.
    const relay = createServer((socket) => {
      sockets += 1;
      const upstream = connect(Number(new URL(emulator.url).port), "127.0.0.1");
      socket.pipe(upstream).pipe(socket);
      for (const each of [socket, upstream]) each.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
    const { port } = relay.address() as { port: number };
    const events: string[] = [];
    const client = clientOf(
      `http://127.0.0.1:${port}`,
      { apiKey: emulator.apiKey, rateLimits: "off" },
      { onLog: (event) => events.push(event.event) },
    );
    for (let i = 0; i < 200; i += 1) expect((await client.serviceUsers.get(owned?.id ?? "")).id).toBe(owned?.id);
    expect(sockets).toBe(1);
    expect(events).toEqual(Array.from({ length: 200 }, () => "answer"));
    client.close();
    await new Promise<void>((resolve) => relay.close(() => resolve()));
  });

  it("one that node-fetch calls cut short is whole if its JSON is, and lost if not", async () => {
    // What node-fetch 3 reports when it has missed the last chunk on a socket that closes.
    const cutShort = (text: string) =>
      Readable.from(
        (async function* () {
          yield Buffer.from(text);
          throw Object.assign(new Error("Premature close"), { code: "ERR_STREAM_PREMATURE_CLOSE" });
        })(),
      );
    const answering = (text: string) => async () => new Response(cutShort(text), { status: 200 });
    const client = (text: string) =>
      clientOf("http://127.0.0.1:1", { maxRetrySeconds: "0" }, { fetch: answering(text) as typeof fetch });
    await expect(client('{"id":"u1"}').serviceUsers.get("u1")).resolves.toEqual({ id: "u1" });
    await expect(client('{"id":"u1"').serviceUsers.get("u1")).rejects.toMatchObject({ name: "ConnectionError" });
    await expect(client("17").serviceUsers.get("u1")).rejects.toMatchObject({ name: "ConnectionError" });
  });
});

describe("a program that uses the client", () => {
  it("ends by itself, without closing anything, once its calls are done", async () => {
    const emulator = await emulate();
    const script = `
      const { createClient, resolveSettings } = require("./dist/client/index.js");
      const client = createClient(resolveSettings());
      client.serviceUsers.me().then((user) => console.log("read", user.status));
    `;
    const env = { ...process.env, DIGICERT_ONE_BASE_URL: emulator.url, DIGICERT_ONE_API_KEY: emulator.apiKey };
    const child = spawn(process.execPath, ["-e", script], { env, stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect(out).toBe("read ACTIVE\n");
    expect(code).toBe(0);
  });

  it("loads nothing of Pulumi", async () => {
    const script = `require("./dist/client/index.js"); console.log(Object.keys(require.cache).filter((f) => /@pulumi|node_modules.socks/.test(f)).length)`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    await new Promise((resolve) => child.on("exit", resolve));
    expect(out).toBe("0\n");
  });
});
