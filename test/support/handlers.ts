/** The handlers of every kind that has some, by the name that the text in state gives them. */
import { type Kind, kinds } from "../../src/fields/kinds";
import { apiKeyHandlersThat } from "../../src/provider/api-key/apply";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import type { ReadyOptions } from "../../src/provider/key/ready";
import { registry } from "../../src/provider/registry";
import { apiKeySlotHandlers } from "../../src/provider/rotating/slot/apply";

/** @param ready how the readiness of a new key is waited for: tests do not wait for real */
export function handlersByName(ready: ReadyOptions): Record<string, ResourceHandlers> {
  const named = (Object.keys(registry) as Kind[]).flatMap((kind): (readonly [string, ResourceHandlers])[] => {
    const record = registry[kind];
    return "handlers" in record ? [[kinds[kind].handler, record.handlers]] : [];
  });
  return { ...Object.fromEntries(named), apiKey: apiKeyHandlersThat(ready), apiKeySlot: apiKeySlotHandlers(ready) };
}
