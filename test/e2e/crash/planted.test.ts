/** Handlers with a fault planted in them: the matrix sees each. Without this it might not be able to fail. */
import { describe, expect, it } from "vitest";
import type { ApplyContext, ResourceHandlers } from "../../../src/provider/host/handlers";
import type { StepName } from "../../../src/provider/host/steps";
import type { Fault, Mode } from "./faults";
import { breakAndMend } from "./matrix";
import { scenarios } from "./scenarios";
import { realHandlers } from "./world";

type Change = (context: ApplyContext) => ApplyContext;

/** Handlers that work in a context with a fault. */
function inContext(handlers: ResourceHandlers, change: Change): ResourceHandlers {
  return {
    ...handlers,
    create: (inputs, context) => handlers.create(inputs, change(context)),
    update: (id, olds, news, context) => handlers.update(id, olds, news, change(context)),
    delete: (id, olds, context) => handlers.delete(id, olds, change(context)),
  };
}

const believesTheEngine: Change = (context) => ({ ...context, engineAlive: () => Promise.resolve(true) });

const takesGoneForAFailure: Change = (context) => ({
  ...context,
  step: (name) => {
    const { serviceUsers, apiKeys } = context.step(name);
    const strict = async (deleted: Promise<string>) => {
      if ((await deleted) === "not-found") throw new Error("404");
      return "deleted" as const;
    };
    return { serviceUsers, apiKeys: { ...apiKeys, delete: (id) => strict(apiKeys.delete(id)) } };
  },
});

/** What exists but is not finished is not told to the engine. */
function forgetful(handlers: ResourceHandlers): ResourceHandlers {
  const create: ResourceHandlers["create"] = (inputs, context) =>
    handlers.create(inputs, context).catch((error: unknown) => {
      throw new Error(String(error));
    });
  return { ...handlers, create };
}

const { serviceUser, apiKey, apiKeySlot } = realHandlers;
if (!serviceUser || !apiKey || !apiKeySlot) throw new Error("handlers are missing");

const everywhere = (change: Change) => ({
  serviceUser: inContext(serviceUser, change),
  apiKey: inContext(apiKey, change),
  apiKeySlot: inContext(apiKeySlot, change),
});
const planted: readonly (readonly [string, Record<string, ResourceHandlers>, StepName, Fault, Mode])[] = [
  [
    "does not see that the engine is gone",
    everywhere(believesTheEngine),
    "post the user",
    "engine killed",
    "the provider goes on",
  ],
  [
    "does not see that the engine is gone",
    everywhere(believesTheEngine),
    "mint the key",
    "engine killed",
    "the provider goes on",
  ],
  [
    "does not see that the engine is gone",
    everywhere(believesTheEngine),
    "mint the slot's key",
    "engine killed",
    "the provider goes on",
  ],
  [
    "takes gone for a failure",
    everywhere(takesGoneForAFailure),
    "delete the key",
    "provider killed",
    "after the request",
  ],
  [
    "takes gone for a failure",
    everywhere(takesGoneForAFailure),
    "delete the slot's key",
    "engine killed",
    "with its provider, after the request",
  ],
  [
    "forgets what is not finished",
    { apiKey: forgetful(apiKey) },
    "disable the new key",
    "500",
    "until the run is over",
  ],
  [
    "forgets what is not finished",
    { serviceUser: forgetful(serviceUser) },
    "delete the initial key",
    "500",
    "until the run is over",
  ],
];

describe.each(planted)("a handler that %s", (_what, handlers, step, fault, mode) => {
  it(`is found out: ${step}, ${fault}, ${mode}`, async () => {
    const scenario = scenarios.find((each) => each.step === step);
    if (!scenario) throw new Error(`no scenario for ${step}`);
    await expect(breakAndMend(scenario, fault, mode, { ...realHandlers, ...handlers })).rejects.toThrow(/^expected /);
    await breakAndMend(scenario, fault, mode);
  });
});
