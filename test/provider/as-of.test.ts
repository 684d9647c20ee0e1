import { describe, expect, it } from "vitest";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";

/** A kind of resource that notes what it was asked to do. */
function noting(): { done: string[]; handlers: ResourceHandlers } {
  const done: string[] = [];
  const handlers: ResourceHandlers = {
    kind: "thing",
    stateNames: [],
    isRemote: () => false,
    subject: () => "thing",
    check: (_olds, inputs) => ({ inputs, failures: [] }),
    diff: () => ({ changes: false, replaces: [] }),
    create: async () => {
      done.push("create");
      return { id: "t1", outs: {} };
    },
    read: async () => {
      done.push("read");
      return { props: {}, inputs: {} };
    },
    update: async () => {
      done.push("update");
      return {};
    },
    delete: async () => {
      done.push("delete");
    },
  };
  return { done, handlers };
}

const under = (handlers: ResourceHandlers, baseUrl: string, asOf: string) =>
  dynamicProvider(handlers, {
    env: { DIGICERT_ONE_BASE_URL: baseUrl, DIGICERT_ONE_API_KEY: "a-key-of-as-of", DIGICERT_ONE_AS_OF: asOf },
    now: () => Date.parse("2027-01-01T12:00:00Z"),
    engineAlive: () => Promise.resolve(true),
    notice: () => undefined,
  });

const writes = (provider: ReturnType<typeof under>) => [
  () => provider.create({}),
  () => provider.update("t1", {}, {}),
  () => provider.delete("t1", {}),
];

describe("under DIGICERT_ONE_AS_OF", () => {
  it("nothing is created, updated or deleted, and reading goes on", async () => {
    const { done, handlers } = noting();
    const provider = under(handlers, "https://one.example.com", "2027-02-01");
    for (const write of writes(provider)) await expect(write()).rejects.toThrow(/2027-02-01 is for previews/);
    await provider.read("t1", {});
    expect(done).toEqual(["read"]);
  });

  it.each([
    ["on loopback", "http://127.0.0.1:1", "2027-02-01"],
    ["once it is unset", "https://one.example.com", ""],
  ])("all of it is carried out %s", async (_where, baseUrl, asOf) => {
    const { done, handlers } = noting();
    for (const write of writes(under(handlers, baseUrl, asOf))) await write();
    expect(done).toEqual(["create", "update", "delete"]);
  });
});
