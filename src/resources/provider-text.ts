import { PACKAGE } from "./validation/package-resolves";

/** Kinds of resources, by the name of their handlers in `pulumi-digicert-one/provider`. */
export type HandlerName =
  | "serviceUser"
  | "apiKey"
  | "rotationSchedule"
  | "apiKeySlot"
  | "apiKeyRetirement"
  | "stackIdentity";

/** The text in state that names the code. It never changes within a major version. */
export function providerText(handler: HandlerName): string {
  return `exports.handler=()=>require("${PACKAGE}/provider").${handler}()`;
}
