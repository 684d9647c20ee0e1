/**
 * The identity of a stack lives in state alone: a random id, drawn when the first service user of the stack is planned.
 * It needs no settings, so it works on a default provider that has none: hence no wrapper, which would ask for them.
 */
import { randomBytes } from "node:crypto";
import type { DynamicProvider } from "../host/handlers";
import { checkStackIdentity, diffStackIdentity } from "./plan";

export const stackIdentityProvider = (): DynamicProvider => ({
  configure: () => Promise.resolve(),
  check: (_olds, news) => Promise.resolve(checkStackIdentity(news)),
  diff: () => Promise.resolve(diffStackIdentity()),
  create: (inputs) => Promise.resolve({ id: randomBytes(8).toString("hex"), outs: inputs }),
  read: (id, props) => Promise.resolve({ id, props, inputs: props }),
  update: (_id, _olds, news) => Promise.resolve({ outs: news }),
  delete: () => Promise.resolve(),
});
