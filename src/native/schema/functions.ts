/** The look-ups. */
import { declaration, wordsOf } from "./declarations";
import { outputsOf } from "./resources";
import type { FunctionSpec, ObjectSpec, PropertySpec } from "./spec";
import { token, typeOfText } from "./types";

const LOOK_UPS = ["ServiceUser", "Role", "Account"] as const;

export function functions(): Record<string, FunctionSpec> {
  return Object.fromEntries(
    LOOK_UPS.map((what): [string, FunctionSpec] => [
      token(`get${what}`),
      {
        description: declaration(`get${what}`).words,
        inputs: inputsOf(`Get${what}Args`),
        outputs: resultOf(`${what}Result`),
      },
    ]),
  );
}

function inputsOf(name: string): ObjectSpec {
  const members = Object.entries(declaration(name).members);
  return {
    type: "object",
    properties: Object.fromEntries(
      members.map(([member, { type }]): [string, PropertySpec] => [
        member,
        { ...typeOfText(type), description: wordsOf(name, member) },
      ]),
    ),
    required: members.filter(([, { isOptional }]) => !isOptional).map(([member]) => member),
  };
}

function resultOf(name: string): ObjectSpec {
  const properties = outputsOf(name, []);
  return { type: "object", properties, required: Object.keys(properties) };
}
