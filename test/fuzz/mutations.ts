/** JSON that was right once: something in it is taken out, doubled, or replaced by anything. */
import fc from "fast-check";

type Json = unknown;

/** Values that parsers stumble over. */
export const ODD: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  -0,
  2 ** 53,
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u2028",
  "__proto__",
  "constructor",
  "toString",
  "NaN",
  "2027-02-30",
  "9999-12-31",
  "0000-01-01",
  "-000001-01-01",
  "+275760-09-13",
  "12027-01-01",
  "2027-01-01T25:00:00Z",
  "2027-03-01T00:00:00+99:99",
  "9999-12-31T23:59:60Z",
  "x".repeat(5_000),
  "%",
  "%zz",
  "../..",
  "//",
  "http://[",
  "javascript:",
  "a,b,,c",
  "\n",
  [],
  {},
  [[]],
  [null],
  { id: null },
  { __proto__: 1 },
  JSON.parse('{"__proto__":{"id":"x"},"constructor":1,"toString":2}'),
  { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x:y" },
  { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: "{" },
];

/** Any text, odd ones often. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom(...ODD.filter((value): value is string => typeof value === "string")),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
);

export const anyJson: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...ODD),
  anyText,
  fc.double(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 3 }),
);

interface Change {
  /** Which of the places in the text, counted round. */
  readonly place: number;
  readonly how: "replace" | "remove" | "repeat";
  readonly value: Json;
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(1_000_000),
  how: fc.constantFrom("replace" as const, "replace" as const, "remove" as const, "repeat" as const),
  value: anyJson,
});

type Holder = Record<string, Json> | Json[];
const isHolder = (value: Json): value is Holder => typeof value === "object" && value !== null;

function places(value: Json, found: [Holder, string][] = []): [Holder, string][] {
  if (!isHolder(value)) return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    places((value as Record<string, Json>)[key], found);
  }
  return found;
}

function changed(json: Json, { place, how, value: given }: Change): Json {
  const value = structuredClone(given); // else one change would reach into every later text
  const all = places(json);
  const [holder, key] = all[place % (all.length + 1)] ?? [];
  if (holder === undefined || key === undefined) return value;
  if (how === "remove") {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  } else if (how === "repeat" && Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
  else if (Array.isArray(holder)) holder[Number(key)] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  return json;
}

/** One of these, changed in up to four places. */
export function mutated(originals: readonly Json[]): fc.Arbitrary<Json> {
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { maxLength: 4 }))
    .map(([original, changes]) => changes.reduce(changed, structuredClone(original)));
}

/** The text of a JSON value, now and then cut or with something in it. */
export function asText(json: fc.Arbitrary<Json>): fc.Arbitrary<string> {
  const text = json.map((value) => JSON.stringify(value) ?? "");
  return fc.oneof(
    { weight: 8, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc.tuple(text, fc.nat(10_000)).map(([whole, at]) => whole.slice(0, at % (whole.length + 1))),
    },
    { weight: 1, arbitrary: anyText },
  );
}
