/** What an editor shows: each wrong line beside the right one, compiled against this package. */
import { beforeAll, describe, expect, it } from "vitest";
import { typeFaults } from "../docs/type-check";

type Line = [what: string, wrong: string, fault: RegExp, ...right: string[]];

const user = 'email: "a@example.com", accountIds: [accountId], roleIds: [roleId]';
const aUser = (more: string) => `new digicert.ServiceUser("u", { ${user}, ${more} });`;
const aKey = (more: string) => `new digicert.ApiKey("k", { serviceUser: user, ${more} });`;
const aPair = (more: string) => `new digicert.RotatingApiKey("p", { serviceUser: user, ${more} });`;
const aProvider = (more: string) => `new digicert.Provider("p", { ${more} });`;

const lines: Line[] = [
  [
    "a region",
    aProvider('region: "eu"'),
    /"eu"/,
    aProvider('region: "nl"'),
    aProvider('region: config.require<digicert.Region>("region")'),
    aProvider('region: pulumi.output("nl" as const), environment: Promise.resolve("demo" as const)'),
  ],
  ["an environment", aProvider('environment: "staging"'), /"staging"/, aProvider('environment: "demo"')],
  ["an argument of a provider", aProvider('baseURL: "https://one.example.com"'), /baseURL/, aProvider("apiKey")],
  [
    "a user's day and lifetime",
    aUser('endDate: "2027-12-31", lifetimeDays: 90'),
    /lifetimeDays|endDate/,
    aUser('endDate: "2027-12-31"'),
    aUser("lifetimeDays: 90"),
    aUser("endDate: user.endDate"),
    aUser("lifetimeDays: pulumi.output(90), extendBeforeDays: Promise.resolve(30)"),
    aUser("endDate: undefined, lifetimeDays: 90"),
  ],
  [
    "a user's window without a lifetime",
    aUser("extendBeforeDays: 30"),
    /lifetimeDays|extendBeforeDays/,
    aUser("lifetimeDays: 90, extendBeforeDays: 30"),
  ],
  [
    "a user's window beside a day",
    aUser('endDate: "2027-12-31", extendBeforeDays: 30'),
    /endDate|extendBeforeDays/,
    aUser('endDate: "2027-12-31", extendBeforeDays: undefined'),
  ],
  [
    "a key's day and lifetime",
    aKey('endDate: "2027-12-31", lifetimeDays: 90'),
    /lifetimeDays|endDate/,
    aKey('endDate: "2027-12-31"'),
    aKey('endDate: "2027-12-31", rotate: false'),
    aKey("lifetimeDays: 90"),
    aKey("rotate: false"),
  ],
  [
    "a key's window without a lifetime",
    aKey("rotateBeforeDays: 30"),
    /lifetimeDays|rotateBeforeDays/,
    aKey("lifetimeDays: 90, rotateBeforeDays: 30"),
    aKey("lifetimeDays: 90, rotateBeforeDays: 30, rotate: true"),
    aKey("lifetimeDays: 90, rotateBeforeDays: 30, rotate: pulumi.output(true)"),
  ],
  [
    "a key's window where it never rotates",
    aKey("lifetimeDays: 90, rotateBeforeDays: 30, rotate: false"),
    /rotate/,
    aKey("lifetimeDays: 90, rotate: false"),
  ],
  ["a pair's day", aPair('endDate: "2027-12-31"'), /endDate|lifetimeDays/, aPair("lifetimeDays: 90, overlapDays: 7")],
  ["a pair without a lifetime", aPair("overlapDays: 7"), /lifetimeDays/, aPair("lifetimeDays: pulumi.output(90)")],
  [
    "a misspelt argument",
    aKey("lifetimeDay: 90"),
    /lifetimeDay/,
    `const shared = { lifetimeDays: 90, onDestroy: "disable" } as const; ${aKey("...shared, rotateBeforeDays: 30")}`,
    `const isProd: boolean = apiKey !== ""; ${aKey('...(isProd ? { lifetimeDays: 90 } : { endDate: "2027-12-31" })')}`,
    `const days: number | undefined = Number(apiKey) || undefined; ${aKey("...(days && { lifetimeDays: days })")}`,
    `const args: digicert.ApiKeyArgs = { serviceUser: user.id, lifetimeDays: 90 }; new digicert.ApiKey("k", args);`,
  ],
  [
    "another kind of resource as a user",
    'new digicert.ApiKey("k", { serviceUser: key, lifetimeDays: 90 });',
    /ApiKey/,
    'new digicert.ApiKey("k", { serviceUser: user.id, lifetimeDays: 90 });',
  ],
];

const block = (text: string, line: number) => ({
  page: "types",
  line,
  language: "ts",
  text,
  generated: false,
  note: "",
});
const texts = lines.flatMap(([, wrong, , ...right]) => [wrong, ...right]);
let faults: string[][];

beforeAll(() => {
  ({ faults } = typeFaults(texts.map(block), "export {};", []));
}, 120_000);

const faultsOf = (text: string): string[] => faults[texts.indexOf(text)] ?? ["was not compiled"];

describe("in the editor", () => {
  it("looks at more than ten lines", () => {
    expect(faults).toHaveLength(texts.length);
    expect(lines.length).toBeGreaterThan(10);
  });

  it.each(lines)("%s fails, and its twin does not", (_what, wrong, fault, ...right) => {
    expect(faultsOf(wrong).join("\n")).toMatch(fault);
    expect(right.length).toBeGreaterThan(0);
    expect(right.flatMap(faultsOf)).toEqual([]);
  });
});
