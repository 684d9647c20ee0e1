/** The handlers of every kind that has some, whole, by the name that the text in state gives them. */
import { type Kind, kinds } from "../../src/fields/kinds";
import { apiKeyHandlersThat } from "../../src/provider/api-key/apply";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import type { ReadyOptions } from "../../src/provider/key/ready";
import { apiKeyRetirementHandlers } from "../../src/provider/rotating/retirement/apply";
import { rotationScheduleHandlers } from "../../src/provider/rotating/schedule/apply";
import { apiKeySlotHandlers } from "../../src/provider/rotating/slot/apply";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";

/** @param ready how the readiness of a new key is waited for: tests do not wait for real */
export function handlersByName(ready: ReadyOptions): Record<string, ResourceHandlers> {
  const whole: Record<Exclude<Kind, "StackIdentity">, ResourceHandlers> = {
    ServiceUser: serviceUserHandlers,
    ApiKey: apiKeyHandlersThat(ready),
    RotationSchedule: rotationScheduleHandlers,
    ApiKeySlot: apiKeySlotHandlers(ready),
    ApiKeyRetirement: apiKeyRetirementHandlers,
  };
  return Object.fromEntries(
    Object.entries(whole).map(([kind, handlers]) => [kinds[kind as keyof typeof whole].handler, handlers]),
  );
}
