/** Names for the resources, variables and tables of a program, made of names of any script: valid, and each of them once. */

/** What a name is made for: its nickname or name, and the id that distinguishes it from others of that name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What may not name a variable: words of the language, and what the program declares or imports itself. */
const RESERVED = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const constructor continue debugger declare default " +
    "delete do else enum eval export extends false finally for from function get global if implements import in infer " +
    "instanceof interface is keyof let module namespace never new null number object of package private protected public " +
    "readonly require return set static string super switch symbol this throw true try type typeof undefined unique unknown " +
    "var void while with yield exports process console nan infinity accounts roles applications digicert pulumi ischecked"
  ).split(" "),
);

const MOST = 60;

/** Letters of ASCII, digits, dashes and underscores; empty where nothing is left. */
function slugOf(text: string): string {
  const letters = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return letters
    .replaceAll(/[^a-z0-9_]+/g, "-")
    .slice(0, MOST)
    .replaceAll(/^[-_]+|[-_]+$/g, "");
}

const shortOf = (id: string): string => slugOf(id).slice(0, 8);

/** Names of resources, in the order of the users. */
export function resourceNames(users: readonly Named[]): string[] {
  return distinct(
    users.map(({ id, name }) => {
      const slug = slugOf(name);
      return { id, wanted: slug === "" ? `user-${shortOf(id)}` : slug };
    }),
    (wanted, more) => `${wanted}-${more}`,
  );
}

/** Names of variables for resources of these names. */
export function variableNames(resources: readonly Named[]): string[] {
  return distinct(
    resources.map(({ id, name }) => ({ id, wanted: variableOf(name) })),
    (wanted, more) => `${wanted}${more.replaceAll(/[^a-z0-9]/g, "")}`,
  );
}

function variableOf(name: string): string {
  const [first = "", ...rest] = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== "");
  const camel = first + rest.map((part) => part[0]?.toUpperCase() + part.slice(1)).join("");
  const isGood = /^[a-z]/i.test(camel) && !RESERVED.has(camel.toLowerCase());
  return isGood ? camel : `user${camel[0]?.toUpperCase() ?? ""}${camel.slice(1)}`;
}

/** Keys of a table of things: their names as they are, with the id where one name is that of several. */
export function tableKeys(things: readonly Named[]): string[] {
  return distinct(
    things.map(({ id, name }) => ({ id, wanted: name })),
    (wanted, more) => `${wanted} (${more})`,
    // In an object literal it would set the prototype.
    ["__proto__"],
  );
}

/** Each wanted name where it is the only one of its kind; of several, and of one that is taken, each with a part of its id. */
function distinct(
  things: readonly { readonly id: string; readonly wanted: string }[],
  join: (wanted: string, more: string) => string,
  taken: readonly string[] = [],
): string[] {
  const counts = new Map<string, number>();
  for (const { wanted } of things) counts.set(folded(wanted), (counts.get(folded(wanted)) ?? 0) + 1);
  const used = new Set(taken);
  const take = (name: string): boolean => {
    if (used.has(folded(name))) return false;
    used.add(folded(name));
    return true;
  };
  const isAlone = ({ wanted }: { wanted: string }): boolean => counts.get(folded(wanted)) === 1;
  const alone = things.map((thing) => (isAlone(thing) && take(thing.wanted) ? thing.wanted : undefined));
  return things.map(({ id, wanted }, index) => {
    const found = alone[index];
    if (found !== undefined) return found;
    const whole = slugOf(id);
    for (let count = 0; ; count += 1) {
      const name = join(wanted, count === 0 ? shortOf(id) : count === 1 ? whole : `${whole}-${count}`);
      if (take(name)) return name;
    }
  });
}

const folded = (name: string): string => name.toLowerCase();
