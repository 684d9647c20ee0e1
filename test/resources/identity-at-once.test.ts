import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ServiceUser } from "../../src";

/** The SDK's own room for each inline program of a process, as the Automation API opens it (automation/server.js). */
const { withLocalStorage } = createRequire(__filename)("@pulumi/pulumi/runtime/state") as {
  withLocalStorage<T>(work: () => Promise<T>): Promise<T>;
};

const IDENTITY = "digicert-one:StackIdentity";
const arguments_ = { email: "team@example.com", accountIds: ["a"], roleIds: [] };

/** A monitor that draws the identity's id as the provider does, late, and remembers the hashes of users. */
class Monitor {
  readonly identities: string[] = [];
  readonly hashes = new Map<string, string>();
  readonly #stack: string;

  constructor(stack: string) {
    this.#stack = stack;
  }

  async newResource({ type, name, inputs }: pulumi.runtime.MockResourceArgs) {
    await new Promise((resolve) => setImmediate(resolve));
    const id = `${this.#stack}-${name}`;
    if (type.endsWith(IDENTITY)) this.identities.push(id);
    if (type.endsWith(":ServiceUser")) this.hashes.set(name, String(inputs.ownerHash));
    return { id, state: inputs };
  }

  call = () => ({});
}

/** Two programs that wait for each other between their users. */
function meeting(parties: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length % parties === 0) for (const go of waiting) go();
    });
}

async function runInline(stack: string, program: () => Promise<unknown>): Promise<Monitor> {
  const monitor = new Monitor(stack);
  await withLocalStorage(async () => {
    await pulumi.runtime.setMocks(monitor, "payments", stack, false);
    await pulumi.runtime.runInPulumiStack(program);
    await pulumi.runtime.disconnect();
  });
  return monitor;
}

let copy: typeof import("../../src");

beforeEach(async () => {
  vi.resetModules();
  copy = await vi.importActual<typeof import("../../src")>("../../src");
  expect(copy.ServiceUser).not.toBe(ServiceUser);
});

describe("two inline programs at once in one process", () => {
  it("have an identity each, whichever copy of the package makes a user, and when", async () => {
    const meet = meeting(2);
    const program = async () => {
      const first = new ServiceUser("first", arguments_);
      await meet();
      new copy.ServiceUser("second", arguments_);
      await meet();
      // Made in an apply, long after the program's own turn.
      await new Promise<void>((resolve) => {
        first.id.apply(() => {
          new copy.ServiceUser("third", arguments_);
          resolve();
        });
      });
    };
    const monitors = await Promise.all([runInline("dev", program), runInline("prod", program)]);
    expect(monitors.map(({ identities }) => identities)).toEqual([
      ["dev-digicert-one-stack-identity"],
      ["prod-digicert-one-stack-identity"],
    ]);
    const hashes = monitors.flatMap(({ hashes: each }) => [...each.values()]);
    expect(hashes.filter((hash) => /^[0-9a-f]{12}$/.test(hash))).toHaveLength(6);
    expect(new Set(hashes).size).toBe(6);
  });

  it("one after the other, of one project and stack, register it anew", async () => {
    const program = async () => {
      new ServiceUser("first", arguments_);
    };
    for (const _run of [1, 2]) {
      expect((await runInline("dev", program)).identities).toEqual(["dev-digicert-one-stack-identity"]);
    }
  });
});
