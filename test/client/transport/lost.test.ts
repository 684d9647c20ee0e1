/** A connection that breaks after the request was sent, in all its ways; and what is our own fault instead. */
import { describe, expect, it } from "vitest";
import { isInternalError } from "../../../src/client/index";
import { clientOf, errorOf, logged } from "../support/client";
import { answering, type Script, scripting } from "../support/sockets";

const { script } = scripting();
const user = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };

const ways: Readonly<Record<string, Script>> = {
  "closed without an answer": (socket) => void socket.once("data", () => socket.end()),
  "reset without an answer": (socket) => void socket.once("data", () => socket.resetAndDestroy()),
  "closed within the first line": answering("HTTP/1.1 20"),
  "closed within the head": answering("HTTP/1.1 200 OK\r\nContent-Le"),
  "closed within a body of a length": answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":'),
  "closed within a chunk": answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"id":'),
  "closed between two chunks": answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{"id":\r\n'),
  "reset within a body": (socket) =>
    void socket.once("data", () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":', () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      );
    }),
};

const run = (url: string, more: object = {}) => {
  const { log, deps } = logged(more);
  const client = clientOf(url, { rateLimits: "off", maxRetrySeconds: "3" }, deps);
  return { ...client, sent: () => log.filter(({ event }) => event === "failure").map(({ method }) => method) };
};

describe.each(Object.entries(ways))("a connection that is %s", (_how, way) => {
  it("is lost: a read is repeated", async () => {
    const { host } = await script(way);
    const { serviceUsers, sent } = run(`http://${host}`);
    const error = await errorOf(serviceUsers.get("u1"));
    expect(error).toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed: false });
    expect(error.message).toContain(`the connection to ${host} broke (`);
    expect(sent().length).toBeGreaterThan(1);
  });

  it("is lost: a deletion is repeated, and may have been carried out", async () => {
    const { host } = await script(way);
    const { serviceUsers, sent } = run(`http://${host}`);
    expect(await errorOf(serviceUsers.delete("u1"))).toMatchObject({
      name: "ConnectionError",
      mayHaveBeenProcessed: true,
    });
    expect(sent().length).toBeGreaterThan(1);
  });

  it("is lost: a creation is looked for before it is sent again", async () => {
    const { host } = await script(way);
    const { serviceUsers, sent } = run(`http://${host}`);
    const error = await errorOf(serviceUsers.create(user, { find: () => false }));
    expect(error).toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed: true });
    expect(sent().slice(0, 2)).toEqual(["POST", "GET"]);
  });
});

describe("whatever is none of the known failures is our own fault", () => {
  const faults: Readonly<Record<string, () => Promise<never>>> = {
    "a mistake in the program": () => Promise.reject(new TypeError("x is not a function")),
    "an error without a word": () => Promise.reject(new Error("")),
    "a code that nobody knows": () => Promise.reject(Object.assign(new Error("no"), { code: "E_NEW" })),
    "a header that no request holds": () =>
      Promise.reject(Object.assign(new TypeError("Invalid character"), { code: "ERR_INVALID_CHAR" })),
    "no error at all": () => Promise.reject("no"),
    "something thrown, not rejected": () => {
      throw new RangeError("thrown");
    },
  };
  const calls = {
    read: ({ serviceUsers }) => serviceUsers.get("u1"),
    deletion: ({ serviceUsers }) => serviceUsers.delete("u1"),
    creation: ({ serviceUsers }) => serviceUsers.create(user, { find: () => false }),
  } satisfies Record<string, (client: ReturnType<typeof run>) => Promise<unknown>>;

  it.each(
    Object.entries(faults).flatMap(([what, fault]) =>
      Object.entries(calls).map(([call, make]) => [what, call, fault, make] as const),
    ),
  )("%s, at a %s: reported once, never repeated, to be reported to us", async (_what, _call, fault, make) => {
    const client = run("http://127.0.0.1:1", { fetch: fault });
    const error = await errorOf(make(client));
    expect(isInternalError(error)).toBe(true);
    expect(error).toMatchObject({ name: "InternalError", code: "unexpected", attempts: 1 });
    expect(error.message).toMatch(
      /: something failed that must not \(.*\)\. This is a fault of pulumi-digicert-one: report it/,
    );
    expect(client.sent()).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: "unexpected" });
  });

  it("holds no secret, although the error that caused it does", async () => {
    const fault = () => Promise.reject(new Error("could not send test-key-0123456789"));
    const error = await errorOf(run("http://127.0.0.1:1", { fetch: fault }).serviceUsers.get("u1"));
    expect(error.message).toContain("could not send [secret]");
    expect(`${error.stack} ${(error.cause as Error).stack}`).not.toContain("test-key-0123456789");
  });

  it("is not met where a fetch of the caller's own fails as the network does", async () => {
    const fails = (code: string) => () => Promise.reject(Object.assign(new Error("no"), { code }));
    for (const [code, mayHaveBeenProcessed] of [
      ["ECONNREFUSED", false],
      ["ECONNRESET", true],
    ] as const) {
      const { serviceUsers, sent } = run("http://127.0.0.1:1", { fetch: fails(code) });
      expect(await errorOf(serviceUsers.delete("u1"))).toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed });
      expect(sent().length).toBeGreaterThan(1);
    }
  });
});
