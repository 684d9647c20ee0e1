import { type Kind, kinds } from "../fields/kinds";
import { PACKAGE } from "./validation/package-resolves";

/** The text in state that names the code. It never changes within a major version. */
export function providerText(kind: Kind): string {
  return `exports.handler=()=>require("${PACKAGE}/provider").${kinds[kind].handler}()`;
}
