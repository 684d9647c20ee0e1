/** What a program declares, whatever its language, in the words of the package schema. */
import { parse } from "yaml";

/** A resource or a function as a program writes it: its name in the schema, and the properties that it is given. */
export interface Written {
  readonly name: string;
  readonly properties: readonly string[];
}

export interface Program {
  readonly resources: readonly Written[];
  readonly functions: readonly Written[];
  /** What it reads of them: `ServiceUser.endDate`, `getRole.id`. */
  readonly reads: readonly string[];
  readonly exports: readonly string[];
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
const sorted = (all: readonly Written[]): Written[] =>
  all
    .map(({ name, properties }) => ({ name, properties: unique(properties) }))
    .sort((one, other) => one.name.localeCompare(other.name));

/** The parts of a program, in an order of their own. */
const program = ({ resources, functions, reads, exports }: Program): Program => ({
  resources: sorted(resources),
  functions: sorted(functions),
  reads: unique(reads),
  exports: unique(exports),
});

/** Reads `x.y` where a program has named `x`. */
function readsIn(text: string, pattern: RegExp, named: ReadonlyMap<string, string>, spelt: (name: string) => string) {
  return [...text.matchAll(pattern)].flatMap(([, variable = "", output = ""]) => {
    const of = named.get(variable);
    return of === undefined ? [] : [`${of}.${spelt(output)}`];
  });
}

interface YamlProgram {
  variables: Record<string, { "fn::invoke": { function: string; arguments?: object } }>;
  resources: Record<string, { type: string; properties: object }>;
  outputs: Record<string, string>;
}

const lastPart = (token: string): string => token.split(":").at(-1) ?? "";

export function yamlProgram(text: string): Program {
  const { variables, resources, outputs } = parse(text) as YamlProgram;
  const invokes = Object.entries(variables).map(([variable, { "fn::invoke": call }]) => ({ variable, ...call }));
  const named = new Map([
    ...invokes.map((call): [string, string] => [call.variable, lastPart(call.function)]),
    ...Object.entries(resources).map(([name, { type }]): [string, string] => [name, lastPart(type)]),
  ]);
  return program({
    resources: Object.values(resources).map(({ type, properties }) => ({
      name: lastPart(type),
      properties: Object.keys(properties),
    })),
    functions: invokes.map((call) => ({
      name: lastPart(call.function),
      properties: Object.keys(call.arguments ?? {}),
    })),
    reads: readsIn(text, /\$\{(\w+)\.(\w+)\}/g, named, (name) => name),
    exports: Object.keys(outputs),
  });
}

/** `service_user_id` → `serviceUserId`. */
const camel = (snake: string): string => snake.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

export function pythonProgram(text: string): Program {
  const calls = [...text.matchAll(/^(\w+) = digicert\.(\w+)\(([\s\S]*?)\)$/gm)].map(
    ([, variable = "", name = "", args = ""]) => ({
      variable,
      name: camel(name),
      properties: [...args.matchAll(/(?:^|[\s(])(\w+)=/g)].map(([, argument = ""]) => camel(argument)),
    }),
  );
  const isClass = ({ name }: Written) => /^[A-Z]/.test(name);
  return program({
    resources: calls.filter(isClass),
    functions: calls.filter((call) => !isClass(call)),
    reads: readsIn(text, /\b(\w+)\.(\w+)\b/g, new Map(calls.map(({ variable, name }) => [variable, name])), camel),
    exports: [...text.matchAll(/pulumi\.export\("(\w+)"/g)].map(([, name = ""]) => name),
  });
}

/** `ServiceUserId` → `serviceUserId`; the method `ID()` of every resource is its id. */
const lower = (name: string): string => (name === "ID" ? "id" : name.charAt(0).toLowerCase() + name.slice(1));

export function goProgram(text: string): Program {
  const calls = [
    ...text.matchAll(/(\w+), err := digicertone\.(New|Get)(\w+)\(ctx,.*?Args\{([\s\S]*?)\}\)\n\t\tif err/g),
  ].map(([, variable = "", verb = "", name = "", args = ""]) => ({
    variable,
    isClass: verb === "New",
    name: verb === "New" ? name : `get${name}`,
    properties: [...args.matchAll(/(?:^|\s)(\w+):/g)].map(([, field = ""]) => lower(field)),
  }));
  const named = new Map(calls.map(({ variable, name }) => [variable, name]));
  return program({
    resources: calls.filter(({ isClass }) => isClass),
    functions: calls.filter(({ isClass }) => !isClass),
    reads: readsIn(text, /\b(\w+)\.([A-Z]\w*)\b/g, named, lower),
    exports: [...text.matchAll(/ctx\.Export\("(\w+)"/g)].map(([, name = ""]) => name),
  });
}
