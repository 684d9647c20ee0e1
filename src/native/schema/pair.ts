/** A `RotatingApiKey`, which is a component, and what no program writes itself. */
import type { Kind } from "../../fields/kinds";
import { declaration, wordsOf } from "./declarations";
import { aliasesOf, outputsOf } from "./resources";
import type { ObjectSpec, PropertySpec, ResourceSpec, Types } from "./spec";
import { choice, choiceName, token, typeNamed, typeOfText, wordsOfUnion } from "./types";

const PAIR = "RotatingApiKey";
const HELD = "HeldApiKey";
const ARGUMENTS = `${PAIR}Args`;

/** Its secret outputs; `test/native/schema` compares them with what the class marks. */
const SECRETS = ["value", "previousValue"];

/** What the schedule's check settles an argument to that a program leaves out. */
const DEFAULTS: Readonly<Record<string, string>> = { use: "newest" };

/** The class takes a ServiceUser in its first argument; handlers take its id. */
const registered = (argument: string): string => (argument === "serviceUser" ? "serviceUserId" : argument);

/** The component and the objects that it shows. */
export function pair(types: Types): Record<string, ResourceSpec> {
  types[token(HELD)] = heldApiKey();
  const known = { [HELD]: typeNamed(HELD) as PropertySpec };
  const properties = outputsOf(PAIR, SECRETS, known);
  const args = Object.entries(declaration(ARGUMENTS).members);
  return {
    [token(PAIR)]: {
      description: declaration(PAIR).words,
      isComponent: true,
      properties,
      required: Object.keys(properties),
      inputProperties: Object.fromEntries(
        args.map(([name, { type }]) => [registered(name), argument(registered(name), type, types)]),
      ),
      requiredInputs: args.filter(([, { isOptional }]) => !isOptional).map(([name]) => registered(name)),
    },
  };
}

function argument(name: string, written: string, types: Types): PropertySpec {
  const description = wordsOf(ARGUMENTS, name);
  const words = wordsOfUnion(written);
  const type =
    name === "serviceUserId"
      ? typeOfText("string")
      : words === undefined
        ? typeOfText(written)
        : choice(types, choiceName(PAIR, name), words, description);
  const value = DEFAULTS[name];
  return { ...type, description, ...(value !== undefined && { default: value }) };
}

function heldApiKey(): ObjectSpec {
  const properties = outputsOf(HELD, []);
  return { type: "object", description: declaration(HELD).words, properties, required: Object.keys(properties) };
}

const PARTS = {
  RotationSchedule: "The schedule inside a `RotatingApiKey`. No program writes it.",
  ApiKeySlot: "One of the two slots inside a `RotatingApiKey`. No program writes it.",
  ApiKeyRetirement: "The retirement inside a `RotatingApiKey`. No program writes it.",
  StackIdentity:
    "The identity of a stack, which the owner marks of its users carry a hash of. A program declares it only after a move between hosts, to keep it.",
} as const satisfies Partial<Record<Kind, string>>;

/** Kinds that stand in states, and in no program: no SDK shows them. */
export function parts(): Record<string, ResourceSpec> {
  const all = Object.entries(PARTS).map(([kind, description]): [string, ResourceSpec] => [
    token(kind),
    { description, aliases: aliasesOf(kind as Kind), isOverlay: true },
  ]);
  return Object.fromEntries(all);
}
