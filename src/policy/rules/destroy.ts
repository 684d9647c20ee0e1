import { expression } from "../pattern";
import { type Rule, text } from "../rule";

/** Destroying a stack of production leaves its users. */
export const retain: Rule<{ stacks: string; onDestroy: readonly string[] }> = {
  name: "retain",
  description: "Service users of production are retained when their stack is destroyed.",
  kinds: ["ServiceUser"],
  config: {
    stacks: {
      type: "string",
      default: "(^|[-_.])prod(uction)?($|[-_.])",
      description: "A regular expression of JavaScript that the names of stacks of production match.",
    },
    onDestroy: {
      type: "array",
      items: { type: "string", enum: ["retain", "disable", "delete"] },
      minItems: 1,
      default: ["retain"],
      description: "What onDestroy may be there.",
    },
  },
  validate({ stack, inputs }, { stacks, onDestroy: allowed }) {
    if (!expression("stacks of digicert-one-retain", stacks).test(stack)) return undefined;
    const declared = text(inputs, "onDestroy");
    if (allowed.includes(declared)) return undefined;
    const found =
      declared === "" ? "has no onDestroy, which deletes it unless it was adopted" : `has onDestroy "${declared}"`;
    return `${found}, in the stack ${stack}. Set onDestroy to ${allowed.map((each) => `"${each}"`).join(" or ")}.`;
  },
};
