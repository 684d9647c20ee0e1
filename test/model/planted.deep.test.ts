/** The stories see what they are to see: each of these bugs is planted, and each is found. */
import { describe, expect, it } from "vitest";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import { play } from "./check";
import { InProcessStage, type Sabotage } from "./stage-in-process";

/** Bends the handlers of one kind of resource. */
const bent =
  (handler: string, bend: (handlers: ResourceHandlers) => Partial<ResourceHandlers>): Sabotage =>
  (name, handlers) =>
    name === handler ? { ...handlers, ...bend(handlers) } : handlers;

const bugs: Readonly<Record<string, { sabotage: Sabotage; found: RegExp }>> = {
  "a delete of users that does nothing": {
    sabotage: bent("serviceUser", () => ({ delete: async () => undefined })),
    found: /is left over without a reason/,
  },
  "a delete of keys that does nothing": {
    sabotage: bent("apiKey", () => ({ delete: async () => undefined })),
    found: /is left over without a reason/,
  },
  "an update of users that forgets the roles": {
    sabotage: bent("serviceUser", ({ update }) => ({
      update: async (id, olds, news, context) => ({
        ...(await update(id, olds, { ...news, roleIds: olds.roleIds }, context)),
        roleIds: news.roleIds,
      }),
    })),
    found: /roles is /,
  },
  "a read of keys that sees no drift": {
    sabotage: bent("apiKey", ({ read }) => ({
      read: async (id, olds, context) => {
        const found = await read(id, olds, context);
        const { enabled, requestedEndDate } = olds;
        return found && { props: olds, inputs: { ...found.inputs, enabled, endDate: requestedEndDate } };
      },
    })),
    found: /key .*: (enabled|end|recorded end) is |shows /,
  },
  "a read of users that never finds one gone": {
    sabotage: bent("serviceUser", ({ read }) => ({
      read: async (id, olds, context) =>
        (await read(id, olds, context)) ?? { props: olds, inputs: { ...olds, endDate: olds.requestedEndDate } },
    })),
    found: /0 users are called|failed without a reason|the last up/,
  },
  "a check of keys that never rotates": {
    sabotage: bent("apiKey", ({ check, diff }) => ({
      check: (olds, news, context) => {
        const outcome = check(olds, news, context);
        const { issuedOn, endDate, rotateOn } = olds;
        return issuedOn === undefined
          ? outcome
          : { ...outcome, inputs: { ...outcome.inputs, issuedOn, endDate, rotateOn } };
      },
      diff,
    })),
    found: /was not rotated|end is /,
  },
  "a delete of users that asks for no nonce": {
    sabotage: bent("serviceUser", () => ({
      delete: async (id, _olds, context) => {
        await context.step("delete the user").serviceUsers.delete(id);
      },
    })),
    found:
      /0 users are called|is in state and not on the server|is not the user it was|the newest key is not there|what a person made/,
  },
  "a create of keys that makes two": {
    sabotage: bent("apiKey", ({ create }) => ({
      create: async (inputs, context) => {
        await create(inputs, context);
        return create(inputs, context);
      },
    })),
    found: /is left over without a reason/,
  },
  "a key whose stored value is another one": {
    sabotage: bent("apiKey", ({ create }) => ({
      create: async (inputs, context) => {
        const { id, outs } = await create(inputs, context);
        return { id, outs: { ...outs, value: `emu_${"0".repeat(48)}` } };
      },
    })),
    found: /opens nothing/,
  },
  "a diff of users that always sees a change": {
    sabotage: bent("serviceUser", () => ({ diff: () => ({ changes: true, replaces: [] }) })),
    found: /a preview after up:\n {2}shows update/,
  },
  "a notice that tells a key": {
    sabotage: bent("apiKey", ({ create }) => ({
      create: async (inputs, context) => {
        const made = await create(inputs, context);
        context.notice(`made ${(made.outs as { value: string }).value.split("").join("")}`);
        return made;
      },
    })),
    found: /a secret was shown/,
  },
  "an adoption that asks nobody": {
    sabotage: bent("serviceUser", ({ create }) => ({
      create: (inputs, context) => create({ ...inputs, onDuplicate: "adopt", adoptChanges: true }, context),
    })),
    found: /what a person made|shows update|is not actual/,
  },
  "a retirement that never disables": {
    sabotage: bent("apiKeyRetirement", ({ update }) => ({
      update: (id, olds, news, context) => update(id, olds, { ...news, retiredKeyId: olds.retiredKeyId }, context),
    })),
    found: /the previous key works although|shows update/,
  },
};

describe("a planted bug is found", () => {
  it.each(Object.entries(bugs))("%s", { timeout: 600_000 }, async (_title, { sabotage, found }) => {
    const open = () => InProcessStage.open(sabotage);
    const error = await play({ open, numRuns: 200, seed: 3, maxCommands: 8 }).then(
      () => new Error("nothing was found in 200 stories"),
      (thrown: unknown) => thrown,
    );
    const told =
      error instanceof Error ? `${error.message}\n${String((error.cause as Error | undefined)?.message)}` : "";
    expect(told).toMatch(found);
  });
});
